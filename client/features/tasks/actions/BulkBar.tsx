"use client";
import { ActionIcon, Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { TaskAction, TaskListView } from "../../../../core/api/tasks.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { isNarrowed, type TaskQuery } from "../taskQuery.ts";
import classes from "./BulkBar.module.css";
import { bulkTarget } from "./bulkTarget.ts";
import { ConfirmDialog } from "./ConfirmDialog.tsx";
import { actionIcons } from "./TaskMenu.tsx";
import { taskActions } from "./taskActions.ts";
import { useTaskActions } from "./useTaskActions.ts";
import type { TaskSelection } from "./useTaskSelection.ts";

interface BulkBarProps {
  selection: TaskSelection;
  query: TaskQuery;
  data: TaskListView;
  guildId: string | null;
}

/** What can be done with the chosen tasks. Floats above the page's foot while any are chosen. */
export function BulkBar({ selection, query, data, guildId }: BulkBarProps) {
  const t = useTranslations("taskActions");
  const format = useFormat();
  const { actMany, acting } = useTaskActions();
  const [asked, setAsked] = useState<TaskAction | null>(null);
  if (selection.count === 0) return null;
  const targets = Object.fromEntries(
    taskActions.map((action) => [action, bulkTarget(action, selection, query, data, guildId)]),
  ) as Record<TaskAction, ReturnType<typeof bulkTarget>>;
  const target = asked && targets[asked];
  const total = targets.cancel.total;
  const offersEverything =
    !selection.isEverything && !isNarrowed(query) && targets.cancel.matching > selection.count;
  return (
    <div className={classes.place}>
      <div className={classes.bar} role="toolbar" aria-label={t("bulk")}>
        <span className={classes.count} aria-live="polite">
          {t("chosen", { count: total })}
          <span className={classes.held}>{t("held")}</span>
        </span>
        {offersEverything && (
          <Button size="compact-sm" variant="subtle" onClick={selection.chooseEverything}>
            {t("chooseEverything", { count: format.number(targets.cancel.matching) })}
          </Button>
        )}
        <span className={classes.actions}>
          {taskActions.map((action) => (
            <Button
              key={action}
              size="compact-md"
              variant={action === "cancel" ? "light" : "default"}
              {...(action === "cancel" ? { color: "red" } : {})}
              leftSection={<Icon name={actionIcons[action]} size={15} />}
              disabled={targets[action].changing === 0}
              onClick={() => setAsked(action)}
            >
              {t(action)}
            </Button>
          ))}
        </span>
        <ActionIcon variant="subtle" color="gray" size={30} aria-label={t("letGo")} onClick={selection.clear}>
          <Icon name="close" size={16} />
        </ActionIcon>
      </div>
      <ConfirmDialog
        opened={asked !== null}
        action={asked ?? "cancel"}
        count={target?.changing ?? 0}
        skipped={target ? target.total - target.changing : 0}
        onClose={() => setAsked(null)}
        onConfirm={async () => {
          if (!asked || !target || acting) return false;
          const isDone = await actMany(target.input, asked);
          if (isDone) selection.clear();
          return isDone;
        }}
      />
    </div>
  );
}
