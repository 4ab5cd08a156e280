"use client";
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let nowMs = 0;
let timer: ReturnType<typeof setInterval> | null = null;

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    nowMs = Date.now();
    timer = setInterval(() => {
      nowMs = Date.now();
      for (const each of listeners) each();
    }, 1_000);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== null) clearInterval(timer);
  };
}

/** The time in milliseconds since 1970, moving on every second; one clock for all components. 0 on the server. */
export const useNow = (): number =>
  useSyncExternalStore(
    subscribe,
    () => nowMs || (nowMs = Date.now()),
    () => 0,
  );
