"use client";
import { useTranslations } from "next-intl";
import type { TaskView } from "../../../../core/api/tasks.ts";
import { Technical } from "../../../ui/common/Technical.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
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
  const lacking = useLackingWords();
  const isOver = task.status === "failed" || task.status === "warning";
  const reason = words.reason(task.statusReason);
  if (!task.errorMessage && !(isOver && task.statusReason)) return null;
  const counts = lacking(task);
  return (
    <section className={classes.trouble} data-tone={task.status === "failed" ? "bad" : "warn"}>
      <Icon name={task.status === "failed" ? "error" : "warning"} size={20} />
      <div className={classes.words}>
        <h2 className={classes.title}>{reason?.title ?? t("trouble")}</h2>
        {counts && <p>{counts}</p>}
        <p>{reason?.hint ?? (isOver ? t("adviceOver") : t("adviceOpen"))}</p>
        {mayHaveSetAside.has(task.statusReason) && <SetAsideList task={task} />}
        <Technical
          facts={[
            ...(task.statusReason ? [{ name: t("code"), value: task.statusReason, isCode: true }] : []),
            ...(task.errorMessage ? [{ name: t("message"), value: task.errorMessage }] : []),
          ]}
        />
      </div>
    </section>
  );
}

/** How many of a task's channels did not end well, in words; null where none did not. */
function useLackingWords(): (task: TaskView) => string | null {
  const t = useTranslations("task");
  const format = useFormat();
  return ({ children }) => {
    if (!children) return null;
    const parts = (["warning", "failed", "cancelled"] as const)
      .filter((status) => children[status] > 0)
      .map((status) => t(`lacking_${status}`, { count: children[status] }));
    return parts.length === 0 ? null : t("lacking", { parts: format.list(parts) });
  };
}
