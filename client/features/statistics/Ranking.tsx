"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { ChartPanel } from "./ChartPanel.tsx";
import { RankChart } from "./RankChart.tsx";
import classes from "./Statistics.module.css";
import { type RangeChoice, useStatistics } from "./useStatistics.ts";

/** How many bars; the table and the file have all. */
const drawn = 10;

/** Where most was said, by whom, with what. */
export function Ranking({ guildId, choice }: { guildId: string; choice: RangeChoice }) {
  const t = useTranslations("statistics");
  const { data, error, mutate } = useStatistics(guildId, "ranking", choice);
  if (!data)
    return error ? (
      <LoadFailed error={error} retry={() => void mutate()} />
    ) : (
      <Skeleton height={320} radius={12} aria-busy="true" />
    );
  const channels = (list: typeof data.channels) =>
    list.map(({ id, name, parentName, messages, messagesBefore }) => ({
      key: id,
      name: parentName === null ? name : `${name} · ${parentName}`,
      value: messages,
      before: messagesBefore,
    }));
  const items = (list: typeof data.emoji, write = (item: string) => item) =>
    list.map(({ item, count }) => ({ key: item, name: write(item), value: count, before: undefined }));
  const rankings = [
    { key: "channels", rows: channels(data.channels) },
    { key: "threads", rows: channels(data.threads) },
    {
      key: "topPeople",
      rows: data.people.map(({ id, name, isBot, messages }) => ({
        key: id,
        name: isBot ? t("bot", { name }) : name,
        value: messages,
        before: undefined,
      })),
    },
    { key: "emoji", rows: items(data.emoji, emojiName) },
    { key: "reactions", rows: items(data.reactions, emojiName) },
    { key: "domains", rows: items(data.domains) },
    { key: "attachments", rows: items(data.attachments, (item) => t(`attachment_${item as "image"}`)) },
  ] as const;
  return (
    <div className={classes.pair}>
      {rankings.map(({ key, rows }) => (
        <ChartPanel
          key={key}
          title={t(key)}
          sentence={t(`${key}Sentence`)}
          name={`${guildId}-${data.span.from}-${data.span.to}-${key}`}
          isEmpty={rows.length === 0}
          head={[t("name"), t("count"), ...(key === "channels" || key === "threads" ? [t("before")] : [])]}
          rows={rows.map(({ name, value, before }) =>
            before === undefined ? [name, value] : [name, value, before],
          )}
          chart={<RankChart rows={rows.slice(0, drawn)} />}
        />
      ))}
    </div>
  );
}

/** Custom emoji by their names. */
const emojiName = (item: string) => item.replace(/^(\w+):\d+$/, ":$1:");
