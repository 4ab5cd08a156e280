/** Searches that people keep, and alerts. */
import { DoneView } from "../../core/api/common.ts";
import {
  NewSavedSearchInput,
  SavedSearchActionView,
  SavedSearchChangeInput,
  SavedSearchListView,
} from "../../core/api/savedSearches.ts";
import {
  addSavedSearch,
  changeSavedSearch,
  describeSavedSearches,
  removeSavedSearch,
} from "../../core/console/search/savedSearches.ts";
import type { AppDeps } from "../deps.ts";
import { SavedSearchParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

export function savedSearchRoutes({ pool, now }: AppDeps): Route[] {
  const one = "/saved-searches/:searchId";
  return [
    defineRoute({
      method: "get",
      path: "/saved-searches",
      access: "session",
      summary: "Searches that are kept, by name, and who is told of new messages that fit.",
      view: SavedSearchListView,
      handle: async () => ({ body: { searches: await describeSavedSearches(pool) } }),
    }),
    defineRoute({
      method: "post",
      path: "/saved-searches",
      access: "session",
      summary: "Keeps a search; with targets, new messages that fit are told to them, each once.",
      body: NewSavedSearchInput,
      view: SavedSearchActionView,
      statuses: { 201: "Kept" },
      handle: async ({ body }) => ({
        status: 201,
        body: { search: await addSavedSearch(pool, body, now()) },
      }),
    }),
    defineRoute({
      method: "patch",
      path: one,
      access: "session",
      summary: "Changes a kept search; what is left out stays.",
      params: SavedSearchParams,
      body: SavedSearchChangeInput,
      view: SavedSearchActionView,
      handle: async ({ params, body }) => ({
        body: { search: await changeSavedSearch(pool, params.searchId, body, now()) },
      }),
    }),
    defineRoute({
      method: "delete",
      path: one,
      access: "session",
      summary: "Forgets a kept search and its alert.",
      params: SavedSearchParams,
      view: DoneView,
      async handle({ params }) {
        await removeSavedSearch(pool, params.searchId);
        return { body: {} };
      },
    }),
  ];
}
