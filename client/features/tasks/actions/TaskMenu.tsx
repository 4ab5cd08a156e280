"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { TaskAction, TaskView } from "../../../../core/api/tasks.ts";
import type { IconName } from "../../../ui/icons/icons.ts";
import { MoreMenu } from "../../../ui/menu/MoreMenu.tsx";
import { ConfirmDialog } from "./ConfirmDialog.tsx";
import { canDo, taskActions } from "./taskActions.ts";
import { useTaskActions } from "./useTaskActions.ts";

export const actionIcons: Record<TaskAction, IconName> = {
  pause: "pause",
  resume: "play",
  cancel: "cancel",
  retry: "retry",
};

/** What can be done with one task in its status. Cancelling asks first. */
export function TaskMenu({ task }: { task: TaskView }) {
  const t = useTranslations("taskActions");
  const { actOne, acting } = useTaskActions();
  const [isAsking, setAsking] = useState(false);
  const possible = taskActions.filter((action) => canDo(action, task.status));
  return (
    <>
      <MoreMenu
        width={180}
        label={t("menu", { id: task.id })}
        isBusy={acting !== null}
        entries={possible.map((action) => ({
          kind: "item",
          key: action,
          text: t(action),
          icon: actionIcons[action],
          isDangerous: action === "cancel",
          onSelect: () => (action === "cancel" ? setAsking(true) : void actOne(task.id, action)),
        }))}
      />
      <ConfirmDialog
        opened={isAsking}
        action="cancel"
        count={1}
        onClose={() => setAsking(false)}
        onConfirm={() => actOne(task.id, "cancel")}
      />
    </>
  );
}
