"use client";
/** Hearing of changes in a channel that is open. */
import type { IdRange } from "../../../core/model/liveEvent.ts";
import { useTopic } from "./useTopic.ts";

/**
 * Calls `onChange` when messages of a channel were stored, edited or deleted, with the ids it is about; with null when
 * something may have been missed. At most once a second. Returns whether events arrive. Null: nothing is listened to.
 */
export const useChannelEvents = (
  channelId: string | null,
  onChange: (ranges: readonly IdRange[] | null) => void,
): boolean =>
  useTopic(channelId, (event) => {
    if (event.kind !== "tasks") onChange(event.kind === "channel" ? event.ranges : null);
  });
