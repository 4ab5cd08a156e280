/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */
"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { MessageItem } from "../message/MessageItem.tsx";
import type { ShownTimesStore } from "../timeline/shownTimes.ts";
import type { MessageWindow } from "../window/messageWindow.ts";
import { toRows } from "../window/rows.ts";
import { GapLine } from "./GapLine.tsx";
import classes from "./MessageList.module.css";
import { useListPlace } from "./useListPlace.ts";

interface MessageListProps {
  window: MessageWindow;
  loadOlder: () => void;
  loadNewer: () => void;
  /** Null while gaps cannot be fetched from here. */
  onFetchGap: ((fromId: string, toId: string) => Promise<void>) | null;
  shown: ShownTimesStore;
}

/** As many messages as are on the page, with more on their way wherever one scrolls to. */
export function MessageList({ window, loadOlder, loadNewer, onFetchGap, shown }: MessageListProps) {
  const t = useTranslations("reader");
  const format = useFormat();
  const rows = useMemo(() => toRows(window), [window]);
  const scroller = useListPlace({ window, loadOlder, loadNewer, shown });
  return (
    <section className={classes.list} ref={scroller} tabIndex={0} aria-label={t("messages")} data-list>
      {window.hasOlder ? (
        <Skeleton height={40} radius={7} />
      ) : (
        <p className={classes.start}>{t("beginning")}</p>
      )}
      <ol className={classes.rows}>
        {rows.map((row) => {
          if (row.kind === "day") {
            return (
              <li key={row.key} className={classes.day}>
                <span>{format.date(row.at)}</span>
              </li>
            );
          }
          if (row.kind === "gap") {
            return <GapLine key={row.key} from={row.from} to={row.to} onFetch={onFetchGap} />;
          }
          return (
            <MessageItem
              key={row.key}
              message={row.message}
              album={row.album}
              isGrouped={row.isGrouped}
              isTarget={
                row.message.id === window.targetId || row.album.some(({ id }) => id === window.targetId)
              }
            />
          );
        })}
      </ol>
      {window.hasNewer && <Skeleton height={40} radius={7} />}
    </section>
  );
}
