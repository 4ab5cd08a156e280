"use client";
import { useTranslations } from "next-intl";
import type { TaskView } from "../../../../core/api/tasks.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { useNow } from "../../../ui/format/useNow.ts";
import classes from "../speed/TaskSpeed.module.css";

/** Who works a task and how long the lease on it still holds. */
export function TaskWorker({ task }: { task: TaskView }) {
  const t = useTranslations("tasks");
  const format = useFormat();
  const now = useNow();
  if (!task.worker) return null;
  const leaseSeconds = task.leaseExpiresAt === null ? null : (Date.parse(task.leaseExpiresAt) - now) / 1_000;
  return (
    <span className={classes.words}>
      <span>{t("workerOn", { host: task.worker.host, pid: String(task.worker.pid) })}</span>
      {leaseSeconds !== null && (
        <span className={classes.left}>
          {leaseSeconds > 0 ? t("lease", { time: format.duration(leaseSeconds) }) : t("leaseOver")}
        </span>
      )}
    </span>
  );
}
