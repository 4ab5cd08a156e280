/** What polls said about running tasks, kept for the life of the page. */
import type { TaskView } from "../../../../core/api/tasks.ts";
import { addSample, type Sample } from "./rates.ts";

/** By task id. Going to a task and back does not start its measurement anew. */
const samplesOf = new Map<string, readonly Sample[]>();
const mostTasks = 500;
const none: readonly Sample[] = [];

/** A platform gives the first pages of a channel at once and then one per second: they are no speed. */
const burstMs = 5_000;

type Measured = Pick<TaskView, "id" | "status" | "messagesFetched" | "progress" | "startedAt">;

/** Notes how far the running ones among `tasks` are at `at` (milliseconds since 1970). */
export function recordSamples(tasks: readonly Measured[], at: number): void {
  for (const { id, status, messagesFetched, progress, startedAt } of tasks) {
    if (status !== "running" || (startedAt !== null && at - Date.parse(startedAt) < burstMs)) continue;
    const samples = addSample(samplesOf.get(id) ?? none, { at, messages: messagesFetched, progress });
    samplesOf.delete(id); // to the end: the first entry is the one not seen for longest
    samplesOf.set(id, samples);
  }
  for (const id of samplesOf.keys()) {
    if (samplesOf.size <= mostTasks) return;
    samplesOf.delete(id);
  }
}

export const samplesFor = (id: string): readonly Sample[] => samplesOf.get(id) ?? none;
