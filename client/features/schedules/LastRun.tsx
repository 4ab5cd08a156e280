"use client";
import { useTranslations } from "next-intl";
import type { ScheduleView } from "../../../core/api/schedules.ts";
import { Ago } from "../../ui/common/Ago.tsx";
import { LinkText } from "../../ui/common/LinkText.tsx";
import { StatusPill } from "../tasks/words/StatusPill.tsx";
import classes from "./LastRun.module.css";

/** What came of the last run: its task with its status and when, or why there was none. */
export function LastRun({ schedule: { lastRun, lastTask } }: { schedule: ScheduleView }) {
  const t = useTranslations("schedules");
  if (!lastRun) return t("never");
  const task = lastTask && (
    <span className={classes.run}>
      {lastTask.status && <StatusPill status={lastTask.status} />}
      <LinkText href={`/tasks/${lastTask.id}`}>{t("task", { id: lastTask.id })}</LinkText>
      <Ago at={lastTask.completedAt ?? lastRun.at} />
    </span>
  );
  if (lastRun.outcome === "started") return task;
  return (
    <>
      <span className={classes.run}>
        {t(lastRun.outcome)} <Ago at={lastRun.at} />
      </span>
      {lastRun.outcome === "failed" && lastRun.message !== null && <span>{lastRun.message}</span>}
      {task}
    </>
  );
}
