"use client";
import { useTranslations } from "next-intl";
import type { GuildView, LiveView } from "../../../core/api/guilds.ts";
import { Panel } from "../../ui/common/Panel.tsx";
import { KeepComplete } from "./KeepComplete.tsx";
import { KeepResponses } from "./KeepResponses.tsx";
import classes from "./LivePanel.module.css";

/** How a server stays complete by itself. */
export function LivePanel({ guild, live }: { guild: GuildView; live: LiveView }) {
  const t = useTranslations("live");
  return (
    <Panel title={t("title")}>
      <p className={classes.lead}>{t(`${live.state}_hint`, { platform: guild.platform })}</p>
      <KeepComplete key={guild.id} guild={guild} />
      {guild.platform === "discord" && <KeepResponses key={`${guild.id} responses`} guild={guild} />}
    </Panel>
  );
}
