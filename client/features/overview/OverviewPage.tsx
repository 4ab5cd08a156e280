"use client";
import { useTranslations } from "next-intl";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { useChannels } from "../channels/useChannels.ts";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import { FirstRun } from "../system/FirstRun.tsx";
import { Everywhere } from "./everywhere/Everywhere.tsx";
import { Overview } from "./Overview.tsx";
import { OverviewSkeleton } from "./OverviewSkeleton.tsx";

/** The chosen server at a glance; how to begin when there is none. */
export function OverviewPage() {
  const t = useTranslations("overview");
  const { guild, error: guildsError } = useChosenGuild();
  const { data, error, mutate } = useChannels(guild?.id ?? null);
  if (guild === null) {
    return (
      <>
        <h1 className="sr-only">{t("title")}</h1>
        <FirstRun />
      </>
    );
  }
  if (guild && data)
    return (
      <>
        <Everywhere />
        <Overview key={guild.id} guild={guild} snapshot={data} />
      </>
    );
  const failed = error ?? (guild === undefined ? guildsError : undefined);
  return (
    <>
      <h1 className="sr-only">{t("title")}</h1>
      {failed ? <LoadFailed error={failed} retry={() => void mutate()} /> : <OverviewSkeleton />}
    </>
  );
}
