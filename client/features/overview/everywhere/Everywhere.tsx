"use client";
import { Skeleton } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { OverviewView } from "../../../../core/api/overview.ts";
import { Figure } from "../../../ui/common/Figure.tsx";
import { Panel } from "../../../ui/common/Panel.tsx";
import { ProgressBar } from "../../../ui/common/ProgressBar.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import figures from "../KeyFigures.module.css";
import { ActivityBars } from "./ActivityBars.tsx";
import { ChangesLine } from "./ChangesLine.tsx";
import classes from "./Everywhere.module.css";
import { platformNames } from "./platformNames.ts";
import { ServerTable } from "./ServerTable.tsx";
import { messagesIn, useEverywhere } from "./useEverywhere.ts";
import { WorkLists } from "./WorkLists.tsx";

/** All servers and chats of both platforms at a glance, above the chosen one. */
export function Everywhere() {
  const t = useTranslations("everywhere");
  const { data, before } = useEverywhere();
  if (!data) return <Skeleton height={320} radius={7} />;
  return (
    <div className={classes.everywhere}>
      <ChangesLine overview={data} before={before} />
      <EveryFigure overview={data} />
      <div className={classes.pair}>
        <Panel title={t("activity")}>
          <ActivityBars days={data.activity} />
        </Panel>
        <WorkLists overview={data} />
      </div>
      <Panel title={t("servers")} flush>
        <ServerTable servers={data.servers} />
      </Panel>
    </div>
  );
}

function EveryFigure({ overview }: { overview: OverviewView }) {
  const t = useTranslations("everywhere");
  const format = useFormat();
  const { platforms, tasks, storage } = overview;
  const messages = messagesIn(overview);
  return (
    <div className={figures.figures}>
      <Figure name={t("messages")} value={format.number(messages)}>
        {platforms.map(({ platform, messages: own, servers }) => (
          <span key={platform} className={classes.line}>
            {t("ofPlatform", { platform, count: format.number(own), servers })}
          </span>
        ))}
      </Figure>
      <Figure name={t("completeness")} value={format.percent(wholeShare(platforms))}>
        {platforms.map(({ platform, completeness }) => (
          <span key={platform} className={figures.bar} title={platformNames[platform]}>
            <ProgressBar share={completeness} label={t("completenessOf", { platform })} />
          </span>
        ))}
      </Figure>
      <Figure
        name={t("tasks")}
        value={
          <Link className={figures.link} href="/tasks">
            {format.number(tasks.running)}
          </Link>
        }
      >
        <span className={classes.line}>{t("waiting", { count: tasks.waiting })}</span>
        <span className={tasks.failed > 0 ? classes.bad : classes.line}>
          {t("failed", { count: tasks.failed })}
        </span>
      </Figure>
      <Figure name={t("storage")} value={format.bytes(storage.databaseBytes + storage.fileBytes)}>
        <span className={classes.line}>
          {t("storageParts", {
            database: format.bytes(storage.databaseBytes),
            files: format.bytes(storage.fileBytes),
          })}
        </span>
        {storage.freeBytes !== null && (
          <span className={classes.line}>{t("free", { bytes: format.bytes(storage.freeBytes) })}</span>
        )}
      </Figure>
    </div>
  );
}

/** Weighed by what each platform is expected to hold; never rounds up to the whole. */
function wholeShare(platforms: OverviewView["platforms"]): number {
  const parts = platforms.filter(({ completeness }) => completeness > 0);
  const expected = parts.reduce((sum, { messages, completeness }) => sum + messages / completeness, 0);
  if (expected === 0) return platforms.length > 0 && parts.length === platforms.length ? 1 : 0;
  return parts.reduce((sum, { messages }) => sum + messages, 0) / expected;
}
