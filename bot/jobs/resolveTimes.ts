/** From a range of times to one of ids, where the platform's ids do not tell when a message was sent. */
import type { ChannelRow } from "../../core/database/guilds/directory.ts";
import { type HistoryTask, storeFoundRange } from "../../core/database/tasks/historyTasks.ts";
import { snowflakeAt } from "../../core/model/snowflake.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import type { ChatSession } from "../platforms/platform.ts";

/**
 * The task with the ids that its times stand for. What is found is stored: every later attempt reads the same range. An end
 * after which nothing was sent yet stays open. Throws LeaseLostError and what the session throws.
 */
export async function resolveTimes(
  { pool, session }: { pool: Pool; session: ChatSession },
  task: HistoryTask,
  channel: ChannelRow,
  signal: AbortSignal,
): Promise<HistoryTask> {
  const firstIdAt = async (time: Date): Promise<string | null> =>
    session.firstIdAt ? session.firstIdAt(channel.id, time, signal) : String(snowflakeAt(time.getTime()));
  let { afterMessageId, beforeMessageId } = task;
  const { afterTime, beforeTime } = task;
  if (afterTime !== null && afterMessageId === null) {
    const first = await firstIdAt(afterTime);
    // Nothing was sent since: what is newer than the newest message now.
    afterMessageId =
      first === null ? await session.newestMessageId(channel, signal) : String(BigInt(first) - 1n);
  }
  if (beforeTime !== null && beforeMessageId === null) beforeMessageId = await firstIdAt(beforeTime);
  if (afterMessageId === task.afterMessageId && beforeMessageId === task.beforeMessageId) return task;
  await storeFoundRange(pool, task, { afterMessageId, beforeMessageId });
  return { ...task, afterMessageId, beforeMessageId };
}
