"use client";
import { ActionIcon } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { TaskAction, TaskView } from "../../../../core/api/tasks.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import type { IconName } from "../../../ui/icons/icons.ts";
import { MenuButton } from "../../../ui/menu/MenuButton.tsx";
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
      <MenuButton
        width={180}
        target={
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            loading={acting !== null}
            aria-label={t("menu", { id: task.id })}
          >
            <Icon name="dots" size={18} />
          </ActionIcon>
        }
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
