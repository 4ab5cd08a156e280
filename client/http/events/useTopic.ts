"use client";
/** Hearing of what happens, in a component. */
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { LiveEvent } from "../../../core/model/liveEvent.ts";
import type { Topic } from "./eventStream.ts";
import { isStreaming, listenTo } from "./sharedEvents.ts";

/**
 * Calls `onEvent` for events of a topic, at most once a second, and for resets: something may have been missed, all that is
 * shown is to be asked for anew. Null: nothing is listened to. Returns whether events arrive; while not, ask by yourself.
 */
export function useTopic(topic: Topic | null, onEvent: (event: LiveEvent) => void): boolean {
  const latest = useRef(onEvent);
  useEffect(() => {
    latest.current = onEvent;
  }, [onEvent]);
  useEffect(() => (topic === null ? undefined : listenTo(topic, (event) => latest.current(event))), [topic]);
  const isOpen = useSyncExternalStore(isStreaming.subscribe, isStreaming.get, () => false);
  return isOpen && topic !== null;
}
