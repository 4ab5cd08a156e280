"use client";
/** What a search finds, page after page. */
import { useState } from "react";
import type { FacetsView, HitView, SearchView } from "../../../core/api/search.ts";
import { ApiError } from "../../http/errors.ts";
import { fetchJson } from "../../http/fetchJson.ts";
import { useResource } from "../../http/useResource.ts";
import { type Asked, facetsPath, searchPath } from "./searchAddress.ts";

/** The first page as it was answered, and what was added to it. */
interface Found extends Pick<SearchView, "people" | "channels" | "nextCursor"> {
  hits: readonly HitView[];
}

export interface SearchState {
  /** The first page; undefined until it is there. */
  view: SearchView | undefined;
  found: Found | null;
  facets: FacetsView | undefined;
  error: ApiError | null;
  isLoadingMore: boolean;
  loadMore: () => void;
  retry: () => void;
}

const timezone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The caller gives a new `key` to the component for each search: what was added belongs to one. */
export function useSearch(asked: Asked): SearchState {
  const isAsked = asked.q !== "";
  const {
    data: view,
    error,
    mutate,
  } = useResource<SearchView>(isAsked ? searchPath(asked, timezone(), null) : null, { poll: null });
  const { data: facets } = useResource<FacetsView>(isAsked ? facetsPath(asked, timezone()) : null, {
    poll: null,
  });
  const [more, setMore] = useState<Found | null>(null);
  const [moreError, setMoreError] = useState<ApiError | null>(null);
  const [isLoadingMore, setLoadingMore] = useState(false);
  const found = more ?? view ?? null;
  const load = async () => {
    if (!found?.nextCursor || isLoadingMore) return;
    setLoadingMore(true);
    try {
      const next = await fetchJson<SearchView>(searchPath(asked, timezone(), found.nextCursor));
      setMore({
        hits: [...found.hits, ...next.hits],
        nextCursor: next.nextCursor,
        people: { ...found.people, ...next.people },
        channels: { ...found.channels, ...next.channels },
      });
      setMoreError(null);
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setMoreError(failure);
    } finally {
      setLoadingMore(false);
    }
  };
  return {
    view,
    found,
    facets,
    error: moreError ?? (view ? null : (error ?? null)),
    isLoadingMore,
    loadMore: () => void load(),
    retry: () => void (view ? load() : mutate()),
  };
}
