"use client";
import { useTranslations } from "next-intl";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { useChannels } from "../channels/useChannels.ts";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import { FirstRun } from "../system/FirstRun.tsx";
import { FetchConsole } from "./FetchConsole.tsx";
import classes from "./FetchPage.module.css";
import { FetchSkeleton } from "./FetchSkeleton.tsx";

/** The fetch console of the chosen server. */
export function FetchPage() {
  const t = useTranslations("fetch");
  const { guild, error: guildsError } = useChosenGuild();
  const { data, error, mutate } = useChannels(guild?.id ?? null);
  const content = () => {
    if (guild === null) return <FirstRun />;
    if (guild && data) return <FetchConsole key={guild.id} guild={guild} snapshot={data} />;
    const failed = error ?? (guild === undefined ? guildsError : undefined);
    return failed ? <LoadFailed error={failed} retry={() => void mutate()} /> : <FetchSkeleton />;
  };
  return (
    <div className={classes.page}>
      <h1 className="sr-only">{t("title")}</h1>
      {content()}
    </div>
  );
}
