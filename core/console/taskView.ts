/** Tasks as the API answers them. Pure. */

import { type ChildCounts, TaskStatus, type TaskView } from "../api/tasks.ts";
import type { Platform } from "../model/platform.ts";
import type { TaskMode } from "../model/task.ts";
import { type WaitingFacts, waitingOf } from "./waiting.ts";

/** A task as stored, with the names that stand elsewhere. */
export interface TaskRecord {
  id: string;
  platform: Platform;
  guildId: string;
  guildName: string | null;
  channelId: string | null;
  channelName: string | null;
  parentTaskId: string | null;
  mode: TaskMode;
  afterMessageId: string | null;
  beforeMessageId: string | null;
  anchorMessageId: string | null;
  options: Record<string, unknown>;
  status: TaskStatus;
  statusReason: string | null;
  errorMessage: string | null;
  priority: number;
  attempts: number;
  maxAttempts: number;
  crashCount: number;
  worker: { id: string; host: string; pid: number } | null;
  heartbeatAt: Date | null;
  leaseExpiresAt: Date | null;
  fannedOutAt: Date | null;
  counters: TaskCounters;
  readBackTo: string | null;
  startedBy: string | null;
  runAt: Date;
  createdAt: Date;
  startedAt: Date | null;
  updatedAt: Date;
  completedAt: Date | null;
}

/** What a task has done so far. */
export interface TaskCounters {
  messagesFetched: number;
  messagesSaved: number;
  messagesDuplicate: number;
  messagesUpdated: number;
  /** 0 to 1. */
  progress: number;
  startMessageId: string | null;
  endMessageId: string | null;
}

/** The children of a guild task taken together. */
export interface ChildSums {
  counts: ChildCounts;
  counters: TaskCounters;
}

/** Zero for every status. */
export function noTasks(): Record<TaskStatus, number> {
  return Object.fromEntries(TaskStatus.options.map((status) => [status, 0])) as Record<TaskStatus, number>;
}

/**
 * The view of a task. `children` is null for a task without any. The counters of an open task that runs through its
 * children are theirs at this moment: its own row is brought up to date only every few seconds.
 */
export function toTaskView(task: TaskRecord, children: ChildSums | null, facts: WaitingFacts): TaskView {
  const isFannedOut = task.fannedOutAt !== null;
  const isOpen = ["pending", "running", "paused"].includes(task.status);
  const { fannedOutAt: _, counters: own, heartbeatAt, leaseExpiresAt, runAt, ...rest } = task;
  return {
    ...rest,
    ...(children && isFannedOut && isOpen ? children.counters : own),
    heartbeatAt: heartbeatAt?.toISOString() ?? null,
    leaseExpiresAt: leaseExpiresAt?.toISOString() ?? null,
    runAt: runAt.toISOString(),
    createdAt: task.createdAt.toISOString(),
    startedAt: task.startedAt?.toISOString() ?? null,
    updatedAt: task.updatedAt.toISOString(),
    completedAt: task.completedAt?.toISOString() ?? null,
    children: children?.counts ?? null,
    waiting: waitingOf({ ...task, isFannedOut, runningChildren: children?.counts.running ?? 0 }, facts),
  };
}
