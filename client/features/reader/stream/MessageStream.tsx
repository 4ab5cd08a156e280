"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { EmptyState } from "../../../ui/common/EmptyState.tsx";
import { LoadFailed } from "../../../ui/common/LoadFailed.tsx";
import { NamesContext, nowhere, type TextContext } from "../markup/NamesContext.ts";
import type { ShownTimesStore } from "../timeline/shownTimes.ts";
import type { MessageWindow } from "../window/messageWindow.ts";
import type { MessageStreamState } from "../window/useMessageWindow.ts";
import { MessageList } from "./MessageList.tsx";

interface MessageStreamProps {
  state: MessageStreamState;
  /** Null while gaps cannot be fetched from here. */
  onFetchGap: ((fromId: string, toId: string) => Promise<void>) | null;
  shown: ShownTimesStore;
}

/** The messages of a channel, or why there are none. */
export function MessageStream({ state, onFetchGap, shown }: MessageStreamProps) {
  const t = useTranslations("reader");
  const { window, error, loadOlder, loadNewer, retry } = state;
  const names = useTexts(window);
  if (!window) {
    return error ? (
      <LoadFailed error={error} retry={retry} />
    ) : (
      <Skeleton height={420} radius={12} aria-busy="true" />
    );
  }
  if (window.messages.length === 0) return <EmptyState icon="empty">{t("nothing")}</EmptyState>;
  return (
    <NamesContext.Provider value={names}>
      <MessageList
        window={window}
        loadOlder={loadOlder}
        loadNewer={loadNewer}
        onFetchGap={onFetchGap}
        shown={shown}
      />
      {error && <LoadFailed error={error} retry={retry} />}
    </NamesContext.Provider>
  );
}

/** What texts need of the window: the same object while none of it changes, so that not every text is drawn anew. */
function useTexts(window: MessageWindow | null): TextContext {
  const { channel, people, channels, roles, topics, emoji } = window ?? nowhere;
  return useMemo(
    () => ({ channel, people, channels, roles, topics, emoji }),
    [channel, people, channels, roles, topics, emoji],
  );
}
