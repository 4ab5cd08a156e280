"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { SummaryView } from "../../../core/api/history.ts";
import { Figure } from "../../ui/common/Figure.tsx";
import { ProgressBar } from "../../ui/common/ProgressBar.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import type { ChannelSnapshot } from "../channels/channelFeed.ts";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import classes from "./KeyFigures.module.css";
import { serverFigures } from "./serverFigures.ts";

/** The four numbers that tell how a server stands. They move with every poll of its channels. */
export function KeyFigures({
  snapshot,
  summary,
}: {
  snapshot: ChannelSnapshot;
  summary: SummaryView | undefined;
}) {
  const t = useTranslations("overview");
  const format = useFormat();
  const { linkTo } = useChosenGuild();
  const figures = useMemo(() => serverFigures(snapshot.channels.values()), [snapshot.channels]);
  const today = summary?.archivedPerDay.at(-1)?.messages;
  const pending = snapshot.pendingTaskCount;
  const running = [...snapshot.openTasks.values()].filter(({ status }) => status === "running").length;
  return (
    <div className={classes.figures}>
      <Figure name={t("archived")} value={format.number(figures.messageCount)}>
        {today !== undefined && t("today", { count: today })}
      </Figure>
      <Figure name={t("completeness")} value={format.percent(figures.completeness)}>
        <span className={classes.bar}>
          <ProgressBar share={figures.completeness} label={t("completeness")} />
        </span>
      </Figure>
      <Figure
        name={t("needUpdate")}
        value={
          <Link className={classes.link} href={linkTo("/admin")}>
            {format.number(figures.needUpdate)}
          </Link>
        }
      >
        {t("ofChannels", { count: figures.readable })}
      </Figure>
      <Figure
        name={t("open")}
        value={
          <Link className={classes.link} href={linkTo("/tasks")}>
            {format.number(running)}
          </Link>
        }
      >
        {t("waiting", { count: pending })}
      </Figure>
    </div>
  );
}
