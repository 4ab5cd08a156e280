"use client";
import type { GuildListView } from "../../../core/api/guilds.ts";
import { useResource } from "../../http/useResource.ts";

/** All guilds. New ones are rare, so they are asked for slowly unless somebody waits for the first. */
export function useGuilds(everyMs = 60_000) {
  const resource = useResource<GuildListView>("/guilds", { poll: everyMs });
  return { ...resource, guilds: resource.data?.guilds };
}
