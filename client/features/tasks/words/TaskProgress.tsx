"use client";
import { useTranslations } from "next-intl";
import type { TaskView } from "../../../../core/api/tasks.ts";
import type { TaskStatus } from "../../../../core/model/task.ts";
import { ProgressBar } from "../../../ui/common/ProgressBar.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import classes from "./TaskProgress.module.css";
import { useTaskWords } from "./useTaskWords.ts";

const tones: Record<TaskStatus, "accent" | "ok" | "warn" | "bad" | "mute"> = {
  pending: "mute",
  running: "accent",
  paused: "mute",
  completed: "ok",
  warning: "warn",
  failed: "bad",
  cancelled: "mute",
};

/** How far a task is: share, messages, and the day it has read back to. */
export function TaskProgress({ task }: { task: TaskView }) {
  const t = useTranslations("tasks");
  const format = useFormat();
  const words = useTaskWords();
  const position = task.status === "running" ? words.position(task) : null;
  const done = task.children && task.children.completed + task.children.warning;
  // A full bar in every finished row would outshout the ones that move.
  const isDone = task.status === "completed" || task.status === "warning";
  const total = task.children && Object.values(task.children).reduce((sum, count) => sum + count, 0);
  const rest = [
    t("messages", { count: task.messagesFetched }),
    total ? t("channelsDone", { done: done ?? 0, total }) : null,
    position && t("backTo", { date: position }),
  ]
    .filter(Boolean)
    .join(" · ");
  return (
    <span className={classes.progress}>
      {!isDone && (
        <ProgressBar
          share={task.progress}
          tone={tones[task.status]}
          label={t("progressOf", { id: task.id })}
        />
      )}
      <span className={classes.words}>
        {!isDone && <span className={classes.share}>{format.percent(task.progress)}</span>}
        <span className={classes.rest} title={rest}>
          {rest}
        </span>
      </span>
    </span>
  );
}
