"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { readerPath } from "../../channels/readerPath.ts";
import { useFetchGap } from "../place/useFetchGap.ts";
import { type PanelTarget, ReadingContext, useReading } from "../ReadingContext.ts";
import { MessageStream } from "../stream/MessageStream.tsx";
import { createShownTimes } from "../timeline/shownTimes.ts";
import { type ReadingPlace, useMessageWindow } from "../window/useMessageWindow.ts";
import classes from "./Panels.module.css";
import { SidePanel } from "./SidePanel.tsx";

interface ThreadPanelProps {
  /** A thread by its own id, a topic of the channel that is read, or the comments of a post. */
  target: Extract<PanelTarget, { kind: "thread" | "topic" | "comments" }>;
  /** The moment at which the channel is read. */
  asOf: string | null;
  onClose: () => void;
}

/** A thread, topic or the comments of a post beside the channel, from the beginning on. */
export function ThreadPanel({ target, asOf, onClose }: ThreadPanelProps) {
  const { guildId, channelId } = useReading();
  const [messageId, setMessageId] = useState<string | null>(null);
  const isComments = target.kind === "comments";
  const ownGuildId = isComments ? target.chatId : guildId;
  const ownId = target.kind === "thread" ? target.id : isComments ? target.chatId : channelId;
  const topicId = target.kind === "thread" ? null : target.id;
  const place = useMemo(
    () => ({
      guildId: ownGuildId,
      channelId: ownId,
      messageId: messageId ?? firstId,
      at: null,
      asOf,
      topicId,
    }),
    [ownGuildId, ownId, messageId, asOf, topicId],
  );
  // A window belongs to one place.
  return (
    <OpenThread
      key={messageId}
      place={place}
      isComments={isComments}
      onClose={onClose}
      onOpen={setMessageId}
    />
  );
}

/** Threads are read from their beginning; no message has this id, all come after it. */
const firstId = "1";

function OpenThread({
  place,
  isComments,
  onClose,
  onOpen,
}: {
  place: ReadingPlace;
  isComments: boolean;
  onClose: () => void;
  onOpen: (messageId: string) => void;
}) {
  const t = useTranslations("reader");
  const tChat = useTranslations("readerChat");
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
      guildId: place.guildId,
      channelId: place.channelId,
      topicId: place.topicId,
      openMessage: (id: string) => onOpen(id),
      replaceMessage: (message: Parameters<typeof around.replaceMessage>[0]) =>
        apply([{ kind: "message", message }]),
    }),
    [around, place.guildId, place.channelId, place.topicId, onOpen, apply],
  );
  const path = readerPath(place.guildId, place.channelId, place.topicId ? { topic: place.topicId } : {});
  const topic = place.topicId === null ? null : (state.window?.topics[place.topicId] ?? t("topic"));
  const title = isComments ? tChat("comments") : (topic ?? channel?.name ?? t("title"));
  return (
    <SidePanel
      title={title}
      lead={
        channel &&
        (place.topicId === null ? t("lead", { count: format.number(channel.messageCount) }) : channel.name)
      }
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
