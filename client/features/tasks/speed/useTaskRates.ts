"use client";
import { useMemo } from "react";
import type { TaskView } from "../../../../core/api/tasks.ts";
import { messagesPerSecond, pace, secondsLeft } from "./rates.ts";
import { samplesFor } from "./taskSamples.ts";

export interface TaskRate {
  messagesPerSecond: number | null;
  secondsLeft: number | null;
  /** Points of the sparkline, oldest first. */
  pace: readonly number[];
}

/** Rates of the running tasks among `tasks`, by id; measured between the polls that brought them. */
export function useTaskRates(tasks: readonly TaskView[] | undefined): ReadonlyMap<string, TaskRate> {
  return useMemo(
    () =>
      new Map(
        (tasks ?? [])
          .filter((task) => task.status === "running")
          .map(({ id }) => {
            const samples = samplesFor(id);
            return [
              id,
              {
                messagesPerSecond: messagesPerSecond(samples),
                secondsLeft: secondsLeft(samples),
                pace: pace(samples),
              },
            ] as const;
          }),
      ),
    [tasks],
  );
}
