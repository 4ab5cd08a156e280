"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ChannelView, GuildView, OpenTaskView } from "../../../../core/api/guilds.ts";
import { Ago } from "../../../ui/common/Ago.tsx";
import { CopyValue } from "../../../ui/common/CopyValue.tsx";
import { Facts } from "../../../ui/common/Facts.tsx";
import { LazyDrawer } from "../../../ui/dialog/LazyDialogs.tsx";
import { timeOfId } from "../../../ui/format/ids.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { ChannelStatus } from "../../channels/ChannelStatus.tsx";
import { readerPath } from "../../channels/readerPath.ts";
import { useChosenGuild } from "../../channels/useChosenGuild.tsx";
import { useMissingWords } from "../../channels/useMissingWords.ts";
import { CoverageBar } from "../../coverage/CoverageBar.tsx";
import { CoverageLegend } from "../../coverage/CoverageLegend.tsx";
import { isMissing, stretchesOf } from "../../coverage/coverage.ts";
import { ForgetDialog } from "../../forgetting/ForgetDialog.tsx";
import classes from "./ChannelDrawer.module.css";
import { GapList } from "./GapList.tsx";
import { useRangeTimes } from "./useRangeTimes.ts";

interface ChannelDrawerProps {
  guild: GuildView;
  /** Undefined: closed. */
  channel: ChannelView | undefined;
  openTask: OpenTaskView | undefined;
  onClose: () => void;
  onFetchGap: (channelId: string, fromId: string, toId: string) => void;
}

/** One channel: what of it is archived, what is missing, and why. */
export function ChannelDrawer({ guild, channel, openTask, onClose, onFetchGap }: ChannelDrawerProps) {
  const t = useTranslations("fetch");
  const format = useFormat();
  const missing = useMissingWords();
  const { linkTo } = useChosenGuild();
  const [isForgetting, setForgetting] = useState(false);
  const times = useRangeTimes(guild, channel?.id);
  const facts = (shown: ChannelView) => {
    const created = timeOfId(shown.life.from, guild.platform);
    const newest =
      shown.newestMessageId === null
        ? null
        : (timeOfId(shown.newestMessageId, guild.platform) ?? times.newest);
    return [
      { name: t("factMessages"), value: format.number(shown.messageCount) },
      { name: t("factShare"), value: shown.hasHistory ? format.percent(shown.share) : "—" },
      { name: t("factCreated"), value: created === null ? "—" : format.date(created) },
      { name: t("factNewest"), value: newest === null ? "—" : format.dateTime(newest) },
      { name: t("factFetched"), value: shown.lastFetchedAt ? <Ago at={shown.lastFetchedAt} /> : t("notYet") },
      { name: t("factId"), value: <CopyValue value={shown.id} /> },
    ];
  };
  const gaps = channel ? stretchesOf(channel, guild.platform).filter(isMissing) : [];
  return (
    <LazyDrawer opened={channel !== undefined} onClose={onClose} size={420} title={channel?.name}>
      {channel && (
        <div className={classes.content}>
          <ChannelStatus channel={channel} openTask={openTask} />
          {channel.state === "unreadable" && <p className={classes.problem}>{missing(channel.missing)}</p>}
          {channel.hasHistory && channel.state !== "empty" && (
            <div className={classes.coverage}>
              <CoverageBar
                channel={channel}
                platform={guild.platform}
                size="large"
                isFilling={openTask?.status === "running"}
                onPick={(stretch) => onFetchGap(channel.id, stretch.fromId, stretch.toId)}
              />
              <CoverageLegend />
            </div>
          )}
          <Facts facts={facts(channel)} />
          {channel.hasHistory && channel.state !== "unreadable" && (
            <GapList
              gaps={gaps}
              platform={guild.platform}
              datesOf={(gap) => times.ofGap(gap.fromId)}
              onFetch={(gap) => onFetchGap(channel.id, gap.fromId, gap.toId)}
            />
          )}
          {channel.messageCount > 0 && (
            <Button component={Link} href={readerPath(guild.id, channel.id)}>
              {t("readMessages")}
            </Button>
          )}
          {openTask && (
            <Button component={Link} variant="default" href={linkTo(`/tasks/${openTask.taskId}`)}>
              {t("viewTask")}
            </Button>
          )}
          <Button component={Link} variant="default" href={linkTo("/tasks", { channel: channel.id })}>
            {t("tasksOfChannel")}
          </Button>
          <Button variant="default" onClick={() => setForgetting(true)}>
            {t("forgetChannel")}
          </Button>
          <ForgetDialog
            opened={isForgetting}
            target={{ subject: "channel", channelId: channel.id }}
            name={channel.name}
            onClose={() => setForgetting(false)}
          />
        </div>
      )}
    </LazyDrawer>
  );
}
