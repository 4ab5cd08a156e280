/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */
"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { MessageItem } from "../message/MessageItem.tsx";
import { type MessageWindow, toRows } from "../window/messageWindow.ts";
import { GapLine } from "./GapLine.tsx";
import classes from "./MessageList.module.css";

/** So near an end (pixels) the next page is asked for: about a second of quick scrolling. */
const aheadPixels = 1_500;
/** So near the bottom one counts as reading along, and stays there when something is said. */
const bottomPixels = 40;

interface MessageListProps {
  window: MessageWindow;
  loadOlder: () => void;
  loadNewer: () => void;
  /** Null while gaps cannot be fetched from here. */
  onFetchGap: ((fromId: string, toId: string) => Promise<void>) | null;
  /** Opens the channel at a message. */
  onOpen: (messageId: string) => void;
}

/** As many messages as are on the page, with more on their way wherever one scrolls to. */
export function MessageList({ window, loadOlder, loadNewer, onFetchGap, onOpen }: MessageListProps) {
  const t = useTranslations("reader");
  const format = useFormat();
  const scroller = useRef<HTMLElement>(null);
  /** The message at the upper edge and how far below it stands; what comes above must not move it. */
  const anchor = useRef<Anchor | null>(null);
  const isReadingAlong = useRef(false);
  const isPlaced = useRef(false);
  const rows = useMemo(() => toRows(window), [window]);

  useLayoutEffect(() => {
    const view = scroller.current;
    if (!view) return;
    const target = isPlaced.current || window.targetId === null ? null : elementOf(view, window.targetId);
    const kept = anchor.current && elementOf(view, anchor.current.id);
    if (target) target.scrollIntoView({ block: "center" });
    else if (!isPlaced.current || (isReadingAlong.current && !window.hasNewer))
      view.scrollTop = view.scrollHeight;
    else if (kept && anchor.current) view.scrollTop = kept.offsetTop - anchor.current.offset;
    isPlaced.current = true;
    anchor.current = anchorOf(view);
  }, [window]);

  useEffect(() => {
    const view = scroller.current;
    if (!view) return;
    const look = () => {
      const below = view.scrollHeight - view.scrollTop - view.clientHeight;
      anchor.current = anchorOf(view);
      isReadingAlong.current = below < bottomPixels;
      if (view.scrollTop < aheadPixels) loadOlder();
      if (below < aheadPixels) loadNewer();
    };
    look(); // a short page has nothing to scroll
    view.addEventListener("scroll", look, { passive: true });
    return () => view.removeEventListener("scroll", look);
  }, [loadOlder, loadNewer]);

  return (
    <section className={classes.list} ref={scroller} tabIndex={0} aria-label={t("messages")}>
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
              guildId={window.channel.guildId}
              channelId={window.channel.id}
              message={row.message}
              isGrouped={row.isGrouped}
              isTarget={row.message.id === window.targetId}
              onOpen={onOpen}
            />
          );
        })}
      </ol>
      {window.hasNewer && <Skeleton height={40} radius={7} />}
    </section>
  );
}

interface Anchor {
  id: string;
  /** Pixels below the upper edge. */
  offset: number;
}

const elementOf = (view: HTMLElement, id: string) =>
  view.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"]`);

/** The first message below the upper edge. */
function anchorOf(view: HTMLElement): Anchor | null {
  for (const element of view.querySelectorAll<HTMLElement>("[data-message]")) {
    const offset = element.offsetTop - view.scrollTop;
    if (offset >= 0) return { id: element.dataset.message ?? "", offset };
  }
  return null;
}
