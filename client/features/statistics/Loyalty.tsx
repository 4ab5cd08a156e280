"use client";
import { Skeleton } from "@mantine/core";
import { useLocale, useTranslations } from "next-intl";
import { Figure } from "../../ui/common/Figure.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { ChartPanel } from "./ChartPanel.tsx";
import { pointLabel } from "./points.ts";
import { RankChart } from "./RankChart.tsx";
import classes from "./Statistics.module.css";
import { type RangeChoice, useStatistics } from "./useStatistics.ts";

/** Who is new, who came back, who stayed. */
export function Loyalty({ guildId, choice }: { guildId: string; choice: RangeChoice }) {
  const t = useTranslations("statistics");
  const format = useFormat();
  const language = useLocale();
  const { data, error, mutate } = useStatistics(guildId, "loyalty", choice);
  if (!data)
    return error ? (
      <LoadFailed error={error} retry={() => void mutate()} />
    ) : (
      <Skeleton height={240} radius={12} aria-busy="true" />
    );
  const month = (at: string) => pointLabel(at, "month", data.zone, language);
  const share = (active: readonly number[], index: number) =>
    active[index] === undefined || !active[0] ? null : format.percent(active[index] / active[0]);
  const kinds = [
    { key: "new", name: t("newPeople"), value: data.newPeople },
    { key: "returning", name: t("returningPeople"), value: data.returningPeople },
    { key: "joins", name: t("joins"), value: data.joins },
    { key: "leaves", name: t("leaves"), value: data.leaves },
  ];
  return (
    <>
      <div className={classes.pair}>
        <ChartPanel
          title={t("comings")}
          sentence={t("comingsSentence")}
          name={`${guildId}-${data.span.from}-${data.span.to}-people`}
          head={[t("name"), t("count")]}
          rows={kinds.map(({ name, value }) => [name, value])}
          chart={<RankChart rows={kinds} />}
        >
          <p className={classes.note}>
            {t("net", {
              change: `${data.joins >= data.leaves ? "+" : "−"}${format.number(Math.abs(data.joins - data.leaves))}`,
            })}
          </p>
        </ChartPanel>
        <ChartPanel
          title={t("cohorts")}
          sentence={t("cohortsSentence")}
          name={`${guildId}-cohorts`}
          isEmpty={data.cohorts.every(({ active }) => (active[0] ?? 0) === 0)}
          head={[t("month"), t("people"), ...data.cohorts.slice(1).map((_, index) => `+${index + 1}`)]}
          rows={data.cohorts.map(({ month: at, active }) => [
            month(at),
            active[0] ?? 0,
            ...data.cohorts.slice(1).map((_, index) => share(active, index + 1)),
          ])}
        />
      </div>
      {data.memberCount !== null && (
        <div className={classes.figures}>
          <Figure name={t("members")} value={format.number(data.memberCount)}>
            {null}
          </Figure>
        </div>
      )}
    </>
  );
}
