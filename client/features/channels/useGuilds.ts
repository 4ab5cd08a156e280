"use client";
import { useState } from "react";
import type { GuildListView } from "../../../core/api/guilds.ts";
import { useResource } from "../../http/useResource.ts";

/** How often guilds are asked for while one catches up. */
const busyMs = 10_000;

/** All guilds. New ones are rare, so they are asked for slowly unless one catches up or somebody waits for the first. */
export function useGuilds(everyMs = 60_000) {
  const [isCatchingUp, setCatchingUp] = useState(false);
  const resource = useResource<GuildListView>("/guilds", {
    poll: isCatchingUp ? Math.min(busyMs, everyMs) : everyMs,
  });
  const isBehind = resource.data?.guilds.some(({ live }) => live.state === "catching_up") ?? false;
  if (isBehind !== isCatchingUp) setCatchingUp(isBehind);
  return { ...resource, guilds: resource.data?.guilds };
}
