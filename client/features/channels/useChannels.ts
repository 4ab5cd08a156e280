"use client";
/** The channels of a guild with their coverage and open tasks. */
import { useCallback } from "react";
import type { ChannelListView } from "../../../core/api/guilds.ts";
import { fetchJson } from "../../http/fetchJson.ts";
import { useResource } from "../../http/useResource.ts";
import { applyAnswer, type ChannelSnapshot } from "./channelFeed.ts";

/** Per guild, the newest snapshot of this page: polls ask only for what changed after it. */
const snapshots = new Map<string, ChannelSnapshot>();

const isBusy = (snapshot: ChannelSnapshot) =>
  snapshot.openTasks.size > 0 || snapshot.pendingTaskCount > 0 || snapshot.live.state === "catching_up";
const isSame = (a: ChannelSnapshot | undefined, b: ChannelSnapshot | undefined) => a === b;

/**
 * Polled as the view's main resource unless `poll` says otherwise. The first answer holds all channels, later ones the changed ones: with
 * nothing new the address stays the same and the answer is a 304.
 */
export function useChannels(guildId: string | null, poll: "view" | null = "view") {
  const fetcher = useCallback(async (path: string): Promise<ChannelSnapshot> => {
    const before = snapshots.get(path) ?? null;
    const answer = await fetchJson<ChannelListView>(before ? `${path}?since=${before.version}` : path);
    const snapshot = applyAnswer(before, answer);
    snapshots.set(path, snapshot);
    return snapshot;
  }, []);
  return useResource<ChannelSnapshot>(guildId && `/guilds/${guildId}/channels`, {
    fetcher,
    poll,
    isBusy,
    compare: isSame,
  });
}
