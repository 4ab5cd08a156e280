"use client";
/** One polled resource of the API, on SWR. */
import { useEffect, useRef, useState } from "react";
import useSWR, { type SWRResponse } from "swr";
import { pollEveryMs, retryAfterMs } from "../state/polling.ts";
import { usePreferences } from "../state/usePreferences.ts";
import { pollFailed, pollSucceeded, showView } from "./connection.ts";
import { ApiError, isPassing } from "./errors.ts";
import type { Topic } from "./events/eventStream.ts";
import { useTopic } from "./events/useTopic.ts";
import { fetchJson } from "./fetchJson.ts";

interface ResourceOptions<Data> {
  /** How to get it; fetchJson of the key unless given. */
  fetcher?: (path: string) => Promise<Data>;
  /**
   * `view`: the main resource of the page, polled as people chose and as `isBusy` says; its arrival is what
   * "updated 3 s ago" counts from. A number: every so many milliseconds, whatever is chosen. Null: only on demand.
   */
  poll: "view" | number | null;
  /** Whether something in it is moving. */
  isBusy?: (data: Data) => boolean;
  /** No polls while true, e.g. while rows are selected. */
  isHeld?: boolean;
  /** Events that say that it has changed: while they arrive it is asked for then, and polled only now and then. */
  topic?: Topic | null;
  /** Keep showing the last answer while another key loads. */
  keepPrevious?: boolean;
  /** When two answers count as equal; by content unless given. */
  compare?: (a: Data | undefined, b: Data | undefined) => boolean;
}

/**
 * The resource at `path` (null: nothing). Keeps the last good data while polls fail, repeats failed polls with
 * growing pauses, stops while the page is hidden and asks at once when it is looked at again.
 */
export function useResource<Data>(
  path: string | null,
  options: ResourceOptions<Data>,
): SWRResponse<Data, ApiError> {
  const [{ polling }] = usePreferences();
  const { poll, isBusy, isHeld = false, topic = null } = options;
  const isQuiet = isHeld || polling === "paused";
  const refresh = useRef<() => void>(() => undefined);
  const isTold = useTopic(path === null || isQuiet ? null : topic, () => refresh.current());
  // Unknown counts as moving: the first answer must not wait ten seconds for the second.
  const [isMoving, setMoving] = useState(true);
  // A number, not SWR's function of the data: that one is asked only when a timer ends, so that what was just started
  // would be looked at after the pause of an idle page.
  const refreshInterval = () => {
    if (isHeld || poll === null) return 0;
    if (isTold && (poll !== "view" || polling === "auto")) return toldEveryMs;
    if (poll !== "view") return polling === "paused" ? 0 : poll;
    return pollEveryMs(polling, isMoving);
  };
  const viewPath = poll === "view" ? path : null;
  useEffect(() => (viewPath === null ? undefined : showView(viewPath)), [viewPath]);
  const fetcher = options.fetcher ?? fetchJson<Data>;
  const response = useSWR<Data, ApiError>(path, (key: string) => reported(key, fetcher), {
    refreshInterval: refreshInterval(),
    keepPreviousData: options.keepPrevious ?? false,
    revalidateOnFocus: !isQuiet,
    revalidateOnReconnect: true,
    // One request per tick, also when several components of a view want the same thing.
    dedupingInterval: 900,
    focusThrottleInterval: 1_000,
    ...(options.compare ? { compare: options.compare } : {}),
    onErrorRetry(error, _key, _config, revalidate, { retryCount }) {
      // 401 waits for somebody to sign in; 400 and 404 would be the same answer again.
      if (isPassing(error))
        setTimeout(() => void revalidate({ retryCount }), retryAfterMs(retryCount, Math.random()));
    },
  });
  const { mutate } = response;
  useEffect(() => {
    refresh.current = () => {
      if (document.visibilityState !== "hidden") void mutate();
    };
  }, [mutate]);
  const moves = response.data === undefined || (isBusy?.(response.data) ?? false);
  if (moves !== isMoving) setMoving(moves);
  return response;
}

/** While events tell of changes, for what they might not tell (ms). */
const toldEveryMs = 15_000;

/** From then on the page says that it waits; the request itself goes on, since a busy database may still answer. */
const lateMs = 6_000;

/**
 * Tells the connection how a request went. In the fetcher, not in SWR's onSuccess: of several hooks with one path
 * only the one that sent the request would hear of it.
 */
async function reported<Data>(path: string, fetcher: (path: string) => Promise<Data>): Promise<Data> {
  const late = setTimeout(() => pollFailed(path, new ApiError("timeout")), lateMs);
  try {
    const data = await fetcher(path);
    pollSucceeded(path);
    return data;
  } catch (error) {
    if (error instanceof ApiError && isPassing(error)) pollFailed(path, error);
    throw error;
  } finally {
    clearTimeout(late);
  }
}
