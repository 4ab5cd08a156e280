/**
 * Newest message ids for many channels at once: one listing of a guild answers for all channels that ask within
 * the same moment, where a request each would eat the rate limit of the fetch itself.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Routes } from "discord.js";
import type { ChannelPlace } from "../platform.ts";
import { isThread } from "./channels.ts";
import { toFields, toId, toList } from "./fields.ts";
import type { DiscordRequests } from "./requests.ts";

/** How long a listing waits for more channels to ask. Larger saves requests, smaller ends tasks sooner. */
const gatherMs = 500;

type LastMessageIds = ReadonlyMap<string, string | null>;

export class NewestMessages {
  readonly #requests: DiscordRequests;
  /** Listings that have not been sent yet, by what they list. */
  readonly #gathering = new Map<string, Promise<LastMessageIds>>();
  readonly #signal: AbortSignal;

  /** `signal` ends listings when the session closes; single callers must not, since others wait with them. */
  constructor(requests: DiscordRequests, signal: AbortSignal) {
    this.#requests = requests;
    this.#signal = signal;
  }

  /** As ChatSession.newestMessageId: the answer is newer than the call, or as new. */
  async of(channel: ChannelPlace, signal: AbortSignal): Promise<string | null> {
    if (!isThread(channel.kind)) {
      const channels = await this.#listing(`channels ${channel.guildId}`, () =>
        this.#channels(channel.guildId),
      );
      return channels.get(channel.id) ?? null;
    }
    const threads = await this.#listing(`threads ${channel.guildId}`, () =>
      this.#activeThreads(channel.guildId),
    );
    const listed = threads.get(channel.id);
    if (listed !== undefined) return listed;
    const { body } = await this.#requests.get<unknown>(Routes.channel(channel.id), { signal }); // an archived thread
    return toId(toFields(body)?.last_message_id);
  }

  #listing(key: string, list: () => Promise<LastMessageIds>): Promise<LastMessageIds> {
    const gathering = this.#gathering.get(key);
    if (gathering) return gathering;
    const listing = sleep(gatherMs, undefined, { signal: this.#signal }).then(() => {
      this.#gathering.delete(key); // sent from here on: whoever asks now needs a newer one
      return list();
    });
    this.#gathering.set(key, listing);
    listing.catch(() => this.#gathering.delete(key));
    return listing;
  }

  async #channels(guildId: string): Promise<LastMessageIds> {
    const { body } = await this.#requests.get<unknown>(Routes.guildChannels(guildId), {
      signal: this.#signal,
    });
    return toLastMessageIds(body);
  }

  async #activeThreads(guildId: string): Promise<LastMessageIds> {
    const { body } = await this.#requests.get<unknown>(Routes.guildActiveThreads(guildId), {
      signal: this.#signal,
    });
    return toLastMessageIds(toFields(body)?.threads);
  }
}

/** Entries without an id are passed over: nobody can ask for them. */
function toLastMessageIds(list: unknown): LastMessageIds {
  return new Map(
    toList(list).flatMap((entry) => {
      const channel = toFields(entry);
      const id = toId(channel?.id);
      return id === null ? [] : [[id, toId(channel?.last_message_id)] as const];
    }),
  );
}
