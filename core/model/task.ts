/** What a task can be doing, and what a fetch does with what is archived already. */

/** docs/state-machine.md tells who makes each change. */
export const taskStatuses = [
  "pending",
  "running",
  "paused",
  "completed",
  "warning",
  "failed",
  "cancelled",
] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** fill: read what is missing. reconcile: read again what is covered. */
export const taskModes = ["fill", "reconcile"] as const;
export type TaskMode = (typeof taskModes)[number];

/** Zero for every status. */
export function noTasks(): Record<TaskStatus, number> {
  return Object.fromEntries(taskStatuses.map((status) => [status, 0])) as Record<TaskStatus, number>;
}

/** How a task that nobody asked for says who started it: it fetches what was missed while nobody listened. */
export const catchUpStarter = "catch-up";

/** How a task of a schedule says who started it, with the name of the schedule behind it. */
export const scheduleStarter = "schedule ";
