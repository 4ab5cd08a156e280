"use client";
import { useFormat } from "../format/useFormat.ts";
import { useNow } from "../format/useNow.ts";

/** How long ago (or until when) something is; the exact time on hover. `at`: ISO 8601. */
export function Ago({ at }: { at: string }) {
  const format = useFormat();
  const now = useNow();
  const timeMs = Date.parse(at);
  return (
    <time dateTime={at} title={format.dateTime(timeMs)}>
      {format.relative(timeMs, now)}
    </time>
  );
}
