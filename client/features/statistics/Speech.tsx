"use client";
import { Skeleton } from "@mantine/core";
import { useLocale, useTranslations } from "next-intl";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { ChartPanel } from "./ChartPanel.tsx";
import { CloudChart } from "./CloudChart.tsx";
import { RankChart } from "./RankChart.tsx";
import classes from "./Statistics.module.css";
import { type RangeChoice, useStatistics } from "./useStatistics.ts";

/** What is talked about and in which languages, out of a sample. */
export function Speech({ guildId, choice }: { guildId: string; choice: RangeChoice }) {
  const t = useTranslations("statistics");
  const format = useFormat();
  const names = new Intl.DisplayNames(useLocale(), { type: "language" });
  const { data, error, mutate } = useStatistics(guildId, "speech", choice);
  if (!data)
    return error ? (
      <LoadFailed error={error} retry={() => void mutate()} />
    ) : (
      <Skeleton height={240} radius={12} aria-busy="true" />
    );
  const name = `${guildId}-${data.span.from}-${data.span.to}`;
  const sample = t("sample", { sampled: format.number(data.sampled), of: format.number(data.of) });
  const languages = data.languages.map(({ language, count }) => ({
    key: language,
    name: language === "other" ? t("otherLanguage") : (names.of(language) ?? language),
    value: count,
  }));
  return (
    <div className={classes.pair}>
      <ChartPanel
        title={t("words")}
        sentence={`${t("wordsSentence")} ${sample}`}
        name={`${name}-words`}
        isEmpty={data.words.length === 0}
        head={[t("word"), t("messages")]}
        rows={data.words.map(({ word, count }) => [word, count])}
        chart={<CloudChart words={data.words} />}
      />
      <ChartPanel
        title={t("languages")}
        sentence={`${t("languagesSentence")} ${sample}`}
        name={`${name}-languages`}
        isEmpty={languages.length === 0}
        head={[t("language"), t("messages")]}
        rows={languages.map((row) => [row.name, row.value])}
        chart={<RankChart rows={languages.slice(0, 10)} />}
      >
        <p className={classes.note}>
          {data.medianResponseSeconds === null
            ? t("noAnswers")
            : t("answers", {
                time: format.duration(data.medianResponseSeconds),
                count: data.sampledReplies,
              })}
        </p>
      </ChartPanel>
    </div>
  );
}
