"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { GuildView } from "../../../core/api/guilds.ts";
import { LinkText } from "../../ui/common/LinkText.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { ProgressBar } from "../../ui/common/ProgressBar.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import type { ChannelSnapshot } from "../channels/channelFeed.ts";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import classes from "./RunningNow.module.css";
import line from "./TaskLine.module.css";

const mostShown = 12;

/** The channels that are read at this moment; nothing when none is. */
export function RunningNow({ guild, snapshot }: { guild: GuildView; snapshot: ChannelSnapshot }) {
  const t = useTranslations("overview");
  const format = useFormat();
  const { linkTo } = useChosenGuild();
  const running = [...snapshot.openTasks.values()].filter(({ status }) => status === "running");
  if (running.length === 0) return null;
  return (
    <Panel
      title={t("runningNow")}
      aside={<LinkText href={linkTo("/tasks", { guild: guild.id })}>{t("allTasks")}</LinkText>}
    >
      <ul className={classes.list}>
        {running.slice(0, mostShown).map((task) => (
          <li key={task.taskId}>
            <Link className={line.task} href={linkTo(`/tasks/${task.taskId}`)} prefetch={false}>
              <span className={line.name}>
                {snapshot.channels.get(task.channelId)?.name ?? task.channelId}
              </span>
              <span className={line.aside}>{format.percent(task.progress)}</span>
              <span className={line.below}>
                <ProgressBar share={task.progress} label={t("progressOf", { id: task.taskId })} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {running.length > mostShown && (
        <p className={classes.more}>{t("andMore", { count: running.length - mostShown })}</p>
      )}
    </Panel>
  );
}
