"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { LoadFailed } from "../../../ui/common/LoadFailed.tsx";
import { Panel } from "../../../ui/common/Panel.tsx";
import { useShownGuild } from "../../channels/useChosenGuild.tsx";
import { useTaskRates } from "../speed/useTaskRates.ts";
import { useTask } from "../useTasks.ts";
import { AttemptList } from "./AttemptList.tsx";
import { ChildList } from "./ChildList.tsx";
import { SqlBlock } from "./SqlBlock.tsx";
import { TaskFacts } from "./TaskFacts.tsx";
import { TaskHead } from "./TaskHead.tsx";
import classes from "./TaskPage.module.css";
import { TaskTimeline } from "./TaskTimeline.tsx";
import { TaskTrouble } from "./TaskTrouble.tsx";
import { TaskVitals } from "./TaskVitals.tsx";

/** One task: how far, how fast, by whom, what went wrong, and how to look at it in the database. */
export function TaskPage({ id }: { id: string }) {
  const t = useTranslations("task");
  const { data, error, mutate } = useTask(id);
  const task = data?.task;
  useShownGuild(task?.guildId ?? undefined);
  const rates = useTaskRates(useMemo(() => (task ? [task] : []), [task]));
  if (!data || !task) {
    if (error) return <LoadFailed error={error} retry={() => void mutate()} />;
    return (
      <div className={classes.page} aria-busy="true">
        <Skeleton height={56} width="50%" radius={7} />
        <Skeleton height={150} radius={12} />
        <Skeleton height={260} radius={12} />
      </div>
    );
  }
  return (
    <div className={classes.page}>
      <TaskHead task={task} />
      <TaskTrouble task={task} />
      <TaskVitals task={task} rate={rates.get(task.id)} />
      <div className={classes.columns}>
        <div className={classes.main}>
          {task.children && <ChildList task={task} />}
          <Panel title={t("timeline")}>
            <TaskTimeline task={task} entries={data.timeline} />
          </Panel>
          {data.attempts.length > 0 && (
            <Panel title={t("attempts")}>
              <AttemptList attempts={data.attempts} />
            </Panel>
          )}
          <Panel title={t("sql")}>
            <SqlBlock sql={data.sql} />
          </Panel>
        </div>
        <div className={classes.side}>
          <Panel title={t("facts")}>
            <TaskFacts task={task} />
          </Panel>
        </div>
      </div>
    </div>
  );
}
