"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { TaskView } from "../../../../core/api/tasks.ts";
import type { TaskStatus } from "../../../../core/model/task.ts";
import { EmptyState } from "../../../ui/common/EmptyState.tsx";
import { FilterChips } from "../../../ui/common/FilterChips.tsx";
import { LoadFailed } from "../../../ui/common/LoadFailed.tsx";
import { Panel } from "../../../ui/common/Panel.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { isOpen } from "../actions/taskActions.ts";
import { Pager } from "../list/Pager.tsx";
import { TaskTable } from "../list/TaskTable.tsx";
import { useTaskRates } from "../speed/useTaskRates.ts";
import { taskStatuses } from "../taskQuery.ts";
import { useChildren } from "../useTasks.ts";
import classes from "./ChildList.module.css";

/** The tasks that a task over several channels consists of. */
export function ChildList({ task }: { task: TaskView }) {
  const t = useTranslations("task");
  const tTasks = useTranslations("tasks");
  const tStatus = useTranslations("status");
  const format = useFormat();
  const [status, setStatus] = useState<TaskStatus | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const { data, error, mutate } = useChildren(task.id, status, cursor, isOpen(task.status));
  const rates = useTaskRates(data?.tasks);
  const counts = task.children;
  const total = counts ? taskStatuses.reduce((sum, each) => sum + counts[each], 0) : 0;

  // The parent's numbers move when its children do: then these are asked for at once.
  const stamp = `${task.messagesFetched} ${task.progress} ${task.status} ${JSON.stringify(counts)}`;
  const seen = useRef(stamp);
  useEffect(() => {
    if (seen.current === stamp) return;
    seen.current = stamp;
    void mutate();
  }, [stamp, mutate]);

  const list = () => {
    if (!data) {
      if (error) return <LoadFailed error={error} retry={() => void mutate()} />;
      return (
        <div className={classes.skeleton}>
          <Skeleton height={32} radius={6} />
          <Skeleton height={32} radius={6} />
        </div>
      );
    }
    if (data.tasks.length === 0)
      return <EmptyState icon="empty">{total === 0 ? t("noChildren") : tTasks("noMatch")}</EmptyState>;
    return <TaskTable tasks={data.tasks} rates={rates} showServer={false} />;
  };
  return (
    <Panel flush title={t("children")} aside={format.number(total)}>
      <div className={classes.filters}>
        <FilterChips
          label={tTasks("filter")}
          chosen={status ?? "all"}
          onChoose={(value) => {
            setStatus(value === "all" ? null : value);
            setCursor(null);
          }}
          options={[
            { value: "all" as const, label: tTasks("all"), count: format.number(total) },
            ...taskStatuses
              .filter((each) => (counts?.[each] ?? 0) > 0 || each === status)
              .map((each) => ({
                value: each,
                label: tStatus(each),
                count: format.number(counts?.[each] ?? 0),
              })),
          ]}
        />
      </div>
      {list()}
      <Pager isFirst={cursor === null} nextCursor={data?.nextCursor ?? null} onMove={setCursor} />
    </Panel>
  );
}
