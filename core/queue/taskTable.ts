/**
 * What a task table is. The SQL function make_task_queue (migrations/0004_task_queues.sql) turns any table into a
 * queue; the statements of this folder work on any of them.
 *
 * Terms: a *claim* takes one pending task; the *lease* is the time-limited right to work it, extended by
 * *heartbeats*; the *fence* grows with every claim and is repeated by every guarded write; *reaping* returns tasks whose
 * lease expired; to *settle* is to write down how an attempt ended; a *snooze* is pending until later with the
 * attempt given back. A *lane* says whose tasks they are: workers claim only in the lanes they serve (of history
 * fetches the guilds that their accounts can read). Of one *key* only one task runs at a time (there: the channel).
 */
import type { TaskStatus } from "../model/task.ts";

/** The columns every task has. Ids are decimal strings. */
export interface TaskBase {
  id: string;
  /** 0 where the kind has no lanes. */
  lane: string;
  /** What may be worked on by one task at a time; null = no limit. */
  key: string | null;
  status: TaskStatus;
  priority: number;
  attempts: number;
  maxAttempts: number;
  crashCount: number;
  /** Of the claim under which this was read. */
  fence: string;
  runAt: Date;
  createdAt: Date;
}

/** The lane of kinds that have no lanes: any worker serves it. */
export const commonLane = "0";

/** The right to write for a task, as given by a claim. */
export interface TaskClaim {
  id: string;
  fence: string;
}

/** A queue: its table, and how a row of it reads. */
export interface TaskTable<Task extends TaskBase> {
  /** What its tasks do: the table's name without "_tasks". */
  readonly kind: string;
  /** Names of the table and of its columns; constants of ours that go into SQL text, never input. */
  readonly name: string;
  readonly lane: string;
  readonly key: string;
  /** SQL over its row `t`: true while it is due but must not be claimed; null for kinds that know no such thing. */
  readonly held: string | null;
  toTask(row: Record<string, unknown>): Task;
  /** What log lines name a task by, beside its number. */
  toLogFields(task: Task): Record<string, unknown>;
}

/** What a kind says about its table: whatever make_task_queue was told, and how its own columns read. */
export interface TaskTableDefinition<Payload> {
  kind: string;
  laneColumn?: string;
  keyColumn?: string;
  held?: string;
  toPayload: (row: Record<string, unknown>) => Payload;
  toLogFields?: (task: TaskBase & Payload) => Record<string, unknown>;
}

/** The queue of a kind of task, for a table that make_task_queue has made one. */
export function defineTaskTable<Payload>(
  definition: TaskTableDefinition<Payload>,
): TaskTable<TaskBase & Payload> {
  const { kind, laneColumn = "lane", keyColumn = "key" } = definition;
  return {
    kind,
    name: `${kind}_tasks`,
    lane: laneColumn,
    key: keyColumn,
    held: definition.held ?? null,
    toTask: (row) => ({
      id: String(row.id),
      lane: String(row[laneColumn]),
      key: typeof row[keyColumn] === "string" ? row[keyColumn] : null, // int8 arrives as text
      status: row.status as TaskStatus,
      priority: Number(row.priority),
      attempts: Number(row.attempts),
      maxAttempts: Number(row.max_attempts),
      crashCount: Number(row.crash_count),
      fence: String(row.fence),
      runAt: row.run_at as Date,
      createdAt: row.created_at as Date,
      ...definition.toPayload(row),
    }),
    toLogFields: definition.toLogFields ?? (() => ({})),
  };
}
