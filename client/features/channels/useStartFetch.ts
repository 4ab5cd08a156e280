"use client";
/** Starting a fetch. */
import { useCallback, useState } from "react";
import { mutate } from "swr";
import type { StartFetchInput, StartFetchView } from "../../../core/api/tasks.ts";
import { sendJson } from "../../http/fetchJson.ts";

/** What the API takes; its defaults may be left out. */
export type FetchInput = Partial<StartFetchInput>;

/** Starts a fetch and brings the view up to date. Throws ApiError. A repeat answers with the open task. */
export function useStartFetch() {
  const [isStarting, setStarting] = useState(false);
  const start = useCallback(async (guildId: string, input: FetchInput): Promise<StartFetchView> => {
    setStarting(true);
    try {
      const answer = await sendJson<StartFetchView>(`/fetch/${guildId}/start`, input);
      await mutate((key) => typeof key === "string" && /^\/(guilds|tasks|history)/.test(key)).catch(() => {
        // The fetch has started; that the view could not be read again shows in the connection notice.
      });
      return answer;
    } finally {
      setStarting(false);
    }
  }, []);
  return { start, isStarting };
}
