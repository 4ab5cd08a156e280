"use client";
/** Edits and deletions of messages that are on the page, as they are told of. */
import { useCallback } from "react";
import type { MessagePageView } from "../../../../core/api/reading.ts";
import type { IdRange } from "../../../../core/model/liveEvent.ts";
import { useChannelEvents } from "../../../http/events/useEvents.ts";
import { fetchJson } from "../../../http/fetchJson.ts";
import type { MessageWindow } from "./messageWindow.ts";
import { firstWithin, refreshPart } from "./refreshPart.ts";

/** As many as a page has: a range of changes may be wide. */
const pageSize = 100;
/** The newest page is asked for as a whole where the end of the channel is on the page (useMessageWindow). */
export const newestSize = 50;

/**
 * Brings messages up to date that are told to have changed; those of the channel's newest page are looked at by whoever
 * shows its end. A channel as it stood at a moment (`isLive` false) does not change.
 */
export function useChangedMessages(
  place: { guildId: string; channelId: string; topicId: string | null },
  isLive: boolean,
  window: MessageWindow | null,
  change: (how: (now: MessageWindow) => MessageWindow) => void,
): void {
  const { guildId, channelId, topicId } = place;
  const refresh = useCallback(
    (fromId: string, ranges: readonly IdRange[] | null) => {
      const query = new URLSearchParams({ after: String(BigInt(fromId) - 1n), limit: String(pageSize) });
      if (topicId !== null) query.set("topic", topicId);
      fetchJson<MessagePageView>(`/guilds/${guildId}/channels/${channelId}/messages?${query}`)
        .then((page) => change((now) => refreshPart(now, page, { fromId, ranges })))
        .catch(() => undefined); // the next change asks again
    },
    [guildId, channelId, topicId, change],
  );
  useChannelEvents(isLive ? channelId : null, (ranges) => {
    if (!window) return;
    const older = window.hasNewer ? window.messages : window.messages.slice(0, -newestSize);
    const first = ranges === null ? older[0]?.id : firstWithin(older, ranges);
    if (first) refresh(first, ranges);
  });
}
