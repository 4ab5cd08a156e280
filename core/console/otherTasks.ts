/** Tasks of kinds that have no page of their own, as the API answers them. */
import type { TaskDetailView, TaskView, WaitingView } from "../api/tasks.ts";
import { findOtherTask, type OtherTaskRecord } from "../database/tasks/otherTasks.ts";
import type { Queryable } from "../postgres/pool.ts";
import { listFailedAttempts } from "./attempts.ts";
import { toTimeline } from "./timeline.ts";

/** The view of such a task: what only history fetches have is null or 0. Pure. */
export function toOtherTaskView(task: OtherTaskRecord): TaskView {
  const { workerId: _, timeline: _timeline, ahead: _ahead, ...common } = task;
  return {
    ...common,
    platform: null,
    guildId: null,
    guildName: null,
    channelId: null,
    channelName: null,
    parentTaskId: null,
    mode: null,
    afterMessageId: null,
    beforeMessageId: null,
    afterTime: null,
    beforeTime: null,
    anchorMessageId: null,
    options: {},
    messagesFetched: 0,
    messagesSaved: 0,
    messagesDuplicate: 0,
    messagesUpdated: 0,
    messagesDeleted: 0,
    reactionsChanged: 0,
    startMessageId: null,
    endMessageId: null,
    readBackTo: null,
    heartbeatAt: task.heartbeatAt?.toISOString() ?? null,
    leaseExpiresAt: task.leaseExpiresAt?.toISOString() ?? null,
    runAt: task.runAt.toISOString(),
    createdAt: task.createdAt.toISOString(),
    startedAt: task.startedAt?.toISOString() ?? null,
    updatedAt: task.updatedAt.toISOString(),
    completedAt: task.completedAt?.toISOString() ?? null,
    children: null,
    waiting: waitingOf(task),
    timeLeft: null,
  };
}

function waitingOf(task: OtherTaskRecord): WaitingView | null {
  const nothing = { until: null, ahead: null, taskId: null };
  if (task.status === "paused") return { ...nothing, code: "paused" };
  if (task.status !== "pending") return null;
  if (task.ahead !== null && task.runAt <= new Date())
    return { ...nothing, code: "in_queue", ahead: task.ahead };
  const code = task.attempts > 0 || task.crashCount > 0 ? "retrying" : "scheduled";
  return { ...nothing, code, until: task.runAt.toISOString() };
}

/** One such task with its history, or null. */
export async function findOtherTaskDetail(db: Queryable, taskId: string): Promise<TaskDetailView | null> {
  const [task, attempts] = await Promise.all([findOtherTask(db, taskId), listFailedAttempts(db, taskId)]);
  return (
    task && {
      task: toOtherTaskView(task),
      timeline: toTimeline({ ...task, stored: task.timeline }),
      attempts,
      sql: `SELECT * FROM ${task.kind}_tasks WHERE id = ${task.id};`,
    }
  );
}
