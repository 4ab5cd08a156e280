"use client";
import { useTranslations } from "next-intl";
import type { TaskView, TimelineEntry } from "../../../../core/api/tasks.ts";
import type { TaskStatus } from "../../../../core/model/task.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { StatusPill } from "../words/StatusPill.tsx";
import { useTaskWords } from "../words/useTaskWords.ts";
import classes from "./TaskTimeline.module.css";

interface Step {
  at: string;
  status: TaskStatus;
  reason: string | null;
  attempt: number | null;
}

/** The changes of status, newest first, with how long each lasted. */
export function TaskTimeline({ task, entries }: { task: TaskView; entries: TimelineEntry[] }) {
  const t = useTranslations("task");
  const format = useFormat();
  const words = useTaskWords();
  const steps: Step[] = [
    { at: task.createdAt, status: entries[0]?.from ?? "pending", reason: null, attempt: null },
    ...entries.map(({ at, to, reason, attempt }) => ({ at, status: to, reason, attempt })),
  ];
  const lasted = (index: number) => {
    const next = steps[index + 1];
    return next && format.duration((Date.parse(next.at) - Date.parse((steps[index] as Step).at)) / 1_000);
  };
  return (
    <ol className={classes.timeline}>
      {steps
        .map((step, index) => (
          <li key={`${step.at}-${index}`} className={classes.step} data-status={step.status}>
            <time className={classes.time} dateTime={step.at}>
              {format.exact(step.at)}
            </time>
            <span className={classes.what}>
              <StatusPill status={step.status} />
              <span className={classes.words}>
                {index === 0 && t("createdStep")}
                {step.reason && (words.reason(step.reason)?.title ?? step.reason)}
                {step.attempt !== null &&
                  step.attempt > 0 &&
                  step.status === "running" &&
                  t("attempt", { number: step.attempt })}
              </span>
            </span>
            <span className={classes.lasted}>{lasted(index)}</span>
          </li>
        ))
        .toReversed()}
    </ol>
  );
}
