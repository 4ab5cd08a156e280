"use client";
import { useTranslations } from "next-intl";
import { useChannels } from "../../hooks/useChannels.ts";
import { useChosenGuild } from "../../hooks/useChosenGuild.tsx";
import { LoadFailed } from "../common/LoadFailed.tsx";
import { FirstRun } from "./FirstRun.tsx";
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
  if (guild && data) return <Overview key={guild.id} guild={guild} snapshot={data} />;
  const failed = error ?? (guild === undefined ? guildsError : undefined);
  return (
    <>
      <h1 className="sr-only">{t("title")}</h1>
      {failed ? <LoadFailed error={failed} retry={() => void mutate()} /> : <OverviewSkeleton />}
    </>
  );
}
