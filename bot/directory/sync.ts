/** Keeps guilds, channels and permissions in the database as the platforms announce them: every guild by itself. */
import { setTimeout as sleep } from "node:timers/promises";
import {
  markChannelRemoved,
  raiseLastMessageIds,
  recordMembership,
} from "../../core/database/guilds/directory.ts";
import { recordSyncError } from "../../core/database/guilds/syncState.ts";
import type { Logger } from "../../core/log.ts";
import { type Pool, untilDatabaseAnswers } from "../../core/postgres/pool.ts";
import type { ChatDirectory, DirectoryChange } from "../platforms/platform.ts";
import { storeSnapshot } from "./storeListing.ts";
import { Workload } from "./workload.ts";

/** How long changes are gathered before they are written: a server being reorganised sends hundreds at once. */
const gatherMs = 1_000;

/** Guilds written at once. More would take connections from the fetches, fewer let one locked guild delay the rest. */
const guildsAtOnce = 4;

interface DirectorySync {
  /** Resolves once everything known at the start is written, or was tried once: one bad guild keeps no other waiting. */
  readonly synced: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Writes all guilds of a session now, and again what changes, gathered for a second. Waits for the database as long
 * as it is away; what changed meanwhile is written then. Whatever else fails is tried again with growing pauses, while
 * everything beside it goes on; how each guild stands is kept in account_guilds.
 */
export function startDirectorySync(deps: {
  pool: Pool;
  accountId: string;
  directory: ChatDirectory;
  log: Logger;
  /** First pause before a failed guild is tried again. */
  retryMs?: number;
}): DirectorySync {
  const { pool, accountId, directory, log } = deps;
  const stop = new AbortController();
  const work = new Workload(deps.retryMs);
  let newestMessages = new Map<string, string>();

  for (const guildId of directory.guildIds()) work.add(`guild ${guildId}`, () => storeGuild(guildId));
  work.add("membership", storeMembership);

  directory.onChange((change: DirectoryChange) => {
    switch (change.kind) {
      case "newestMessage":
        newestMessages.set(change.channelId, change.messageId);
        work.add("newest messages", storeNewestMessages);
        break;
      case "channelRemoved":
        work.add(`removed ${change.channelId}`, () => markChannelRemoved(pool, change.channelId));
        break;
      case "guild":
        work.add(`guild ${change.guildId}`, () => storeGuild(change.guildId));
        work.add("membership", storeMembership);
        break;
      case "guildLeft":
        work.forget(`guild ${change.guildId}`);
        work.add("membership", storeMembership);
        break;
    }
  });

  async function storeGuild(guildId: string): Promise<void> {
    const snapshot = directory.guild(guildId);
    if (snapshot) {
      await storeSnapshot(pool, accountId, snapshot, { isFresh: false });
    } else if (directory.guildIds().includes(guildId)) {
      const detail = "The platform reports an outage of this server. It is read again as soon as it is back.";
      await recordSyncError(pool, { accountId, guildId, error: "unavailable", detail });
    }
  }

  async function storeMembership(): Promise<void> {
    await recordMembership(pool, accountId, directory.guildIds());
  }

  async function storeNewestMessages(): Promise<void> {
    const newest = newestMessages;
    newestMessages = new Map();
    await raiseLastMessageIds(pool, newest).catch((error: unknown) => {
      for (const [channelId, messageId] of newest)
        if (!newestMessages.has(channelId)) newestMessages.set(channelId, messageId);
      throw error;
    });
  }

  /** Tells people; a failure to do so is tried again with the guild itself. */
  async function report(key: string, error: unknown, attempt: number): Promise<void> {
    const level = attempt === 1 ? "error" : "debug";
    log[level](
      { code: "directory.sync_failed", what: key, attempt, error },
      "the directory could not be stored",
    );
    if (!key.startsWith("guild ")) return;
    const detail = error instanceof Error ? error.message.slice(0, 500) : String(error);
    const guildId = key.slice("guild ".length);
    await recordSyncError(pool, { accountId, guildId, error: "not_stored", detail }).catch(() => undefined);
  }

  /** Works through what is due, several at a time. Rejects only when told to stop. */
  async function writeDue(): Promise<void> {
    const due = work.takeDue().values();
    await Promise.all(
      Array.from({ length: guildsAtOnce }, async () => {
        for (const item of due) {
          try {
            await untilDatabaseAnswers(item.run, {
              log,
              waitingFor: "storing the directory",
              signal: stop.signal,
            });
          } catch (error) {
            stop.signal.throwIfAborted();
            await report(item.key, error, work.failed(item));
          }
        }
      }),
    );
  }

  const synced = writeDue();
  const done = (async () => {
    await synced;
    while (!stop.signal.aborted) {
      await work.untilDue(stop.signal);
      await sleep(gatherMs, undefined, { signal: stop.signal });
      await writeDue();
    }
  })().catch((error: unknown) => {
    if (!stop.signal.aborted)
      log.fatal({ code: "directory.sync_ended", error }, "the directory sync has ended");
  });

  return {
    synced,
    async stop() {
      stop.abort();
      await done;
    },
  };
}
