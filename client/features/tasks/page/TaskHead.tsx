"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { TaskAction, TaskView } from "../../../../core/api/tasks.ts";
import { catchUpStarter } from "../../../../core/model/task.ts";
import { LinkText } from "../../../ui/common/LinkText.tsx";
import { PageHeader } from "../../../ui/common/PageHeader.tsx";
import { useNow } from "../../../ui/format/useNow.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { ConfirmDialog } from "../actions/ConfirmDialog.tsx";
import { actionIcons } from "../actions/TaskMenu.tsx";
import { canDo, taskActions } from "../actions/taskActions.ts";
import { useTaskActions } from "../actions/useTaskActions.ts";
import { StatusPill } from "../words/StatusPill.tsx";
import { useTaskWords } from "../words/useTaskWords.ts";

/** What task this is, how it stands, why it waits, and what can be done with it. */
export function TaskHead({ task }: { task: TaskView }) {
  const t = useTranslations("task");
  const tLive = useTranslations("live");
  const tActions = useTranslations("taskActions");
  const words = useTaskWords();
  const now = useNow();
  const { actOne, acting } = useTaskActions();
  const [isAsking, setAsking] = useState(false);
  const waiting = words.waiting(task, now);
  const act = (action: TaskAction) => (action === "cancel" ? setAsking(true) : void actOne(task.id, action));
  return (
    <PageHeader
      title={words.name(task)}
      lead={
        <>
          <StatusPill status={task.status} />
          {waiting && <span>{waiting}</span>}
          <span>{words.kind(task)}</span>
          {task.startedBy === catchUpStarter && <span>{tLive("task")}</span>}
          {task.parentTaskId && (
            <LinkText href={`/tasks/${task.parentTaskId}`}>{t("partOf", { id: task.parentTaskId })}</LinkText>
          )}
        </>
      }
    >
      {taskActions
        .filter((action) => canDo(action, task.status))
        .map((action) => (
          <Button
            key={action}
            variant={action === "cancel" ? "light" : "default"}
            {...(action === "cancel" ? { color: "red" } : {})}
            leftSection={<Icon name={actionIcons[action]} size={16} />}
            loading={acting === action}
            onClick={() => act(action)}
          >
            {tActions(action)}
          </Button>
        ))}
      <ConfirmDialog
        opened={isAsking}
        action="cancel"
        count={1}
        onClose={() => setAsking(false)}
        onConfirm={() => actOne(task.id, "cancel")}
      />
    </PageHeader>
  );
}
