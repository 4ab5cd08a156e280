/** Why a task is not running, told from what the tables say. Pure. */
import type { WaitingView } from "../api/tasks.ts";
import type { WaitingFacts } from "../database/tasks/waitingFacts.ts";
import type { TaskStatus } from "../model/task.ts";

/** What of a task decides why it waits. */
export interface WaitingTask {
  id: string;
  guildId: string;
  status: TaskStatus;
  statusReason: string | null;
  runAt: Date;
  attempts: number;
  crashCount: number;
  /** Null for a task that no worker holds. */
  leaseExpiresAt: Date | null;
  /** True for a task that runs through its children. */
  isFannedOut: boolean;
  /** Children that run now; 0 for channel tasks. */
  runningChildren: number;
  /** Children that were paused by themselves. */
  pausedChildren: number;
  /** The waiting child that is due first; null without one. */
  nextChild: { runAt: Date; statusReason: string | null; attempts: number } | null;
}

/**
 * Why it is not running, the reason that has to go first if several hold; null when it runs or is over.
 * A task that counts as running while nobody can be working on it (its worker vanished and no other one lives to
 * take it back, or none of a guild task's channels can be read now) says why as well.
 */
export function waitingOf(task: WaitingTask, facts: WaitingFacts): WaitingView | null {
  switch (task.status) {
    case "paused":
      return reason(task.statusReason === "parent_paused" ? "parent_paused" : "paused");
    case "pending":
      return noReader(task, facts) ?? later(task, facts) ?? inQueue(task, facts);
    case "running":
      return isAbandoned(task, facts) ? (noReader(task, facts) ?? childrenWait(task, facts)) : null;
    case "completed":
    case "warning":
    case "failed":
    case "cancelled":
      return null;
  }
}

function isAbandoned(task: WaitingTask, facts: WaitingFacts): boolean {
  if (task.isFannedOut) return task.runningChildren === 0 || facts.liveWorkers === 0;
  return task.leaseExpiresAt === null || task.leaseExpiresAt <= facts.now;
}

function noReader(task: WaitingTask, facts: WaitingFacts): WaitingView | null {
  if (facts.pausedGuilds.has(task.guildId)) return reason("guild_paused");
  if (facts.liveWorkers === 0) return reason(facts.drainingWorkers === 0 ? "no_worker" : "workers_draining");
  const accounts = facts.accounts.get(task.guildId) ?? { members: 0, connected: 0 };
  if (accounts.members === 0) return reason("no_account");
  return accounts.connected === 0 ? reason("account_offline") : null;
}

/** What the children of a task wait for when none of them runs; null when the next is due and will be claimed. */
function childrenWait(task: WaitingTask, facts: WaitingFacts): WaitingView | null {
  if (!task.isFannedOut || task.runningChildren > 0) return null;
  if (task.nextChild) return later({ ...task.nextChild, crashCount: 0 }, facts);
  return task.pausedChildren > 0 ? reason("paused") : null;
}

function later(
  task: Pick<WaitingTask, "runAt" | "statusReason" | "attempts" | "crashCount">,
  facts: WaitingFacts,
): WaitingView | null {
  // Its bot claims nothing until there is more space; no time is known.
  if (task.statusReason === "disk_low") return reason("disk_low");
  if (task.runAt <= facts.now) return null;
  const until = task.runAt.toISOString();
  if (task.statusReason === "rate_limited") return reason("rate_limited", { until });
  // A snooze gives its attempt back; what is left counts failures since the last progress.
  return reason(task.attempts > 0 || task.crashCount > 0 ? "retrying" : "scheduled", { until });
}

/** Null for a task that was claimed between the two looks. */
function inQueue(task: WaitingTask, facts: WaitingFacts): WaitingView | null {
  const ahead = facts.ahead.get(task.id);
  if (ahead === undefined) return null;
  const taskId = facts.holders.get(task.id);
  return taskId === undefined ? reason("in_queue", { ahead }) : reason("channel_busy", { taskId });
}

function reason(
  code: WaitingView["code"],
  details: Partial<Pick<WaitingView, "until" | "ahead" | "taskId">> = {},
): WaitingView {
  return { code, until: null, ahead: null, taskId: null, ...details };
}
