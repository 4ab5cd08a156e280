/** Where the messages of an export go: the archive's own channel if it knows it, else one made for them. */
import { createNamedPlace, findKnownPlace, type NamedGuild } from "../../core/database/imports/places.ts";
import { inTransaction, type Pool } from "../../core/postgres/pool.ts";
import { guardOf, isPlaceForgotten } from "../forgetting/guard.ts";
import type { ImportPlace } from "./export.ts";

export interface Place {
  guildId: string;
  guildName: string;
  channelId: string;
  channelName: string;
  /** Whether the archive did not know the channel when the import first met it. */
  isNew: boolean;
}

/** Channels of which no export and nobody else says to which server they belong, by platform. */
const unknownGuild: NamedGuild = {
  id: "1000000000000001",
  platform: "discord",
  kind: "unknown",
  name: "Unknown servers",
  icon: null,
};

/** Places remembered; more than an export has channels that alternate. */
const mostRemembered = 10_000;

export class PlaceBook {
  readonly #pool: Pool;
  readonly #dryRun: boolean;
  readonly #known = new Map<string, Place>();

  constructor(pool: Pool, dryRun: boolean) {
    this.#pool = pool;
    this.#dryRun = dryRun;
  }

  /** What was erased on purpose does not come back by an export: its messages are refused as well (storeMessages). */
  async #create(guild: NamedGuild, channel: ImportPlace["channel"]): Promise<void> {
    await inTransaction(this.#pool, async (tx) => {
      const isForgotten = isPlaceForgotten(await guardOf(tx), { guildId: guild.id, channelId: channel.id });
      if (!isForgotten) await createNamedPlace(tx, guild, channel);
    });
  }

  /** Finds or makes the place; a dry run makes none. */
  async find({ platform, guild, channel }: ImportPlace): Promise<Place> {
    const remembered = this.#known.get(channel.id);
    if (remembered) return remembered;
    const known = await findKnownPlace(this.#pool, channel.id);
    const named: NamedGuild = guild ? { ...guild, platform } : unknownGuild;
    if (!known && !this.#dryRun) await this.#create(named, channel);
    // Another import may have made it meanwhile, for another server.
    const made = known ?? (await findKnownPlace(this.#pool, channel.id));
    const place = {
      channelId: channel.id,
      guildId: made?.guildId ?? named.id,
      guildName: made?.guildName ?? named.name,
      channelName: made?.channelName ?? channel.name,
      isNew: !known,
    };
    if (this.#known.size >= mostRemembered) this.#known.clear();
    this.#known.set(channel.id, place);
    return place;
  }
}
