/** Searching messages. */
import {
  CompletionInput,
  CompletionView,
  FacetsInput,
  FacetsView,
  SearchInput,
  SearchView,
} from "../../core/api/search.ts";
import { completeName, type SearchDeps, search, searchFacets } from "../../core/console/search/search.ts";
import type { AppDeps } from "../deps.ts";
import { defineRoute, type Route } from "../route.ts";

export function searchRoutes(deps: AppDeps): Route[] {
  const searchDeps = (): SearchDeps => ({ pool: deps.readPool, includeDemo: deps.demo, now: deps.now() });
  return [
    defineRoute({
      method: "get",
      path: "/search",
      access: "session",
      summary:
        "Messages that fit a query, with excerpts and the messages around them. What is not understood is said in `problem`.",
      query: SearchInput,
      view: SearchView,
      async handle({ query }) {
        return { body: await search(searchDeps(), query) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/search/facets",
      access: "session",
      summary: "How many messages fit a query, by channel, author and month; of the newest ten thousand.",
      query: FacetsInput,
      view: FacetsView,
      async handle({ query }) {
        return { body: await searchFacets(searchDeps(), query) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/search/complete",
      access: "session",
      summary: "People, channels or servers whose names go on as typed, and what to write for each.",
      query: CompletionInput,
      view: CompletionView,
      async handle({ query }) {
        return { body: await completeName(deps.readPool, query.filter, query.beginning) };
      },
    }),
  ];
}
