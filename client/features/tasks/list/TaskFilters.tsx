"use client";
import { SegmentedControl } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { TaskListView } from "../../../../core/api/tasks.ts";
import { FilterChips } from "../../../ui/common/FilterChips.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { useChosenGuild } from "../../channels/useChosenGuild.tsx";
import { type TaskQuery, taskStatuses } from "../taskQuery.ts";
import { NarrowingChips } from "./NarrowingChips.tsx";
import classes from "./TaskFilters.module.css";

/** Counts stop there (core/api/tasks.ts mostCounted): "10,000+". */
const mostCounted = 10_000;

interface TaskFiltersProps {
  query: TaskQuery;
  counts: TaskListView["counts"] | undefined;
  /** Of the channel that the list is narrowed to; null while no task tells it. */
  channelName: string | null;
  onChange: (change: Partial<TaskQuery>) => void;
}

/** Which tasks the list shows. */
export function TaskFilters({ query, counts, channelName, onChange }: TaskFiltersProps) {
  const t = useTranslations("tasks");
  const tStatus = useTranslations("status");
  const format = useFormat();
  const { guild, guilds } = useChosenGuild();
  const count = (value: number | undefined) =>
    value === undefined
      ? "·"
      : value >= mostCounted
        ? `${format.number(mostCounted)}+`
        : format.number(value);
  const total = counts && taskStatuses.reduce((sum, status) => sum + counts[status], 0);
  return (
    <div className={classes.filters}>
      <FilterChips
        label={t("filter")}
        chosen={query.status ?? "all"}
        onChoose={(status) => onChange({ status: status === "all" ? null : status })}
        options={[
          { value: "all" as const, label: t("all"), count: count(total) },
          ...taskStatuses.map((status) => ({
            value: status,
            label: tStatus(status),
            count: count(counts?.[status]),
            isQuiet: counts?.[status] === 0,
          })),
        ]}
      />
      <div className={classes.aside}>
        <NarrowingChips query={query} channelName={channelName} onChange={onChange} />
        {(guilds?.length ?? 0) > 1 && (
          <SegmentedControl
            size="xs"
            classNames={{ root: classes.scope, control: classes.scopePart, label: classes.scopeLabel }}
            aria-label={t("scope")}
            value={query.everywhere ? "all" : "one"}
            onChange={(scope) => onChange({ everywhere: scope === "all" })}
            data={[
              { value: "one", label: t("thisServer", { platform: guild?.platform ?? "" }) },
              { value: "all", label: t("allServers") },
            ]}
          />
        )}
      </div>
    </div>
  );
}
