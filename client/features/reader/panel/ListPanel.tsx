"use client";
import { Button, Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { EmptyState } from "../../../ui/common/EmptyState.tsx";
import { LoadFailed } from "../../../ui/common/LoadFailed.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { NamesContext, nowhere } from "../markup/NamesContext.ts";
import { MessageItem } from "../message/MessageItem.tsx";
import { ReadingContext, useReading } from "../ReadingContext.ts";
import classes from "./Panels.module.css";
import { SidePanel } from "./SidePanel.tsx";
import { useMessageList } from "./useMessageList.ts";

interface ListPanelProps {
  target: { kind: "pinned" } | { kind: "person"; id: string };
  onClose: () => void;
}

/** Messages that have something in common, newest first, each leading to its place. */
export function ListPanel({ target, onClose }: ListPanelProps) {
  const t = useTranslations("reader");
  const format = useFormat();
  const reading = useReading();
  const base = `/guilds/${reading.guildId}/channels/${reading.channelId}`;
  const { list, error, isLoading, loadMore, replace } = useMessageList(
    target.kind === "pinned" ? `${base}/pins` : `${base}/people/${target.id}/messages`,
  );
  const inList = useMemo(
    () => ({
      ...reading,
      replaceMessage: (message: Parameters<typeof reading.replaceMessage>[0]) => {
        replace(message);
        reading.replaceMessage(message);
      },
    }),
    [reading, replace],
  );
  const name = target.kind === "person" ? (list?.people[target.id]?.name ?? target.id) : "";
  const isEmpty = list !== null && list.messages.length === 0 && list.nextBefore === null;
  return (
    <SidePanel
      title={target.kind === "pinned" ? t("pinnedList") : t("messagesOf", { name })}
      onClose={onClose}
    >
      <NamesContext.Provider value={list ?? nowhere}>
        <ReadingContext.Provider value={inList}>
          <div className={classes.scroller} data-list>
            {isEmpty && (
              <EmptyState icon="empty">
                {target.kind === "pinned" ? t("pinnedNone") : t("nothing")}
              </EmptyState>
            )}
            <ol className={classes.cards}>
              {list?.messages.map((message) => (
                <li className={classes.card} key={message.id}>
                  <p className={classes.where}>
                    <span>{format.date(message.createdAt)}</span>
                    <Button
                      size="compact-sm"
                      variant="default"
                      onClick={() => reading.openMessage(message.id, null)}
                    >
                      {t("toMessage")}
                    </Button>
                  </p>
                  <ol>
                    <MessageItem message={message} album={none} isGrouped={false} isTarget={false} />
                  </ol>
                </li>
              ))}
            </ol>
            {error && <LoadFailed error={error} retry={loadMore} />}
            {isLoading && <Skeleton height={80} radius={8} aria-busy="true" />}
            {!isLoading && !error && list?.nextBefore != null && (
              <Button variant="default" onClick={loadMore}>
                {t("older")}
              </Button>
            )}
          </div>
        </ReadingContext.Provider>
      </NamesContext.Provider>
    </SidePanel>
  );
}

const none: readonly never[] = [];
