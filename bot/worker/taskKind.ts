/**
 * What the worker knows of a kind of task. To add one: its table (core/queue), its job, its words, and a line in
 * bot/kinds/index.ts.
 */
import type { Queryable } from "../../core/postgres/pool.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import type { Settlement } from "../../core/queue/settle.ts";
import type { TaskBase, TaskTable } from "../../core/queue/taskTable.ts";

/** `Task` is what its table's rows read as. A list holds kinds of different tasks as `TaskKind`. */
export interface TaskKind<Task extends TaskBase = TaskBase> {
  readonly table: TaskTable<Task>;
  /** Lanes whose tasks this process can do now. Asked before each claim. */
  lanes(): readonly string[];
  /**
   * Does the work. Throws the taxonomy of core/queue/errors.ts or the reason of `signal`; anything else counts as
   * retryable.
   */
  run(task: Task, signal: AbortSignal): Promise<JobOutcome>;
  /** The sentences of the log. */
  readonly texts: TaskTexts;
  /** True when nobody asked for one by itself: what it does is not worth a line of the log. */
  readonly isRoutine?: boolean;
  /** For kinds with tasks that go on through child tasks. */
  readonly parents?: ParentTasks<Task>;
}

interface ParentTasks<Task extends TaskBase = TaskBase> {
  /** Brings parents up to date from their children: sums, progress, and their end. Safe for concurrent use. */
  refresh(db: Queryable): Promise<void>;
  /** True when a change of `task` shows in a parent, or when it may be one itself. */
  concerns(task: Task): boolean;
  /** True for one of many that a parent was split into: what it does by routine is not worth a line of the log. */
  isChild(task: Task): boolean;
}

/** How an attempt ended, in the log's words. */
export type SettledAs = Settlement["kind"] | "fannedOut";

export interface TaskTexts {
  taskClaimed(taskId: string): string;
  taskSettled(taskId: string, as: SettledAs): string;
  taskLost(taskId: string): string;
}
