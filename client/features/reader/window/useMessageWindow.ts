"use client";
/** The messages that are on the page, and what brings more of them. */
import { useCallback, useMemo, useRef, useState } from "react";
import type { MessagePageView } from "../../../../core/api/reading.ts";
import { ApiError } from "../../../http/errors.ts";
import { fetchJson } from "../../../http/fetchJson.ts";
import { useResource } from "../../../http/useResource.ts";
import { applyChanges, type ChannelChange } from "./changes.ts";
import { addNewer, addOlder, type MessageWindow, openWindow, refreshNewest } from "./messageWindow.ts";
import { newestSize, useChangedMessages } from "./useChangedMessages.ts";

/** Where a channel is opened: at a message, at a time, or at its end; perhaps as it stood at a moment. */
export interface ReadingPlace {
  guildId: string;
  channelId: string;
  messageId: string | null;
  /** ISO 8601. */
  at: string | null;
  /** ISO 8601; null: as it is now. */
  asOf: string | null;
  /** Only one topic of the chat; null for all. */
  topicId: string | null;
}

export interface MessageStreamState {
  /** Null until the first page is there. */
  window: MessageWindow | null;
  /** Why the last request failed; null when it did not. */
  error: ApiError | null;
  loadOlder: () => void;
  loadNewer: () => void;
  /** Tries again what failed. */
  retry: () => void;
  /** Takes in what was heard of the channel. */
  apply: (changes: readonly ChannelChange[]) => void;
  /** Looks at the end of the channel now, if that is on the page: for whoever only hears that something happened. */
  refresh: () => void;
}

const pageSize = newestSize;
/** How often the end of a channel is looked at while it is on the page and no events tell of it (ms). */
const refreshMs = 3_000;

function pathOf(place: ReadingPlace, where: Record<string, string | null>): string {
  const query = new URLSearchParams({ limit: String(pageSize) });
  for (const [name, value] of Object.entries({ ...where, asOf: place.asOf, topic: place.topicId }))
    if (value) query.set(name, value);
  return `/guilds/${place.guildId}/channels/${place.channelId}/messages?${query}`;
}

/** The caller gives a new `key` to the component for each place: a window belongs to one. */
export function useMessageWindow(place: ReadingPlace): MessageStreamState {
  const firstPath = pathOf(place, { around: place.messageId, at: place.messageId ? null : place.at });
  const newestPath = pathOf(place, {});
  const asked = useRef({ last: 0, joined: 0 });
  const fetcher = async (path: string) => {
    const turn = ++asked.current.last;
    const page = await fetchJson<MessagePageView>(path);
    // A channel that is opened at its end asks for the same page first and later: whoever asked, it is joined. An answer
    // that was overtaken by a later one knows less.
    if (path === newestPath && turn > asked.current.joined) {
      asked.current.joined = turn;
      change((now) => (now.hasNewer ? now : refreshNewest(now, page)));
    }
    return page;
  };
  const {
    data: first,
    error: firstError,
    mutate,
  } = useResource<MessagePageView>(firstPath, {
    poll: null,
    fetcher,
  });
  const opened = useMemo(() => (first ? openWindow(first, targetOf(first, place)) : null), [first, place]);
  /** Null while nothing was added to the first page. */
  const [grown, setGrown] = useState<MessageWindow | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const isLoading = useRef(false);
  const window = grown ?? opened;

  const change = useCallback(
    (how: (now: MessageWindow) => MessageWindow) =>
      setGrown((now) => {
        const current = now ?? opened;
        return current && how(current);
      }),
    [opened],
  );
  /** One request at a time: two pages for the same end would be joined twice. */
  const load = useCallback(
    async (
      where: Record<string, string | null>,
      join: (now: MessageWindow, page: MessagePageView) => MessageWindow,
    ) => {
      if (isLoading.current) return;
      isLoading.current = true;
      try {
        const page = await fetchJson<MessagePageView>(pathOf(place, where));
        change((now) => join(now, page));
        setError(null);
      } catch (failure) {
        if (!(failure instanceof ApiError)) throw failure;
        setError(failure);
      } finally {
        isLoading.current = false;
      }
    },
    [place, change, setError],
  );

  useChangedMessages(place, place.asOf === null, window, change);

  const oldestId = window?.hasOlder ? window.messages[0]?.id : undefined;
  const newestId = window?.hasNewer ? window.messages.at(-1)?.id : undefined;
  const loadOlder = useCallback(() => {
    if (oldestId !== undefined) void load({ before: oldestId }, addOlder);
  }, [load, oldestId]);
  const loadNewer = useCallback(() => {
    if (newestId !== undefined) void load({ after: newestId }, addNewer);
  }, [load, newestId]);

  const isAtEnd = window !== null && !window.hasNewer && place.asOf === null;
  const { mutate: refreshEnd } = useResource<MessagePageView>(isAtEnd ? newestPath : null, {
    poll: refreshMs,
    topic: place.channelId,
    fetcher,
  });
  const refresh = useCallback(() => void refreshEnd(), [refreshEnd]);
  const apply = useCallback(
    (changes: readonly ChannelChange[]) => change((now) => applyChanges(now, changes)),
    [change],
  );

  const retry = useCallback(() => {
    setError(null); // scrolling asks again
    if (!first) void mutate();
  }, [first, mutate, setError]);
  return {
    window,
    error: error ?? (first ? null : (firstError ?? null)),
    loadOlder,
    loadNewer,
    retry,
    apply,
    refresh,
  };
}

/** The message to bring into view: the one asked for, or the first one said at the time asked for. */
function targetOf(page: MessagePageView, place: ReadingPlace): string | null {
  if (place.messageId !== null) return place.messageId;
  const { at } = place;
  if (at === null) return null;
  return page.messages.find(({ createdAt }) => createdAt >= at)?.id ?? page.messages.at(-1)?.id ?? null;
}
