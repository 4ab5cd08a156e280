"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { GuildView } from "../../../core/api/guilds.ts";
import { Ago } from "../../ui/common/Ago.tsx";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { Icon } from "../../ui/icons/Icon.tsx";
import type { ChannelSnapshot } from "../channels/channelFeed.ts";
import { PausedNotice } from "../channels/PausedNotice.tsx";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import { useGuildPause } from "../channels/useGuildPause.ts";
import { LiveNote } from "../live/LiveNote.tsx";
import { LivePanel } from "../live/LivePanel.tsx";
import { ArchivedPerDay } from "./ArchivedPerDay.tsx";
import { CoveragePicture } from "./CoveragePicture.tsx";
import { KeyFigures } from "./KeyFigures.tsx";
import classes from "./Overview.module.css";
import { RunningNow } from "./RunningNow.tsx";
import { StateShares } from "./StateShares.tsx";
import { useSummary } from "./useSummary.ts";

/** Totals, what runs, and a picture of what is archived of every channel in every month. */
export function Overview({ guild, snapshot }: { guild: GuildView; snapshot: ChannelSnapshot }) {
  const t = useTranslations("overview");
  const tPause = useTranslations("guildPause");
  const { linkTo } = useChosenGuild();
  const { data: summary } = useSummary(guild.id);
  const pause = useGuildPause(guild);
  const { platform } = guild;
  return (
    <div className={classes.page}>
      <PageHeader
        title={guild.name}
        lead={
          <>
            {guild.isReadable && <LiveNote live={snapshot.live} platform={platform} />}
            {guild.memberCount !== null && <span>{t("members", { count: guild.memberCount })}</span>}
            <span>
              {guild.lastFetchedAt ? (
                <>
                  {t("lastFetched")} <Ago at={guild.lastFetchedAt} />
                </>
              ) : (
                t("neverFetched")
              )}
            </span>
            {guild.isReadable && guild.syncFailure && (
              <span className={classes.lost} title={guild.syncFailure.detail}>
                {t(`sync_${guild.syncFailure.error}`, { platform })} <Ago at={guild.syncFailure.since} />
              </span>
            )}
            {!guild.isReadable && <span className={classes.lost}>{t("notReadable", { platform })}</span>}
          </>
        }
      >
        {guild.workPausedAt === null && (
          <Button
            variant="default"
            leftSection={<Icon name="pause" size={16} />}
            title={tPause("pauseHint", { platform })}
            loading={pause.isBusy}
            onClick={() => void pause.toggle()}
          >
            {tPause("pause")}
          </Button>
        )}
        <Button component={Link} href={linkTo("/admin")} leftSection={<Icon name="fetch" size={17} />}>
          {t("toFetch")}
        </Button>
      </PageHeader>
      <PausedNotice guild={guild} />
      <KeyFigures snapshot={snapshot} summary={summary} />
      <CoveragePicture guild={guild} snapshot={snapshot} />
      <div className={classes.pair}>
        <Panel title={t("perDay")}>
          <ArchivedPerDay days={summary?.archivedPerDay} />
        </Panel>
        <Panel title={t("states")}>
          <StateShares snapshot={snapshot} />
        </Panel>
      </div>
      <RunningNow guild={guild} snapshot={snapshot} />
      {guild.isReadable && <LivePanel guild={guild} live={snapshot.live} />}
    </div>
  );
}
