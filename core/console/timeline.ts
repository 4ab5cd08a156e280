/** The history of a task for people: its stored timeline, completed by what its columns tell. Pure. */
import { z } from "zod";
import { TaskStatus, type TimelineEntry } from "../api/tasks.ts";

const StoredTimeline = z.array(
  z.object({
    at: z.iso.datetime({ offset: true }),
    from: TaskStatus,
    to: TaskStatus,
    reason: z.string().nullish(),
    worker: z.string().nullish(),
    attempt: z.number().int().nullish(),
  }),
);

/** What the columns of a task tell of its history. */
interface TimelineFacts {
  status: TaskStatus;
  statusReason: string | null;
  workerId: string | null;
  attempts: number;
  startedAt: Date | null;
  completedAt: Date | null;
  /** The timeline column. */
  stored: unknown;
}

/**
 * All status changes of a task, oldest first, times in UTC. The timeline column leaves out the first claim and the
 * end of the last run (see task_status_change in the migrations): they are put back here.
 */
export function toTimeline(task: TimelineFacts): TimelineEntry[] {
  const stored = StoredTimeline.parse(task.stored).map((entry) => ({
    at: new Date(entry.at).toISOString(), // PostgreSQL writes times in its own zone
    from: entry.from,
    to: entry.to,
    reason: entry.reason ?? null,
    worker: entry.worker ?? null,
    attempt: entry.attempt ?? 0,
  }));
  const entries: TimelineEntry[] = [...stored];
  if (task.startedAt !== null) {
    const at = task.startedAt.toISOString();
    const next = stored.findIndex((entry) => entry.at > at);
    const place = next < 0 ? stored.length : next;
    const worker = stored[place]?.from === "running" ? stored[place].worker : task.workerId;
    entries.splice(place, 0, { at, from: "pending", to: "running", reason: null, worker, attempt: 1 });
  }
  const isEndOfRun = task.status === "completed" || task.status === "warning" || task.status === "failed";
  if (isEndOfRun && task.completedAt !== null) {
    entries.push({
      at: task.completedAt.toISOString(),
      from: entries.at(-1)?.to ?? "pending",
      to: task.status,
      reason: task.statusReason,
      worker: task.workerId,
      attempt: task.attempts,
    });
  }
  return entries;
}
