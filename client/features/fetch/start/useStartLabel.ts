"use client";
import { useTranslations } from "next-intl";
import type { FetchFormState } from "./useFetchForm.ts";

/** What the start button says: it counts. */
export function useStartLabel({ channelIds, gap, form, guild }: FetchFormState): string {
  const t = useTranslations("fetch");
  if (gap) return t("startGap");
  if (channelIds === null)
    return t(form.mode === "reconcile" ? "startReread" : "startServer", { platform: guild.platform });
  return t("startChannels", { count: channelIds.length });
}
