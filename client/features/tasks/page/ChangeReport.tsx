"use client";
import { useTranslations } from "next-intl";
import type { TaskView } from "../../../../core/api/tasks.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { isOpen } from "../actions/taskActions.ts";
import classes from "./ChangeReport.module.css";

/** What a task that reads again has found changed, in words. */
export function ChangeReport({ task }: { task: TaskView }) {
  const t = useTranslations("task");
  const format = useFormat();
  const found = [
    ...(task.messagesUpdated > 0 ? [t("changedEdited", { count: task.messagesUpdated })] : []),
    ...(task.messagesDeleted > 0 ? [t("changedDeleted", { count: task.messagesDeleted })] : []),
    ...(task.reactionsChanged > 0 ? [t("changedReactions", { count: task.reactionsChanged })] : []),
  ];
  return (
    <dl className={classes.report}>
      <dt className={classes.name}>{t("changed")}</dt>
      <dd className={classes.value}>
        {found.length > 0
          ? format.list(found)
          : t(isOpen(task.status) ? "changedNothingYet" : "changedNothing")}
      </dd>
    </dl>
  );
}
