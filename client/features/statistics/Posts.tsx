"use client";
import { useLocale, useTranslations } from "next-intl";
import { Figure } from "../../ui/common/Figure.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { ChartPanel } from "./ChartPanel.tsx";
import { isIncomplete, pointLabel } from "./points.ts";
import { RankChart } from "./RankChart.tsx";
import classes from "./Statistics.module.css";
import { TimeChart } from "./TimeChart.tsx";
import { type RangeChoice, useStatistics } from "./useStatistics.ts";

/** How often Telegram's posts were seen; and how many members there were, on either platform. */
export function Posts({ guildId, choice }: { guildId: string; choice: RangeChoice }) {
  const t = useTranslations("statistics");
  const format = useFormat();
  const language = useLocale();
  const { data } = useStatistics(guildId, "posts", choice);
  if (!data || (data.posts === 0 && data.growth.length === 0)) return null;
  const name = `${guildId}-${data.span.from}-${data.span.to}`;
  const step =
    data.series[0] && data.series.length > 1 && data.series[1]?.at.endsWith("-01") ? "month" : "day";
  const label = (at: string) => pointLabel(at, step, data.zone, language);
  const growth = data.growth.map(({ day, members }) => ({
    key: day,
    label: pointLabel(day, "day", data.zone, language),
    value: members,
    isIncomplete: false,
  }));
  const top = data.top.slice(0, 10).map((post) => ({
    key: post.messageId,
    name: post.text || t("withoutText"),
    value: post.views,
  }));
  return (
    <>
      {data.posts > 0 && (
        <>
          <div className={classes.figures}>
            {(["posts", "views", "forwards", "reactions"] as const).map((key) => (
              <Figure key={key} name={t(key)} value={format.number(data[key])}>
                {null}
              </Figure>
            ))}
          </div>
          <div className={classes.pair}>
            <ChartPanel
              title={t("viewsOverTime")}
              sentence={t("viewsSentence")}
              name={`${name}-views`}
              head={[t("when"), t("posts"), t("views"), t("forwards"), t("reactions")]}
              rows={data.series.map((point) => [
                label(point.at),
                point.posts,
                point.views,
                point.forwards,
                point.reactions,
              ])}
              chart={
                <TimeChart
                  points={data.series.map((point) => ({
                    key: point.at,
                    label: label(point.at),
                    value: point.views,
                    isIncomplete: isIncomplete(point.at, step, data.missing.stretches),
                  }))}
                />
              }
            />
            <ChartPanel
              title={t("topPosts")}
              sentence={t("topPostsSentence")}
              name={`${name}-posts`}
              head={[t("post"), t("views"), t("forwards"), t("reactions")]}
              rows={data.top.map((post) => [
                post.text || t("withoutText"),
                post.views,
                post.forwards,
                post.reactions,
              ])}
              chart={<RankChart rows={top} />}
            />
          </div>
        </>
      )}
      {growth.length > 1 && (
        <ChartPanel
          title={t("growth")}
          sentence={t("growthSentence")}
          name={`${name}-members`}
          head={[t("when"), t("members")]}
          rows={growth.map((point) => [point.label, point.value])}
          chart={<TimeChart points={growth} />}
        />
      )}
    </>
  );
}
