/**
 * Counts that may be off by one, counted again. An event tells of a change, a page of history how a count stands; where both
 * are read at about the same time, nobody can tell whether the page includes the change (docs/notes/0031). Such a message is
 * asked for by itself once it has been quiet for a while, which says how its counts stand.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ArchiveAuthor } from "../../core/database/archive/authors.ts";
import type { MessagePlace } from "../../core/database/archive/messages.ts";
import { findDoubtful, recordPageStored } from "../../core/database/archive/pagesStored.ts";
import { holdForgotten } from "../../core/database/forgetting/forgotten.ts";
import { lockChannels } from "../../core/database/guilds/channelCoverage.ts";
import { keepsResponses } from "../../core/database/responses/heard.ts";
import type { Logger } from "../../core/log.ts";
import { inTransaction, type Pool } from "../../core/postgres/pool.ts";
import { PermanentError } from "../../core/queue/errors.ts";
import { provesNothing, storeMessages } from "../archive/storeMessages.ts";
import type { ChatEvent } from "../platforms/liveFeed.ts";
import type { ResponseSource } from "../platforms/responseSource.ts";

interface RecountsDeps {
  pool: Pool;
  responses: ResponseSource;
  storeAuthors(authors: readonly ArchiveAuthor[]): Promise<void>;
  log: Logger;
  /** Milliseconds for which a message must have been quiet before it is asked for. */
  quietMs?: number;
}

/** Milliseconds between two looks for pages that came at a bad time. */
const lookEveryMs = 2_000;
/** Longer than an event may come late: what is asked for after that includes it. */
const usualQuietMs = 10_000;
/** How long a page may be on its way: what was told before is kept so long. */
const rememberedMs = 60_000;
/** Events wait for the database at most so long before they are given up here. */
const waitingMs = 600_000;
/** What is told beyond so many messages a minute is not looked after: it would be memory without end. */
const mostCounted = 20_000;
/** Messages asked for at one look, so that they never use more than a small part of an account's requests. */
const mostAsked = 4;
/** How often a message is asked for in vain. */
const mostFailures = 5;

interface Counted {
  place: MessagePlace;
  messageId: string;
  /** When the oldest and the newest of its events came, and when they were stored; null until they are. Monotonic. */
  firstMs: number;
  storedMs: number | null;
  /** The newest page that made it doubtful. */
  page: string;
  /** When its counts are asked for; null: they are not in doubt. */
  dueMs: number | null;
  failures: number;
}

export class Recounts {
  readonly #deps: RecountsDeps;
  readonly #quietMs: number;
  readonly #counted = new Map<string, Counted>();

  constructor(deps: RecountsDeps) {
    this.#deps = deps;
    this.#quietMs = deps.quietMs ?? usualQuietMs;
  }

  /** To be called when an event comes. */
  heard(event: ChatEvent): void {
    for (const { key, place, messageId } of countedBy(event)) {
      const known = this.#counted.get(key);
      if (known) {
        known.storedMs = null;
        if (known.dueMs !== null) known.dueMs = performance.now() + this.#quietMs;
      } else if (this.#counted.size < mostCounted)
        this.#counted.set(key, {
          place,
          messageId,
          firstMs: performance.now(),
          storedMs: null,
          page: "0",
          dueMs: null,
          failures: 0,
        });
    }
  }

  /** To be called once they are stored. */
  stored(events: readonly ChatEvent[]): void {
    const storedMs = performance.now();
    for (const { key } of events.flatMap(countedBy)) {
      const counted = this.#counted.get(key);
      if (counted) counted.storedMs = storedMs;
    }
  }

  /** Looks after counts until `stop` aborts. Never rejects. */
  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await sleep(lookEveryMs, undefined, { signal: stop }).catch(() => undefined);
      if (stop.aborted) return;
      await this.look(stop).catch((error: unknown) => {
        if (!stop.aborted)
          this.#deps.log.debug({ code: "capture.recount_failed", error }, "counts could not be looked after");
      });
    }
  }

  /** One look: which counts are in doubt, and how those stand that have been quiet since. */
  async look(signal: AbortSignal): Promise<void> {
    this.#forgetOld();
    if (this.#counted.size === 0) return;
    await this.#doubt();
    const now = performance.now();
    const due = [...this.#counted.values()].filter(({ dueMs }) => dueMs !== null && dueMs <= now);
    for (const counted of due.slice(0, mostAsked)) await this.#recount(counted, signal);
  }

  #forgetOld(): void {
    const now = performance.now();
    for (const [key, { firstMs, storedMs, dueMs }] of this.#counted) {
      const isOld = storedMs === null ? now - firstMs > waitingMs : now - storedMs > rememberedMs;
      if (isOld && dueMs === null) this.#counted.delete(key);
    }
  }

  async #doubt(): Promise<void> {
    const now = performance.now();
    const stored = [...this.#counted.values()].flatMap(({ place, messageId, firstMs, storedMs, page }) =>
      storedMs === null
        ? []
        : {
            channelId: place.channelId,
            messageId,
            firstAgoMs: now - firstMs,
            lastAgoMs: now - storedMs,
            afterPage: page,
          },
    );
    for (const { channelId, messageId, page } of await findDoubtful(this.#deps.pool, stored)) {
      const counted = this.#counted.get(keyOf(channelId, messageId));
      if (!counted) continue;
      counted.page = page;
      counted.dueMs = performance.now() + this.#quietMs;
    }
  }

  async #recount(counted: Counted, signal: AbortSignal): Promise<void> {
    const { pool, responses, log } = this.#deps;
    const { place, messageId } = counted;
    const askedMs = performance.now();
    counted.dueMs = null;
    try {
      // Where it is kept who reacted, each counts once whatever is told twice.
      if (await keepsResponses(pool, place.guildId)) return;
      const found = await responses.message(place.channelId, messageId, signal);
      if (!found) return; // deleted: an event tells of it
      await this.#deps.storeAuthors(found.authors);
      await inTransaction(pool, async (tx) => {
        await holdForgotten(tx); // before the channel's lock, as everybody who stores
        await lockChannels(tx, [place.channelId]);
        const { reactionsChanged } = await storeMessages(tx, place, [found.message], provesNothing);
        await recordPageStored(tx, place, {
          fromId: messageId,
          toId: messageId,
          askedAgoMs: performance.now() - askedMs,
        });
        log.debug({ code: "capture.recounted", ...place, messageId, reactionsChanged }, "counted again");
      });
    } catch (error) {
      if (error instanceof PermanentError || ++counted.failures >= mostFailures) return;
      counted.dueMs = performance.now() + this.#quietMs;
      throw error;
    }
  }
}

const keyOf = (channelId: string, messageId: string) => `${channelId} ${messageId}`;

/** The message whose counts an event changes: none or one. */
function countedBy(event: ChatEvent): { key: string; place: MessagePlace; messageId: string }[] {
  if (event.kind !== "reacted" && event.kind !== "voted" && event.kind !== "reactionsCleared") return [];
  const { place, messageId } = event;
  return [{ key: keyOf(place.channelId, messageId), place, messageId }];
}
