"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo, useRef, useState } from "react";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import { readerPath } from "../channels/readerPath.ts";
import { useShownGuild } from "../channels/useChosenGuild.tsx";
import { ForgetMessage } from "./forget/ForgetMessage.tsx";
import { ListPanel } from "./panel/ListPanel.tsx";
import { ThreadPanel } from "./panel/ThreadPanel.tsx";
import { TopicsPanel } from "./panel/TopicsPanel.tsx";
import { JumpControls } from "./place/JumpControls.tsx";
import { useFetchGap } from "./place/useFetchGap.ts";
import { type PlaceState, usePlace } from "./place/usePlace.ts";
import { useReaderKeys } from "./place/useReaderKeys.ts";
import classes from "./ReaderPage.module.css";
import { type ForgetRequest, type Reading, ReadingContext } from "./ReadingContext.ts";
import { elementOf, pointOut } from "./stream/elements.ts";
import { MessageStream } from "./stream/MessageStream.tsx";
import { StreamBar } from "./stream/StreamBar.tsx";
import { MiniMap } from "./timeline/MiniMap.tsx";
import { createShownTimes } from "./timeline/shownTimes.ts";
import { useTimeline } from "./timeline/useTimeline.ts";
import { useMessageWindow } from "./window/useMessageWindow.ts";

/** A channel to be read: at its end, at a message, at a time, or as it stood at a moment. */
export function ReaderPage({ guildId, channelId }: { guildId: string; channelId: string }) {
  useShownGuild(guildId);
  const state = usePlace(guildId, channelId);
  const { messageId, at, asOf, topicId } = state.place;
  // A window of messages belongs to one place.
  return <OpenChannel key={[channelId, messageId, at, asOf, topicId].join(" ")} {...state} />;
}

function OpenChannel({ place, panel, go, setPanel, trail, leave, takeBack }: PlaceState) {
  const t = useTranslations("reader");
  const format = useFormat();
  const { guildId, channelId, topicId } = place;
  const root = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [shown] = useState(createShownTimes);
  const [forgetting, setForgetting] = useState<ForgetRequest | null>(null);
  const state = useMessageWindow(place);
  const timeline = useTimeline(guildId, channelId);
  const fetchGap = useFetchGap(guildId, channelId);
  const channel = state.window?.channel;
  const { apply } = state;
  const reading = useMemo((): Reading => {
    const open = (messageId: string) => {
      const list = root.current?.querySelector<HTMLElement>("[data-main] [data-list]");
      const element = list && elementOf(list, messageId);
      if (element) pointOut(element);
      else go({ message: messageId });
    };
    return {
      guildId,
      channelId,
      topicId,
      openMessage(messageId, fromId) {
        if (fromId !== null) leave(fromId);
        open(messageId);
      },
      openPanel: setPanel,
      replaceMessage: (message) => apply([{ kind: "message", message }]),
      askToForget: setForgetting,
      hrefOf: (id, message) => readerPath(guildId, id, { message }),
      goToTopic: (topic) => go({ topic, beside: null }),
    };
  }, [guildId, channelId, topicId, go, leave, setPanel, apply]);
  const back = () => {
    const messageId = takeBack();
    if (messageId !== null) reading.openMessage(messageId, null);
  };
  useReaderKeys({
    root,
    onBack: back,
    onNewest: () => go({}),
    onPinned: () => setPanel({ kind: "pinned" }),
    onDay: () => field.current?.focus(),
  });
  return (
    <ReadingContext.Provider value={reading}>
      <div className={classes.page} ref={root}>
        <PageHeader
          title={channel?.name ?? t("title")}
          lead={
            channel && <Lead channel={channel} topic={topicId && (state.window?.topics[topicId] ?? null)} />
          }
        >
          <JumpControls
            place={place}
            isChat={channel?.platform === "telegram"}
            onGo={go}
            onPanel={setPanel}
            field={field}
          />
        </PageHeader>
        {/* Not from the server: it does not know the reader's clock. */}
        {channel && place.asOf !== null && (
          <p className={classes.past}>
            <Icon name="clock" />
            <span className={classes.words}>{t("asOf", { time: format.dateTime(place.asOf) })}</span>
            <Button size="compact-sm" variant="default" onClick={() => go({ asOf: null })}>
              {t("toPresent")}
            </Button>
          </p>
        )}
        <div className={classes.columns}>
          <div className={classes.main} data-main>
            <MessageStream state={state} onFetchGap={place.asOf === null ? fetchGap : null} shown={shown} />
            <StreamBar
              hasNewer={state.window?.hasNewer ?? false}
              canGoBack={trail.length > 0}
              onBack={back}
              onNewest={() => go({})}
            />
          </div>
          {timeline && (
            <MiniMap
              timeline={timeline}
              shown={shown}
              onGo={(timeMs) => go({ at: new Date(timeMs).toISOString() })}
            />
          )}
          {(panel?.kind === "thread" || panel?.kind === "topic" || panel?.kind === "comments") && (
            <ThreadPanel key={panel.id} target={panel} asOf={place.asOf} onClose={() => setPanel(null)} />
          )}
          {panel?.kind === "topics" && <TopicsPanel onClose={() => setPanel(null)} />}
          {(panel?.kind === "pinned" || panel?.kind === "person") && (
            <ListPanel
              key={panel.kind === "person" ? panel.id : panel.kind}
              target={panel}
              onClose={() => setPanel(null)}
            />
          )}
        </div>
      </div>
      {forgetting && <ForgetMessage {...forgetting} onClose={() => setForgetting(null)} />}
    </ReadingContext.Provider>
  );
}

function Lead({
  channel,
  topic,
}: {
  channel: NonNullable<ReturnType<typeof useMessageWindow>["window"]>["channel"];
  /** The name of the one topic that is read; null while it is not one, or not known. */
  topic: string | null;
}) {
  const t = useTranslations("reader");
  const tChat = useTranslations("readerChat");
  const format = useFormat();
  return (
    <>
      {channel.parentName !== null && channel.parentId !== null && (
        <Link className={classes.parent} href={readerPath(channel.guildId, channel.parentId)}>
          <Icon name="hash" size={13} /> {channel.parentName}
        </Link>
      )}
      {topic !== null && (
        <Link className={classes.parent} href={readerPath(channel.guildId, channel.id)}>
          {tChat("onlyTopic", { name: topic })}
        </Link>
      )}
      <span>{t("lead", { count: format.number(channel.messageCount) })}</span>
      {channel.topic && <span className={classes.topic}>{channel.topic}</span>}
    </>
  );
}
