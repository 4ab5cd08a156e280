/**
 * What a task table is. Every table with these columns, indexes and triggers (see migrations/0002_queue.sql)
 * is a queue; the statements of this folder work on any of them.
 *
 * Terms: a *claim* takes one pending task; the *lease* is the time-limited right to work it, extended by
 * *heartbeats*; the *fence* grows with every claim and is repeated by every guarded write; *reaping* returns tasks whose
 * lease expired; to *settle* is to write down how an attempt ended; a *snooze* is pending until later with the
 * attempt given back. A *lane* is the guild: workers claim only in the lanes their accounts can read.
 */
import type { TaskStatus } from "../model/task.ts";

/** The columns every task has. Ids are decimal strings. */
export interface TaskBase {
  id: string;
  guildId: string;
  /** What may be worked on by one task at a time; null = no limit. */
  channelId: string | null;
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

/** The right to write for a task, as given by a claim. */
export interface TaskClaim {
  id: string;
  fence: string;
}

/** A queue: its table, and how a row of it reads. */
export interface TaskTable<Task extends TaskBase> {
  /** Table name; a constant of ours that goes into SQL text, never input. */
  readonly name: string;
  toTask(row: Record<string, unknown>): Task;
}
