/** What a row of history_fetch_tasks means: chooses the account that reads it, and the job. */
import { type ChannelRow, findChannel } from "../../core/database/guilds/directory.ts";
import type { HistoryTask } from "../../core/database/tasks/historyTasks.ts";
import type { Logger } from "../../core/log.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { AccountLostError, PermanentError } from "../../core/queue/errors.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import type { HeldSession } from "../accounts/keeper.ts";
import type { ArchiveWriter } from "../archive/writer.ts";
import { storeSnapshot } from "../directory/storeListing.ts";
import { storeChannelRows } from "../forgetting/directory.ts";
import { fetchChannel } from "./fetchChannel.ts";
import { fetchGuild } from "./fetchGuild.ts";

interface HistoryTaskDeps {
  pool: Pool;
  writers: (task: HistoryTask) => ArchiveWriter;
  /** Connected accounts. */
  sessions: () => readonly HeldSession[];
  log: Logger;
}

/** Runs history tasks, spread over the accounts that can read them. Safe for concurrent use. */
export function createHistoryTaskRunner(deps: HistoryTaskDeps) {
  /** Tasks per account that run now. */
  const load = new Map<ChatSessionKey, number>();

  return async function runHistoryTask(task: HistoryTask, signal: AbortSignal): Promise<JobOutcome> {
    const inGuild = deps
      .sessions()
      .filter(({ session }) => session.directory.guildIds().includes(task.guildId));
    const first = inGuild[0];
    if (!first) throw new AccountLostError("No connected account is in this server");
    const channel =
      task.channelId === null ? null : await loadChannel(deps.pool, task, task.channelId, first, signal);
    const held = leastBusy(inGuild, channel, load) ?? first;
    load.set(held, (load.get(held) ?? 0) + 1);
    try {
      return await run(deps, task, channel, held, signal);
    } finally {
      load.set(held, (load.get(held) ?? 1) - 1);
    }
  };
}

type ChatSessionKey = HeldSession;

function run(
  deps: HistoryTaskDeps,
  task: HistoryTask,
  channel: ChannelRow | null,
  held: HeldSession,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const { session, accountId } = held;
  if (channel === null || isForum(task, channel, held)) {
    const guildDeps = {
      pool: deps.pool,
      session,
      storeSnapshot: (snapshot: Parameters<typeof storeSnapshot>[2]) =>
        storeSnapshot(deps.pool, accountId, snapshot, { isFresh: true }),
      log: deps.log,
    };
    return fetchGuild(guildDeps, task, signal);
  }
  return fetchChannel(
    { pool: deps.pool, writer: deps.writers(task), session, log: deps.log },
    task,
    channel,
    signal,
  );
}

/** A forum that was asked for by itself stands for its posts. As a child, or unreadable, it has something to say instead. */
function isForum(task: HistoryTask, channel: ChannelRow, { session }: HeldSession): boolean {
  return (
    task.parentTaskId === null &&
    !channel.hasHistory &&
    channel.kind !== "category" &&
    session.directory.missing(channel).length === 0
  );
}

/** Of the accounts that can read the channel, the one with the least to do; null when none can. */
function leastBusy(
  held: readonly HeldSession[],
  channel: ChannelRow | null,
  load: ReadonlyMap<ChatSessionKey, number>,
): HeldSession | null {
  const able = held.filter(
    ({ session }) => channel === null || session.directory.missing(channel).length === 0,
  );
  return able.sort((a, b) => (load.get(a) ?? 0) - (load.get(b) ?? 0))[0] ?? null;
}

/** The channel as listed; one that was never listed (a task written in SQL) is looked up at the platform. */
async function loadChannel(
  pool: Pool,
  task: HistoryTask,
  channelId: string,
  { session }: HeldSession,
  signal: AbortSignal,
): Promise<ChannelRow> {
  const known = await findChannel(pool, channelId);
  if (known) return known;
  const found = await session.directory.findChannel(channelId, signal);
  if (!found || found.guildId !== task.guildId) {
    throw new PermanentError(
      "unknown_channel",
      `The bot finds no channel ${channelId} in this server: check the id, and that the bot may see the channel.`,
    );
  }
  const stored = await storeChannelRows(pool, [found]);
  if (stored.length === 0)
    throw new PermanentError("forgotten", "This channel is forgotten: nothing of it is stored any more.");
  return { ...found, covered: [] };
}
