"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { readerPath } from "../../channels/readerPath.ts";
import { useFetchGap } from "../place/useFetchGap.ts";
import { ReadingContext, useReading } from "../ReadingContext.ts";
import { MessageStream } from "../stream/MessageStream.tsx";
import { createShownTimes } from "../timeline/shownTimes.ts";
import { type ReadingPlace, useMessageWindow } from "../window/useMessageWindow.ts";
import classes from "./Panels.module.css";
import { SidePanel } from "./SidePanel.tsx";

interface ThreadPanelProps {
  /** A thread by its own id, or the topic of the channel that is read. */
  target: { kind: "thread" | "topic"; id: string };
  /** The moment at which the channel is read. */
  asOf: string | null;
  onClose: () => void;
}

/** A thread, topic or the comments of a post beside the channel, from the beginning on. */
export function ThreadPanel({ target, asOf, onClose }: ThreadPanelProps) {
  const { guildId, channelId } = useReading();
  const [messageId, setMessageId] = useState<string | null>(null);
  const ownId = target.kind === "thread" ? target.id : channelId;
  const topicId = target.kind === "topic" ? target.id : null;
  const place = useMemo(
    () => ({ guildId, channelId: ownId, messageId: messageId ?? firstId, at: null, asOf, topicId }),
    [guildId, ownId, messageId, asOf, topicId],
  );
  // A window belongs to one place.
  return <OpenThread key={messageId} place={place} onClose={onClose} onOpen={setMessageId} />;
}

/** Threads are read from their beginning; no message has this id, all come after it. */
const firstId = "1";

function OpenThread({
  place,
  onClose,
  onOpen,
}: {
  place: ReadingPlace;
  onClose: () => void;
  onOpen: (messageId: string) => void;
}) {
  const t = useTranslations("reader");
  const format = useFormat();
  const around = useReading();
  const state = useMessageWindow(place);
  const fetchGap = useFetchGap(place.guildId, place.channelId);
  const [shown] = useState(createShownTimes);
  const channel = state.window?.channel;
  const { apply } = state;
  const reading = useMemo(
    () => ({
      ...around,
      channelId: place.channelId,
      openMessage: (id: string) => onOpen(id),
      replaceMessage: (message: Parameters<typeof around.replaceMessage>[0]) =>
        apply([{ kind: "message", message }]),
    }),
    [around, place.channelId, onOpen, apply],
  );
  const path = readerPath(place.guildId, place.channelId, place.topicId ? { topic: place.topicId } : {});
  const title = place.topicId === null ? (channel?.name ?? t("title")) : t("topic");
  return (
    <SidePanel
      title={title}
      lead={channel && place.topicId === null && t("lead", { count: format.number(channel.messageCount) })}
      onClose={onClose}
      actions={
        <Link className={classes.icon} href={path} aria-label={t("openAsPage")} title={t("openAsPage")}>
          <Icon name="external" size={17} />
        </Link>
      }
    >
      <ReadingContext.Provider value={reading}>
        <MessageStream state={state} onFetchGap={place.asOf === null ? fetchGap : null} shown={shown} />
      </ReadingContext.Provider>
    </SidePanel>
  );
}
