/** Keeps guilds, channels and permissions in the database as the platforms announce them. */
import { setTimeout as sleep } from "node:timers/promises";
import {
  markChannelRemoved,
  markUnlistedChannelsRemoved,
  raiseLastMessageIds,
  recordAccess,
  recordMembership,
  upsertChannels,
  upsertGuild,
} from "../../core/database/guilds/directory.ts";
import type { Logger } from "../../core/log.ts";
import { type Pool, untilDatabaseAnswers } from "../../core/postgres/pool.ts";
import type { ChatDirectory, DirectoryChange, GuildSnapshot } from "../platforms/platform.ts";

/** How long changes are gathered before they are written: a server being reorganised sends hundreds at once. */
const gatherMs = 1_000;

/** Writes one listing of a guild. Safe to repeat and to run beside others. */
export async function storeSnapshot(pool: Pool, accountId: string, snapshot: GuildSnapshot): Promise<void> {
  const { guild, channels, permissions, missing } = snapshot;
  await upsertGuild(pool, guild);
  await upsertChannels(pool, channels);
  await markUnlistedChannelsRemoved(
    pool,
    guild.id,
    channels.map((channel) => channel.id),
  );
  await recordAccess(pool, { accountId, guildId: guild.id, permissions, missing });
}

export interface DirectorySync {
  /** Resolves once everything known at the start is written. */
  readonly synced: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Writes all guilds of a session now, and again what changes, gathered for a second. Waits for the database as long
 * as it is away; what changed meanwhile is written then.
 */
export function startDirectorySync(deps: {
  pool: Pool;
  accountId: string;
  directory: ChatDirectory;
  log: Logger;
}): DirectorySync {
  const { pool, accountId, directory, log } = deps;
  const stop = new AbortController();
  const dirtyGuilds = new Set(directory.guildIds());
  const removedChannels = new Set<string>();
  const newestMessages = new Map<string, string>();
  let membershipChanged = true;
  let somethingChanged: () => void = () => undefined;

  directory.onChange((change: DirectoryChange) => {
    if (change.kind === "newestMessage") newestMessages.set(change.channelId, change.messageId);
    else if (change.kind === "channelRemoved") removedChannels.add(change.channelId);
    else if (change.kind === "guild") dirtyGuilds.add(change.guildId);
    if (change.kind === "guild" || change.kind === "guildLeft") membershipChanged = true;
    somethingChanged();
  });

  async function writeChanges(): Promise<void> {
    const guildIds = [...dirtyGuilds];
    for (const guildId of guildIds) {
      dirtyGuilds.delete(guildId);
      const snapshot = directory.guild(guildId);
      if (snapshot) await retry("storing a server", () => storeSnapshot(pool, accountId, snapshot));
    }
    if (membershipChanged) {
      membershipChanged = false;
      await retry("storing the list of servers", () =>
        recordMembership(pool, accountId, directory.guildIds()),
      );
    }
    for (const channelId of removedChannels) {
      removedChannels.delete(channelId);
      await retry("storing a removed channel", () => markChannelRemoved(pool, channelId));
    }
    const newest = new Map(newestMessages);
    newestMessages.clear();
    await retry("storing newest messages", () => raiseLastMessageIds(pool, newest));
  }

  const retry = (waitingFor: string, work: () => Promise<void>) =>
    untilDatabaseAnswers(work, { log, waitingFor, signal: stop.signal });

  const synced = writeChanges();
  const done = (async () => {
    await synced;
    while (!stop.signal.aborted) {
      await new Promise<void>((resolve) => {
        somethingChanged = resolve;
        stop.signal.addEventListener("abort", () => resolve(), { once: true });
        if (dirtyGuilds.size + removedChannels.size + newestMessages.size > 0 || membershipChanged) resolve();
      });
      await sleep(gatherMs, undefined, { signal: stop.signal });
      await writeChanges();
    }
  })().catch((error: unknown) => {
    if (!stop.signal.aborted)
      log.error({ code: "directory.sync_failed", error }, "the directory could not be stored");
  });

  return {
    synced,
    async stop() {
      stop.abort();
      await done;
    },
  };
}
