"use client";
import { useLocale, useTranslations } from "next-intl";
import type { ActivityView } from "../../../core/api/statistics.ts";
import { Figure } from "../../ui/common/Figure.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { ChartPanel } from "./ChartPanel.tsx";
import { HeatChart } from "./HeatChart.tsx";
import { isIncomplete, pointLabel } from "./points.ts";
import { RankChart } from "./RankChart.tsx";
import classes from "./Statistics.module.css";
import { TimeChart } from "./TimeChart.tsx";

/** How much was said, by how many, and when. */
export function Activity({ view }: { view: ActivityView }) {
  const t = useTranslations("statistics");
  const format = useFormat();
  const language = useLocale();
  const { totals, totalsBefore, series, step, span } = view;
  const name = `${view.guildId}-${span.from}-${span.to}`;
  const label = (at: string) => pointLabel(at, step, view.zone, language);
  const isEmpty = totals.messages === 0;
  const weekdays = Array.from({ length: 7 }, (_, day) =>
    new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" }).format(
      Date.UTC(2024, 0, day + 1),
    ),
  );
  const lengths = (["wordless", "brief", "medium", "long", "veryLong"] as const).map((key) => ({
    key,
    name: t(`length_${key}`),
    value: totals.lengths[key],
  }));
  const busiest = view.heat
    .flatMap((hours, day) => hours.map((count, hour) => ({ day, hour, count })))
    .reduce((most, each) => (each.count > most.count ? each : most), { day: 0, hour: 0, count: 0 });
  const change = (now: number, before: number | undefined) =>
    before === undefined || before === 0
      ? null
      : t(now >= before ? "more" : "less", { share: format.percent(Math.abs(now / before - 1)) });
  const figures = (["messages", "people", "newPeople", "replies", "edited", "deleted"] as const).map(
    (key) => ({
      key,
      value: totals[key],
      change: change(totals[key], totalsBefore?.[key]),
    }),
  );
  return (
    <>
      <div className={classes.figures}>
        {figures.map(({ key, value, change }) => (
          <Figure key={key} name={t(key)} value={format.number(value)}>
            {change}
          </Figure>
        ))}
      </div>
      <ChartPanel
        title={t("overTime")}
        sentence={t(`overTime_${step}`, { zone: view.zone })}
        name={`${name}-messages`}
        isEmpty={isEmpty && view.missing.channels === 0}
        head={[t("when"), t("messages"), t("people"), t("newPeople"), t("before"), t("archived")]}
        rows={series.map((point, index) => [
          label(point.at),
          point.messages,
          point.people,
          point.newPeople,
          view.seriesBefore[index] ?? null,
          isIncomplete(point.at, step, view.missing.stretches) ? t("notAll") : t("all"),
        ])}
        chart={
          <TimeChart
            points={series.map((point, index) => ({
              key: point.at,
              label: label(point.at),
              value: point.messages,
              line: point.people,
              before: view.seriesBefore[index],
              isIncomplete: isIncomplete(point.at, step, view.missing.stretches),
            }))}
          />
        }
      >
        <ul className={classes.legend}>
          <li>{t("messages")}</li>
          {step !== "hour" && <li>{t("peopleLine")}</li>}
          {view.before && <li>{t("beforeMark")}</li>}
        </ul>
      </ChartPanel>
      <div className={classes.pair}>
        <ChartPanel
          title={t("heat")}
          sentence={
            isEmpty
              ? t("heatNone")
              : t("heatSentence", { day: weekdays[busiest.day] ?? "", hour: `${busiest.hour}:00` })
          }
          name={`${name}-hours`}
          isEmpty={isEmpty}
          head={[t("weekday"), ...Array.from({ length: 24 }, (_, hour) => String(hour))]}
          rows={view.heat.map((hours, day) => [weekdays[day] ?? "", ...hours])}
          chart={<HeatChart heat={view.heat} weekdays={weekdays} />}
        />
        <ChartPanel
          title={t("lengths")}
          sentence={t("lengthsSentence", {
            average: format.number(Math.round(totals.characters / Math.max(1, totals.messages))),
          })}
          name={`${name}-lengths`}
          isEmpty={isEmpty}
          head={[t("length"), t("messages")]}
          rows={lengths.map((row) => [row.name, row.value])}
          chart={<RankChart rows={lengths} />}
        />
      </div>
    </>
  );
}
