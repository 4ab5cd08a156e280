/** What can be done with a task. Pure. */
import type { TaskAction } from "../../../../core/api/tasks.ts";
import type { TaskStatus } from "../../../../core/model/task.ts";

export const taskActions: readonly TaskAction[] = ["pause", "resume", "cancel", "retry"];

/**
 * The same as core/api/tasks.ts `actionableStatuses`, and a test holds it so: importing that value would bring zod
 * into every page (about 60 kB), its type costs nothing.
 */
export const actionableStatuses: Record<TaskAction, readonly TaskStatus[]> = {
  pause: ["pending", "running"],
  resume: ["paused"],
  cancel: ["pending", "running", "paused"],
  retry: ["completed", "warning", "failed", "cancelled"],
};

export const canDo = (action: TaskAction, status: TaskStatus): boolean =>
  actionableStatuses[action].includes(status);

/** Neither over nor settled. */
export const isOpen = (status: TaskStatus): boolean =>
  status === "pending" || status === "running" || status === "paused";

/** Open and going on by itself: worth polling often. */
export const isMoving = (status: TaskStatus): boolean => status === "pending" || status === "running";
