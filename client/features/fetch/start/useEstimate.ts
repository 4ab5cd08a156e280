"use client";
/** What a fetch would cost. */
import useSWR from "swr";
import type { EstimateView } from "../../../../core/api/tasks.ts";
import type { ApiError } from "../../../http/errors.ts";
import { sendJson } from "../../../http/fetchJson.ts";
import type { FetchInput } from "../../channels/useStartFetch.ts";

/** What a fetch would cost; null input: nothing to estimate. Keeps the last estimate while the next is on its way. */
export const useEstimate = (guildId: string | null, input: FetchInput | null) =>
  useSWR<EstimateView, ApiError>(
    guildId && input && ["estimate", guildId, JSON.stringify(input)],
    ([, id, body]: [string, string, string]) =>
      sendJson<EstimateView>(`/fetch/${id}/estimate`, JSON.parse(body)),
    { keepPreviousData: true, revalidateOnFocus: false, dedupingInterval: 5_000, shouldRetryOnError: false },
  );
