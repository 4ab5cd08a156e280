"use client";
import { Skeleton } from "@mantine/core";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import type { SummaryView } from "../../../core/api/history.ts";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import classes from "./ArchivedPerDay.module.css";

/** Recharts weighs more than the rest of the page: loaded once the page stands. */
const DaysChart = dynamic(() => import("./DaysChart.tsx").then((module) => module.DaysChart), {
  ssr: false,
  loading: () => <Skeleton height={220} radius={7} />,
});

/** Messages newly archived per day. Undefined while they are on the way. */
export function ArchivedPerDay({ days }: { days: SummaryView["archivedPerDay"] | undefined }) {
  const t = useTranslations("overview");
  const format = useFormat();
  if (!days) return <Skeleton height={220} radius={7} />;
  const total = days.reduce((sum, { messages }) => sum + messages, 0);
  if (total === 0) return <EmptyState icon="empty">{t("perDayNone")}</EmptyState>;
  return (
    <figure className={classes.figure}>
      <figcaption className="sr-only">
        {t("perDayLabel", { total: format.number(total), days: days.length })}
      </figcaption>
      <div aria-hidden="true">
        <DaysChart days={days} />
      </div>
    </figure>
  );
}
