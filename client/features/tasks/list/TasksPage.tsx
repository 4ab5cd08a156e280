"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useQueryParameters } from "../../../state/useQueryParameters.ts";
import { LoadFailed } from "../../../ui/common/LoadFailed.tsx";
import { PageHeader } from "../../../ui/common/PageHeader.tsx";
import { PausedNotice } from "../../channels/PausedNotice.tsx";
import { useChosenGuild } from "../../channels/useChosenGuild.tsx";
import { WorkersStrip } from "../../system/WorkersStrip.tsx";
import { BulkBar } from "../actions/BulkBar.tsx";
import { useTaskSelection } from "../actions/useTaskSelection.ts";
import { useTaskRates } from "../speed/useTaskRates.ts";
import { parseTaskQuery, taskQueryParameters, unnarrowed } from "../taskQuery.ts";
import { useTasks } from "../useTasks.ts";
import { NoTasks } from "./NoTasks.tsx";
import { Pager } from "./Pager.tsx";
import { TaskFilters } from "./TaskFilters.tsx";
import classes from "./TasksPage.module.css";
import { TaskTable } from "./TaskTable.tsx";

/** Every fetch: what runs, what waits and why, what ended how. */
export function TasksPage() {
  const t = useTranslations("tasks");
  const { guild } = useChosenGuild();
  const [parameters, setParameters] = useQueryParameters();
  const query = parseTaskQuery(parameters);
  const selection = useTaskSelection(JSON.stringify([query, guild?.id]));
  const { data, error, mutate } = useTasks(query, guild?.id ?? null, selection.count > 0);
  const rates = useTaskRates(data?.tasks);
  const change = (part: Parameters<typeof taskQueryParameters>[0]) =>
    setParameters(taskQueryParameters(part));

  const list = () => {
    if (!data) {
      return error ? (
        <LoadFailed error={error} retry={() => void mutate()} />
      ) : (
        <div className={classes.skeleton} aria-busy="true">
          {Array.from({ length: 8 }, (_, index) => (
            <Skeleton key={index} height={36} radius={6} />
          ))}
        </div>
      );
    }
    if (data.tasks.length === 0)
      return <NoTasks query={query} onReset={() => change({ status: null, ...unnarrowed })} />;
    return <TaskTable tasks={data.tasks} rates={rates} selection={selection} showServer={query.everywhere} />;
  };
  return (
    <>
      <PageHeader title={t("title")} />
      <WorkersStrip />
      {guild && !query.everywhere && <PausedNotice guild={guild} />}
      <section className={classes.list} aria-label={t("list")}>
        <TaskFilters
          query={query}
          counts={data?.counts}
          channelName={
            data?.tasks.find(({ channelId }) => channelId === query.channelId)?.channelName ?? null
          }
          onChange={change}
        />
        {list()}
        {data && (
          <Pager
            isFirst={query.cursor === null}
            nextCursor={data.nextCursor}
            onMove={(cursor) => setParameters(taskQueryParameters({ cursor }), "push")}
          />
        )}
      </section>
      {data && <BulkBar selection={selection} query={query} data={data} guildId={guild?.id ?? null} />}
    </>
  );
}
