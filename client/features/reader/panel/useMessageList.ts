"use client";
/** A list of messages that grows at its end. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { MessageListView, MessageView } from "../../../../core/api/reading.ts";
import { ApiError } from "../../../http/errors.ts";
import { fetchJson } from "../../../http/fetchJson.ts";

export interface MessageList {
  /** Null until the first page is there. */
  list: MessageListView | null;
  error: ApiError | null;
  isLoading: boolean;
  loadMore: () => void;
  /** Puts a message as it is now in the place of the one that is shown. */
  replace: (message: MessageView) => void;
}

/** Pages may be empty and go on: so many are asked for by themselves before the reader is asked. */
const mostEmpty = 10;

/** The caller gives a new `key` to the component for each path. */
export function useMessageList(path: string): MessageList {
  const [list, setList] = useState<MessageListView | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [isLoading, setLoading] = useState(true);
  const next = useRef<string | null>(null);
  const isBusy = useRef(false);

  const loadMore = useCallback(async () => {
    if (isBusy.current) return;
    isBusy.current = true;
    setLoading(true);
    try {
      for (let tries = 0; tries < mostEmpty; tries++) {
        const query = next.current === null ? "" : `?before=${next.current}`;
        const page = await fetchJson<MessageListView>(`${path}${query}`);
        next.current = page.nextBefore;
        setList((now) => (now ? joined(now, page) : page));
        if (page.messages.length > 0 || page.nextBefore === null) break;
      }
      setError(null);
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setError(failure);
    } finally {
      isBusy.current = false;
      setLoading(false);
    }
  }, [path]);
  useEffect(() => void loadMore(), [loadMore]);
  const replace = useCallback((message: MessageView) => {
    const placed = (each: MessageView) => (each.id === message.id ? message : each);
    setList((now) => now && { ...now, messages: now.messages.map(placed) });
  }, []);
  return { list, error, isLoading, loadMore: () => void loadMore(), replace };
}

const joined = (now: MessageListView, page: MessageListView): MessageListView => ({
  ...page,
  messages: [...now.messages, ...page.messages],
  people: { ...now.people, ...page.people },
  channels: { ...now.channels, ...page.channels },
  roles: { ...now.roles, ...page.roles },
  topics: { ...now.topics, ...page.topics },
  emoji: { ...now.emoji, ...page.emoji },
});
