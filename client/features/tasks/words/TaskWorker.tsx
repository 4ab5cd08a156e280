"use client";
import { useTranslations } from "next-intl";
import type { TaskView } from "../../../../core/api/tasks.ts";
import classes from "../speed/TaskSpeed.module.css";

/** Who works a task. How long its lease still holds stands under "Technical" on its page. */
export function TaskWorker({ task }: { task: TaskView }) {
  const t = useTranslations("tasks");
  if (!task.worker) return null;
  return (
    <span className={classes.words}>
      {t("workerOn", { host: task.worker.host, pid: String(task.worker.pid) })}
    </span>
  );
}
