"use client";
/** Edits and deletions of messages that are on the page, as they are told of. */
import { useCallback } from "react";
import type { MessagePageView } from "../../../../core/api/reading.ts";
import { useChannelEvents } from "../../../http/events/useEvents.ts";
import { fetchJson } from "../../../http/fetchJson.ts";
import type { MessageWindow } from "./messageWindow.ts";
import { firstWithin, refreshPart } from "./refreshPart.ts";

/** As many as a page has: a range of changes may be wide. */
const pageSize = 100;

/**
 * Brings messages up to date that are told to have changed, and looks at the end of the channel by `refreshEnd` when that is
 * on the page. A channel as it stood at a moment (`isLive` false) does not change.
 */
export function useChangedMessages(
  place: { guildId: string; channelId: string },
  isLive: boolean,
  window: MessageWindow | null,
  change: (how: (now: MessageWindow) => MessageWindow) => void,
  refreshEnd: () => void,
): void {
  const { guildId, channelId } = place;
  const refresh = useCallback(
    (fromId: string) => {
      const query = new URLSearchParams({ after: String(BigInt(fromId) - 1n), limit: String(pageSize) });
      fetchJson<MessagePageView>(`/guilds/${guildId}/channels/${channelId}/messages?${query}`)
        .then((page) => change((now) => refreshPart(now, page)))
        .catch(() => undefined); // the next change asks again
    },
    [guildId, channelId, change],
  );
  useChannelEvents(isLive ? channelId : null, (ranges) => {
    if (!window) return;
    if (!window.hasNewer) refreshEnd();
    const first = ranges === null ? window.messages[0]?.id : firstWithin(window.messages, ranges);
    if (first) refresh(first);
  });
}
