"use client";
import type { TimelineView } from "../../../../core/api/reading.ts";
import { useResource } from "../../../http/useResource.ts";

/** How often it is looked at again (ms): a map of years changes slowly. */
const everyMs = 60_000;

/** A channel's life at a glance; undefined until it is there. It is only a map: where it fails the page goes on without. */
export const useTimeline = (guildId: string, channelId: string): TimelineView | undefined =>
  useResource<TimelineView>(`/guilds/${guildId}/channels/${channelId}/timeline`, { poll: everyMs }).data;
