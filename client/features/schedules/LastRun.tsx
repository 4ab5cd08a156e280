"use client";
import { useTranslations } from "next-intl";
import type { ScheduleView } from "../../../core/api/schedules.ts";
import type { TaskStatus } from "../../../core/model/task.ts";
import { Ago } from "../../ui/common/Ago.tsx";
import { LinkText } from "../../ui/common/LinkText.tsx";
import { Pill, type PillLook } from "../../ui/common/Pill.tsx";
import classes from "./LastRun.module.css";

/** Good, bad or under way: a schedule need not tell more than that, its task does. */
function lookOf(status: TaskStatus): PillLook {
  if (status === "completed") return { icon: "done", tone: "ok" };
  if (status === "warning" || status === "failed")
    return { icon: "warning", tone: status === "failed" ? "bad" : "warn" };
  return { icon: "clock", tone: "mute" };
}

/** What came of the last run: its task with its status and when, or why there was none. */
export function LastRun({ schedule: { lastRun, lastTask } }: { schedule: ScheduleView }) {
  const t = useTranslations("schedules");
  const tStatus = useTranslations("status");
  if (!lastRun) return t("never");
  const task = lastTask && (
    <span className={classes.run}>
      {lastTask.status && <Pill look={lookOf(lastTask.status)}>{tStatus(lastTask.status)}</Pill>}
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
