/* oxlint-disable jsx-a11y/prefer-tag-over-role -- table elements cannot be laid out as cards and keep their roles */
"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import type { TaskView } from "../../../../core/api/tasks.ts";
import { CheckBox } from "../../../ui/common/CheckBox.tsx";
import { useHotkeys } from "../../../ui/common/useHotkeys.ts";
import type { TaskSelection } from "../actions/useTaskSelection.ts";
import type { TaskRate } from "../speed/useTaskRates.ts";
import { TaskRow } from "./TaskRow.tsx";
import classes from "./TaskTable.module.css";

interface TaskTableProps {
  tasks: readonly TaskView[];
  rates: ReadonlyMap<string, TaskRate>;
  /** Without it the rows cannot be chosen. */
  selection?: TaskSelection;
  showServer: boolean;
}

/** Tasks with their progress; cards where there is no room for a table. */
export function TaskTable({ tasks, rates, selection, showServer }: TaskTableProps) {
  const t = useTranslations("tasks");
  const router = useRouter();
  const table = useRef<HTMLDivElement>(null);
  const focusedIndex = () => {
    const row = document.activeElement?.closest<HTMLElement>("[data-task]");
    return row && table.current?.contains(row) ? tasks.findIndex(({ id }) => id === row.dataset.task) : -1;
  };
  const focusRow = (index: number) => {
    const task = tasks[Math.max(0, Math.min(tasks.length - 1, index))];
    table.current?.querySelector<HTMLElement>(`[data-task="${task?.id}"]`)?.focus();
  };
  useHotkeys({
    j: () => focusRow(focusedIndex() + 1),
    k: () => focusRow(Math.max(0, focusedIndex() - 1)),
    x: (event) => {
      if (focusedIndex() >= 0) selection?.toggle(tasks, focusedIndex(), event.shiftKey);
    },
    o: () => {
      const task = tasks[focusedIndex()];
      if (task) router.push(`/tasks/${task.id}`);
    },
  });
  const isWholePage = selection !== undefined && tasks.every(({ id }) => selection.ids.has(id));
  return (
    <div className={classes.container}>
      <div
        className={classes.table}
        role="table"
        aria-label={t("list")}
        ref={table}
        data-plain={!selection || undefined}
      >
        <div role="rowgroup" className={classes.head}>
          <div role="row" className={classes.columns}>
            {selection && (
              <span role="columnheader" className={classes.check}>
                <CheckBox
                  aria-label={t("selectPage")}
                  checked={isWholePage}
                  isPartly={!isWholePage && selection.count > 0}
                  onChange={() => selection.togglePage(tasks)}
                />
              </span>
            )}
            <span role="columnheader">{t("columnTask")}</span>
            <span role="columnheader">{t("columnStatus")}</span>
            <span role="columnheader">{t("columnProgress")}</span>
            <span role="columnheader">{t("columnSpeed")}</span>
            <span role="columnheader" className={classes.worker}>
              {t("columnWorker")}
            </span>
            <span role="columnheader">
              <span className="sr-only">{t("columnActions")}</span>
            </span>
          </div>
        </div>
        <div role="rowgroup">
          {tasks.map((task, index) => (
            <TaskRow
              key={task.id}
              task={task}
              rate={rates.get(task.id)}
              showServer={showServer}
              isChosen={selection ? selection.isEverything || selection.ids.has(task.id) : undefined}
              onToggle={(withShift) => selection?.toggle(tasks, index, withShift)}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
