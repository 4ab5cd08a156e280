"use client";
/** Starting a fetch, and what it would cost. */
import { useCallback, useState } from "react";
import useSWR, { mutate } from "swr";
import type { EstimateView, StartFetchInput, StartFetchView } from "../../../../core/api/tasks.ts";
import type { ApiError } from "../../../http/errors.ts";
import { sendJson } from "../../../http/fetchJson.ts";

/** What the API takes; its defaults may be left out. */
type FetchInput = Partial<StartFetchInput>;

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

/** What a fetch would cost; null input: nothing to estimate. Keeps the last estimate while the next is on its way. */
export const useEstimate = (guildId: string | null, input: FetchInput | null) =>
  useSWR<EstimateView, ApiError>(
    guildId && input && ["estimate", guildId, JSON.stringify(input)],
    ([, id, body]: [string, string, string]) =>
      sendJson<EstimateView>(`/fetch/${id}/estimate`, JSON.parse(body)),
    { keepPreviousData: true, revalidateOnFocus: false, dedupingInterval: 5_000, shouldRetryOnError: false },
  );
