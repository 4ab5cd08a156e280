"use client";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { useNow } from "../../../ui/format/useNow.ts";

/** How long it is until a time, in words; null once it is over, or for null. */
export function useWait(until: string | null): string | null {
  const format = useFormat();
  const now = useNow();
  const leftMs = until === null ? 0 : Date.parse(until) - now;
  return leftMs > 0 ? format.duration(Math.ceil(leftMs / 1_000)) : null;
}
