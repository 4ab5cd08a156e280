"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { TopicListView } from "../../../../core/api/reading.ts";
import { useResource } from "../../../http/useResource.ts";
import { Ago } from "../../../ui/common/Ago.tsx";
import { EmptyState } from "../../../ui/common/EmptyState.tsx";
import { LoadFailed } from "../../../ui/common/LoadFailed.tsx";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { useReading } from "../ReadingContext.ts";
import classes from "./Panels.module.css";
import { SidePanel } from "./SidePanel.tsx";

/** The topics of a chat, those in which something was said last first; each is then read alone. */
export function TopicsPanel({ onClose }: { onClose: () => void }) {
  const t = useTranslations("readerChat");
  const { guildId, channelId, topicId, goToTopic } = useReading();
  const { data, error, mutate } = useResource<TopicListView>(
    `/guilds/${guildId}/channels/${channelId}/topics`,
    { poll: 15_000 },
  );
  return (
    <SidePanel title={t("topics")} onClose={onClose}>
      <div className={classes.scroller}>
        {!data &&
          (error ? <LoadFailed error={error} retry={() => void mutate()} /> : <Skeleton height={120} />)}
        {data?.topics.length === 0 && <EmptyState icon="empty">{t("topicsNone")}</EmptyState>}
        <ul className={classes.cards}>
          {topicId !== null && (
            <li>
              <button type="button" className={classes.topic} onClick={() => goToTopic(null)}>
                <Icon name="chat" size={15} />
                <span className={classes.topicName}>{t("allTopics")}</span>
              </button>
            </li>
          )}
          {data?.topics.map(({ id, name, lastAt }) => (
            <li key={id}>
              <button
                type="button"
                className={classes.topic}
                aria-current={id === topicId ? "true" : undefined}
                onClick={() => goToTopic(id)}
              >
                <Icon name="thread" size={15} />
                <bdi className={classes.topicName}>{name}</bdi>
                <Ago at={lastAt} />
              </button>
            </li>
          ))}
        </ul>
      </div>
    </SidePanel>
  );
}
