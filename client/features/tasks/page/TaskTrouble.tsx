"use client";
import { useTranslations } from "next-intl";
import type { TaskView } from "../../../../core/api/tasks.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { useTaskWords } from "../words/useTaskWords.ts";
import { SetAsideList } from "./SetAsideList.tsx";
import classes from "./TaskTrouble.module.css";

/** Reasons of tasks that may have left something out; others need not ask. */
const mayHaveSetAside = new Set<string | null>(["messages_set_aside", "children_incomplete"]);

/** What went wrong and what to do about it. Nothing when nothing did. */
export function TaskTrouble({ task }: { task: TaskView }) {
  const t = useTranslations("task");
  const words = useTaskWords();
  const reason = words.reason(task.statusReason);
  const isOver = task.status === "failed" || task.status === "warning";
  if (!task.errorMessage && !(isOver && task.statusReason)) return null;
  return (
    <section className={classes.trouble} data-tone={task.status === "failed" ? "bad" : "warn"}>
      <Icon name={task.status === "failed" ? "error" : "warning"} size={20} />
      <div className={classes.words}>
        <h2 className={classes.title}>{reason?.title ?? t("trouble")}</h2>
        {reason?.hint && <p>{reason.hint}</p>}
        {task.errorMessage && <p className={classes.message}>{task.errorMessage}</p>}
        {mayHaveSetAside.has(task.statusReason) && <SetAsideList task={task} />}
        {task.statusReason && (
          <p className={classes.code}>
            {t("code")} <code>{task.statusReason}</code>
          </p>
        )}
      </div>
    </section>
  );
}
