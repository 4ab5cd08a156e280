"use client";
import { Button, Skeleton } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { useChosenGuild, useShownGuild } from "../channels/useChosenGuild.tsx";
import { Activity } from "./Activity.tsx";
import { Loyalty } from "./Loyalty.tsx";
import { Posts } from "./Posts.tsx";
import { RangePicker } from "./RangePicker.tsx";
import { Ranking } from "./Ranking.tsx";
import { Speech } from "./Speech.tsx";
import classes from "./Statistics.module.css";
import { useRangeChoice, useStatistics } from "./useStatistics.ts";
import { ZoneForm } from "./ZoneForm.tsx";

/** What a server's people do: of the server the address names, else of the chosen one. */
export function StatisticsPage({ guildId }: { guildId?: string }) {
  const t = useTranslations("statistics");
  const { guild } = useChosenGuild();
  useShownGuild(guildId);
  const id = guildId ?? guild?.id;
  return (
    <>
      <PageHeader title={t("title")} lead={guild ? t("lead", { server: guild.name }) : undefined}>
        {id && (
          <Button component={Link} href={`/guilds/${id}/digest`} variant="default">
            {t("toDigest")}
          </Button>
        )}
      </PageHeader>
      {id ? (
        <Statistics key={id} guildId={id} />
      ) : guild === null ? (
        <EmptyState icon="empty">{t("noServer")}</EmptyState>
      ) : (
        <Skeleton height={320} radius={12} aria-busy="true" />
      )}
    </>
  );
}

function Statistics({ guildId }: { guildId: string }) {
  const t = useTranslations("statistics");
  const [choice, choose] = useRangeChoice();
  const { data, error, mutate } = useStatistics(guildId, "activity", choice);
  return (
    <div className={classes.page}>
      <RangePicker choice={choice} onChoose={choose} span={data?.span} />
      {data && !data.isCounted && (
        <output className={classes.notice}>{t("counting", { count: data.uncountedChannels })}</output>
      )}
      {data && data.missing.channels > 0 && (
        <p className={classes.notice}>{t("missing", { count: data.missing.channels })}</p>
      )}
      {data ? (
        <Activity view={data} />
      ) : error ? (
        <LoadFailed error={error} retry={() => void mutate()} />
      ) : (
        <Skeleton height={420} radius={12} aria-busy="true" />
      )}
      <Ranking guildId={guildId} choice={choice} />
      <Loyalty guildId={guildId} choice={choice} />
      <Speech guildId={guildId} choice={choice} />
      <Posts guildId={guildId} choice={choice} />
      <ZoneForm guildId={guildId} onChange={() => void mutate()} />
    </div>
  );
}
