"use client";
/** Fetching what is missing at one place. */
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { notify } from "../../../ui/toasts/toasts.ts";
import { useChosenGuild } from "../../channels/useChosenGuild.tsx";
import { useStartFetch } from "../../channels/useStartFetch.ts";

/** Starts a fetch of [fromId, toId) of a channel and tells how that went. */
export function useFetchGap(
  guildId: string,
  channelId: string,
): (fromId: string, toId: string) => Promise<void> {
  const t = useTranslations("fetch");
  const { linkTo } = useChosenGuild();
  const { start } = useStartFetch();
  return useCallback(
    async (fromId, toId) => {
      const range = { after: String(BigInt(fromId) - 1n), before: toId };
      try {
        const { task, created } = await start(guildId, { channelIds: [channelId], range });
        const link = { href: linkTo(`/tasks/${task.id}`), label: t("viewTask") };
        if (created) notify.done(t("started", { id: task.id }), link);
        else notify.info(t("alreadyOpen", { id: task.id }), link);
      } catch (error) {
        notify.failed(t("startFailed"), error);
      }
    },
    [start, guildId, channelId, linkTo, t],
  );
}
