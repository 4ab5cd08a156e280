"use client";
import "@mantine/charts/styles.css";
import { BarChart } from "@mantine/charts";
import { useLocale, useTranslations } from "next-intl";
import type { SummaryView } from "../../../core/api/history.ts";
import { useFormat } from "../../ui/format/useFormat.ts";
import { dayLabel } from "./dayLabel.ts";

/** The bars of archivedPerDay. Days are UTC days. */
export function DaysChart({ days }: { days: SummaryView["archivedPerDay"] }) {
  const t = useTranslations("overview");
  const format = useFormat();
  const language = useLocale();
  const data = days.map(({ day, messages }) => ({ day: dayLabel(day, language), messages }));
  return (
    <BarChart
      h={220}
      data={data}
      dataKey="day"
      series={[{ name: "messages", color: "var(--covered)", label: t("messagesSeries") }]}
      valueFormatter={(value) => format.number(value)}
      gridAxis="x"
      tickLine="none"
      withTooltip
      gridColor="var(--line)"
      textColor="var(--text-2)"
      strokeDasharray="0"
      barChartProps={{ accessibilityLayer: false }}
      barProps={{ radius: [3, 3, 0, 0], isAnimationActive: false }}
      cursorFill="var(--surface-2)"
      yAxisProps={{ width: 52, tickFormatter: (value: number) => format.axis(value) }}
      xAxisProps={{ interval: "preserveStartEnd", minTickGap: 24 }}
    />
  );
}
