/** Fetches the history of one channel or thread: fills the gaps of what is covered, or reads it all again. */
import type { Interval } from "../../core/coverage.ts";
import { describeSetAside } from "../../core/database/archive/setAside.ts";
import { touchChannelFetched } from "../../core/database/guilds/channelCoverage.ts";
import { type ChannelRow, markChannelRemoved } from "../../core/database/guilds/directory.ts";
import type { HistoryTask } from "../../core/database/tasks/historyTasks.ts";
import { PermanentError, RetryableError } from "../../core/queue/errors.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import { ChannelFetch, type FetchChannelDeps } from "./channelFetch.ts";
import { resolveTimes } from "./resolveTimes.ts";
import { unreadableMessage } from "./unreadable.ts";

/**
 * How many attempts a platform that contradicts itself gets before the task ends with what it has. Fewer would give up
 * on a server in trouble, more would keep people waiting for an end that does not come.
 */
const attemptsAtContradictions = 3;

/**
 * Works one channel task to its end. Resumes from coverage alone. Throws the taxonomy of platforms/errors.ts,
 * LeaseLostError, or the abort reason of `signal`; whatever was stored until then stays and counts.
 */
export async function fetchChannel(
  deps: FetchChannelDeps,
  asked: HistoryTask,
  channel: ChannelRow,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const missing = deps.session.directory.missing(channel);
  if (missing.length > 0)
    return { kind: "warning", reason: "missing_permission", message: unreadableMessage(missing) };
  if (!channel.hasHistory) return { kind: "completed" };
  let withdrawn: readonly Interval[];
  let task = asked;
  try {
    task = await resolveTimes(deps, asked, channel, signal);
    ({ withdrawn } = await new ChannelFetch(deps, task, channel, signal).run());
  } catch (error) {
    const outcome = await toOutcome(error, deps, task, channel);
    if (outcome) return outcome;
    throw error;
  }
  await touchChannelFetched(deps.pool, channel.id);
  const setAside = await describeSetAside(deps.pool, channel.id, {
    afterId: task.afterMessageId,
    beforeId: task.beforeMessageId,
  });
  if (setAside !== null) return { kind: "warning", reason: "messages_set_aside", message: setAside };
  if (!deps.session.identity.readsContent) {
    return {
      kind: "warning",
      reason: "no_message_content",
      message:
        "Messages were archived without their text: the bot has no MESSAGE_CONTENT intent. Switch it on in the Discord developer portal (Bot, Privileged Gateway Intents), then fetch again with mode reconcile.",
    };
  }
  return withdrawn.length === 0
    ? { kind: "completed" }
    : { kind: "completed", note: { reason: "coverage_withdrawn", message: withdrawnMessage(withdrawn) } };
}

/** How an error ends the task, or null when it is for the queue to settle. */
async function toOutcome(
  error: unknown,
  deps: FetchChannelDeps,
  task: HistoryTask,
  channel: ChannelRow,
): Promise<JobOutcome | null> {
  if (error instanceof PermanentError) {
    if (error.code === "unknown_channel") await markChannelRemoved(deps.pool, channel.id);
    if (error.code === "missing_access" || error.code === "missing_permission")
      return { kind: "warning", reason: error.code, message: lackingMessage(error) };
  }
  if (error instanceof RetryableError && error.code === "inconsistent_page") {
    if (task.attempts >= attemptsAtContradictions)
      return { kind: "warning", reason: error.code, message: error.message };
  }
  return null;
}

const lackingMessage = ({ code, message }: PermanentError) =>
  code === "missing_permission" ? unreadableMessage(["read_message_history"]) : message;

const withdrawnMessage = (withdrawn: readonly Interval[]) =>
  `Messages turned up where all was thought to be archived. This was read again: ids ${withdrawn
    .map(({ from, to }) => `${from} to ${to - 1n}`)
    .join(", ")}.`;
