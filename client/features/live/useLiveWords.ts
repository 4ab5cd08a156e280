"use client";
import { useTranslations } from "next-intl";
import type { LiveView } from "../../../core/api/guilds.ts";

/** Whether somebody listens to a server, in few words. */
export function useLiveWords(): (live: LiveView) => string {
  const t = useTranslations("live");
  return (live) => t(live.state, { count: live.behind });
}
