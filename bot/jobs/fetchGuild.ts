/** Turns a task over a guild, several channels or a forum into child tasks, one per channel, thread and post. */
import type { SetAsideItem } from "../../core/database/archive/setAside.ts";
import { areAllSettled } from "../../core/database/guilds/catchUp.ts";
import { loadReaders, missingOf } from "../../core/database/guilds/channelRecords.ts";
import { type DirectoryChannel, findChannelNames } from "../../core/database/guilds/directory.ts";
import {
  type HistoryTask,
  historyTasks,
  insertChildTasks,
  noteLeftOut,
} from "../../core/database/tasks/historyTasks.ts";
import type { Logger } from "../../core/log.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { PermanentError } from "../../core/queue/errors.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import { underClaim } from "../../core/queue/underClaim.ts";
import { listingNote, storeChannels } from "../directory/storeListing.ts";
import type { ChatSession, GuildSnapshot } from "../platforms/platform.ts";
import { leftOutMessage } from "./unreadable.ts";

interface FetchGuildDeps {
  pool: Pool;
  session: ChatSession;
  /** Stores a listing of the guild, and what the account lacks in it. */
  storeSnapshot(snapshot: GuildSnapshot): Promise<SetAsideItem[]>;
  log: Logger;
}

/** How many channels are asked for their archived threads at once. More would crowd out the fetches that already run. */
const listedAtOnce = 8;

/**
 * Lists the guild and writes the children of `task`. The first children can be claimed while archived threads are
 * still being listed. Safe to repeat after a crash: a channel gets one child, whatever was written before.
 */
export async function fetchGuild(
  deps: FetchGuildDeps,
  task: HistoryTask,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const snapshot = await deps.session.directory.refresh(task.guildId, signal);
  const setAside = await deps.storeSnapshot(snapshot);
  const scope = createScope(task, snapshot);
  const inScope = snapshot.channels.filter((channel) => scope.includes(channel));
  const unreadable = await findUnreadable(deps.pool, snapshot, inScope);
  const leftOut =
    unreadable.size === 0 ? null : leftOutMessage(inScope.filter(({ id }) => unreadable.has(id)));
  await noteLeftOut(deps.pool, task, leftOut);
  if (leftOut !== null && unreadable.size === inScope.length && scope.unlistedIds.length === 0)
    return { kind: "warning", reason: "missing_permission", message: leftOut };
  await addChildren(
    deps.pool,
    task,
    inScope.filter(({ id }) => !unreadable.has(id)),
  );
  await addChildren(deps.pool, task, await findChannelNames(deps.pool, scope.unlistedIds));

  const parents = snapshot.channels.filter((channel) => scope.includesArchivedThreadsOf(channel));
  const refused: string[] = [];
  const queue = parents.values();
  await Promise.all(
    Array.from({ length: listedAtOnce }, async () => {
      for (const parent of queue) {
        const unusable = await addArchivedThreads(deps, task, parent, signal);
        if (unusable === null) refused.push(`#${parent.name}`);
        else setAside.push(...unusable);
      }
    }),
  );
  const unlisted =
    refused.length > 0
      ? `The archived threads of ${refused.join(", ")} could not be listed: the bot lacks access.`
      : null;
  const note = [unlisted, listingNote(setAside)].filter((sentence) => sentence !== null).join(" ");
  return { kind: "fannedOut", note: note === "" ? null : note };
}

/** Those of `channels` that neither this account nor, by what is known, another one can read. */
async function findUnreadable(
  pool: Pool,
  snapshot: GuildSnapshot,
  channels: readonly DirectoryChannel[],
): Promise<Set<string>> {
  const lacking = channels.map(({ id }) => id).filter((id) => snapshot.missing.has(id));
  if (lacking.length === 0) return new Set();
  const readers = await loadReaders(pool, snapshot.guild.id);
  return new Set(lacking.filter((id) => readers.accountCount === 0 || missingOf(readers, id).length > 0));
}

/** What of them is set aside; null when the platform refuses to list them. */
async function addArchivedThreads(
  deps: FetchGuildDeps,
  task: HistoryTask,
  parent: DirectoryChannel,
  signal: AbortSignal,
): Promise<SetAsideItem[] | null> {
  const setAside: SetAsideItem[] = [];
  try {
    for await (const threads of deps.session.directory.archivedThreads(parent, signal)) {
      // They are listed from the one archived last: behind a page of which nothing is new, nothing is.
      if (task.options.missingOnly && (await areAllSettled(deps.pool, threads.channels))) return setAside;
      setAside.push(...(await storeChannels(deps.pool, task.guildId, threads)));
      await addChildren(deps.pool, task, threads.channels);
    }
    return setAside;
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    deps.log.warn(
      { code: "task.threads_unlisted", taskId: task.id, channelId: parent.id, error },
      "archived threads could not be listed",
    );
    return null;
  }
}

/** A page of children; written only while the claim on the parent holds. */
async function addChildren(
  pool: Pool,
  task: HistoryTask,
  channels: readonly { id: string; name: string }[],
): Promise<void> {
  if (channels.length === 0) return;
  await underClaim(pool, historyTasks, task, (tx) => insertChildTasks(tx, task, channels));
}

/** Which channels a task is about. Pure. */
function createScope(task: Pick<HistoryTask, "channelId" | "options">, snapshot: GuildSnapshot) {
  const { channelIds, includeThreads, includeArchivedThreads } = task.options;
  const chosen = task.channelId !== null ? new Set([task.channelId]) : channelIds && new Set(channelIds);
  const isUnreadable = (channel: DirectoryChannel) => snapshot.missing.has(channel.id);
  const byId = new Map(snapshot.channels.map((channel) => [channel.id, channel]));
  const isThread = (channel: DirectoryChannel) => channel.kind.endsWith("_thread");
  const isThreadOfChosen = (channel: DirectoryChannel) =>
    includeThreads &&
    isThread(channel) &&
    channel.parentId !== null &&
    chosen?.has(channel.parentId) === true;
  /** Posts belong to their forum, which holds nothing else. */
  const isPostOfChosen = (channel: DirectoryChannel) => {
    const parent = channel.parentId === null ? undefined : byId.get(channel.parentId);
    return (
      parent !== undefined &&
      !parent.hasHistory &&
      parent.kind !== "category" &&
      chosen?.has(parent.id) === true
    );
  };

  return {
    /** Chosen ones that the listing does not hold: archived threads, or ids that do not exist. */
    unlistedIds: chosen ? [...chosen].filter((id) => !byId.has(id)) : [],
    /** Is part of the task: holds messages, or cannot be read and is named for it. */
    includes(channel: DirectoryChannel): boolean {
      if (!channel.hasHistory && (channel.kind === "category" || !isUnreadable(channel))) return false;
      if (chosen) return chosen.has(channel.id) || isPostOfChosen(channel) || isThreadOfChosen(channel);
      return includeThreads || !isThread(channel);
    },
    /** Its archived threads get children as well. */
    includesArchivedThreadsOf(channel: DirectoryChannel): boolean {
      if (isUnreadable(channel) || isThread(channel)) return false;
      const isWanted = includeThreads && includeArchivedThreads;
      if (chosen) return chosen.has(channel.id) && (isWanted || !channel.hasHistory);
      return isWanted;
    },
  };
}
