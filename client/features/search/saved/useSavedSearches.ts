"use client";
/** Searches that are kept, and who can be told of what they find. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import { mutate } from "swr";
import type { TargetListView } from "../../../../core/api/notifications.ts";
import type {
  NewSavedSearchInput,
  SavedSearchChangeInput,
  SavedSearchListView,
} from "../../../../core/api/savedSearches.ts";
import { sendJson } from "../../../http/fetchJson.ts";
import { useResource } from "../../../http/useResource.ts";
import { notify } from "../../../ui/toasts/toasts.ts";

const path = "/saved-searches";

/** `poll`: "view" where they are the page, null where they stand beside it. */
export const useSavedSearches = (poll: "view" | null) => useResource<SavedSearchListView>(path, { poll });

export const useAlertTargets = () => useResource<TargetListView>("/notification-targets", { poll: null });

export interface SavedSearchActions {
  isBusy: boolean;
  /** Failures are told to the user; each resolves to whether it worked. */
  add: (input: NewSavedSearchInput) => Promise<boolean>;
  change: (id: string, input: SavedSearchChangeInput) => Promise<boolean>;
  remove: (id: string) => Promise<boolean>;
}

export function useSavedSearchActions(): SavedSearchActions {
  const t = useTranslations("savedSearches");
  const [isBusy, setBusy] = useState(false);
  const act = async (work: () => Promise<unknown>, done: string): Promise<boolean> => {
    setBusy(true);
    try {
      await work();
      notify.done(done, { href: "/search/saved", label: t("title") });
      return true;
    } catch (error) {
      notify.failed(t("failed"), error);
      return false;
    } finally {
      setBusy(false);
      void mutate(path);
    }
  };
  return {
    isBusy,
    add: (input) => act(() => sendJson(path, input), t("added")),
    change: (id, input) => act(() => sendJson(`${path}/${id}`, input, "PATCH"), t("saved")),
    remove: (id) => act(() => sendJson(`${path}/${id}`, {}, "DELETE"), t("removed")),
  };
}
