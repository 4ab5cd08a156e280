"use client";
import { useMemo } from "react";
import type { TaskView } from "../../../../core/api/tasks.ts";
import { messagesPerSecond, pace, type Sample, secondsLeft } from "./rates.ts";
import { samplesFor } from "./taskSamples.ts";

export interface TaskRate {
  messagesPerSecond: number | null;
  /** Seconds: one figure when it is sure, else from and to; null while nothing tells. */
  left: TimeLeft | null;
  /** Points of the sparkline, oldest first. */
  pace: readonly number[];
}

export interface TimeLeft {
  from: number;
  to: number;
  isSure: boolean;
}

/** A range that is wider than this says more than the middle of it. */
const sureFactor = 1.5;

function leftOf({ seconds, range: [from, to] }: NonNullable<TaskView["timeLeft"]>): TimeLeft {
  return to <= from * sureFactor ? { from: seconds, to: seconds, isSure: true } : { from, to, isSure: false };
}

function leftOfSamples(samples: readonly Sample[]): TimeLeft | null {
  const seconds = secondsLeft(samples);
  return seconds === null ? null : { from: seconds, to: seconds, isSure: true };
}

/** Rates of the running tasks among `tasks`, by id; measured between the polls that brought them. */
export function useTaskRates(tasks: readonly TaskView[] | undefined): ReadonlyMap<string, TaskRate> {
  return useMemo(
    () =>
      new Map(
        (tasks ?? [])
          .filter((task) => task.status === "running")
          .map(({ id, timeLeft }) => {
            const samples = samplesFor(id);
            return [
              id,
              {
                messagesPerSecond: messagesPerSecond(samples),
                left: timeLeft ? leftOf(timeLeft) : leftOfSamples(samples),
                pace: pace(samples),
              },
            ] as const;
          }),
      ),
    [tasks],
  );
}
