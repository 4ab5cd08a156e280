"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { EmptyState } from "../../../ui/common/EmptyState.tsx";
import { LoadFailed } from "../../../ui/common/LoadFailed.tsx";
import { NamesContext } from "../markup/Markup.tsx";
import type { MessageStreamState } from "../window/useMessageWindow.ts";
import { MessageList } from "./MessageList.tsx";

interface MessageStreamProps {
  state: MessageStreamState;
  /** Null while gaps cannot be fetched from here. */
  onFetchGap: ((fromId: string, toId: string) => Promise<void>) | null;
  /** Opens the channel at a message. */
  onOpen: (messageId: string) => void;
}

/** The messages of a channel, or why there are none. */
export function MessageStream({ state, onFetchGap, onOpen }: MessageStreamProps) {
  const t = useTranslations("reader");
  const { window, error, loadOlder, loadNewer, retry } = state;
  if (!window) {
    return error ? (
      <LoadFailed error={error} retry={retry} />
    ) : (
      <Skeleton height={420} radius={12} aria-busy="true" />
    );
  }
  if (window.messages.length === 0) return <EmptyState icon="empty">{t("nothing")}</EmptyState>;
  return (
    <NamesContext.Provider value={window}>
      <MessageList
        window={window}
        loadOlder={loadOlder}
        loadNewer={loadNewer}
        onFetchGap={onFetchGap}
        onOpen={onOpen}
      />
      {error && <LoadFailed error={error} retry={retry} />}
    </NamesContext.Provider>
  );
}
