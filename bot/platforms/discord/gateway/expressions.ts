/**
 * Emojis and stickers as the gateway tells of them. The library is not asked to keep them: it would keep far more of
 * each than their names, and tells of changes only by comparing with what it kept.
 */
import { type Client, Events, type Guild, GatewayDispatchEvents as Name } from "discord.js";
import type { GuildEmoji } from "../../../../core/database/guilds/details.ts";
import { toStorableText } from "../../../../core/storable.ts";
import { type Fields, toFields, toId, toList, toText } from "../fields.ts";

type Lists = Partial<Record<GuildEmoji["kind"], GuildEmoji[]>>;

/** By client and guild: the lists as last announced. */
const known = new WeakMap<Client, Map<string, Lists>>();

/** All emojis and stickers of a guild, or null while not both are known. */
export function emojisOf(guild: Guild): GuildEmoji[] | null {
  const { emoji, sticker } = known.get(guild.client)?.get(guild.id) ?? {};
  return emoji && sticker ? [...emoji, ...sticker] : null;
}

/** To be called before anybody else listens to the client, so that others find what a packet changed. */
export function keepExpressions(client: Client): void {
  const guilds = new Map<string, Lists>();
  known.set(client, guilds);
  client.on(Events.Raw, (packet: { t: string | null; d: unknown }) => {
    const data = toFields(packet.d);
    switch (packet.t) {
      case Name.GuildCreate:
        if (data?.unavailable === true) return;
        return put(toId(data?.id), {
          ...listOf(data, "emojis", "emoji"),
          ...listOf(data, "stickers", "sticker"),
        });
      case Name.GuildEmojisUpdate:
        return put(toId(data?.guild_id), listOf(data, "emojis", "emoji"));
      case Name.GuildStickersUpdate:
        return put(toId(data?.guild_id), listOf(data, "stickers", "sticker"));
      case Name.GuildDelete:
        if (data?.unavailable !== true) guilds.delete(String(data?.id));
    }
  });

  function put(guildId: string | null, lists: Lists): void {
    if (guildId !== null) guilds.set(guildId, { ...guilds.get(guildId), ...lists });
  }
}

/** One list of a packet; nothing when it holds none, which says nothing of what there is. */
function listOf(data: Fields | null, field: string, kind: GuildEmoji["kind"]): Lists {
  const list = data?.[field];
  return Array.isArray(list) ? { [kind]: toList(list).flatMap((one) => toEmoji(one, kind) ?? []) } : {};
}

/** Null for what has no usable id: nothing could name it. */
function toEmoji(raw: unknown, kind: GuildEmoji["kind"]): GuildEmoji | null {
  const fields = toFields(raw);
  const id = toId(fields?.id);
  if (!fields || id === null) return null;
  return {
    id,
    kind,
    name: toStorableText(toText(fields.name) ?? id),
    // Stickers: 1 is a still picture, all other formats move (docs: Sticker Format Types).
    isAnimated: kind === "emoji" ? fields.animated === true : fields.format_type !== 1,
    isAvailable: fields.available !== false,
  };
}
