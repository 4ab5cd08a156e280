"use client";
/** Pausing all work on a server, and letting it go on. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import { mutate } from "swr";
import type { GuildView } from "../../../core/api/guilds.ts";
import { sendJson } from "../../http/fetchJson.ts";
import { notify } from "../../ui/toasts/toasts.ts";

/** `toggle` pauses what goes on and lets go on what is paused; failures are told to the user. */
export function useGuildPause(guild: GuildView): { toggle: () => Promise<void>; isBusy: boolean } {
  const t = useTranslations("guildPause");
  const [isBusy, setBusy] = useState(false);
  const toggle = async () => {
    const action = guild.workPausedAt === null ? "pause" : "resume";
    setBusy(true);
    try {
      await sendJson(`/guilds/${guild.id}/${action}`);
      notify.done(t(`${action}Done`, { server: guild.name }));
    } catch (error) {
      notify.failed(t("failed"), error);
    } finally {
      await mutate((key) => typeof key === "string" && /^\/(guilds|tasks)/.test(key));
      setBusy(false);
    }
  };
  return { toggle, isBusy };
}
