"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { OverviewView } from "../../../../core/api/overview.ts";
import { ProgressBar } from "../../../ui/common/ProgressBar.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { platformNames } from "./platformNames.ts";
import classes from "./ServerTable.module.css";

type Server = OverviewView["servers"][number];
/** More are a click away: what follows on the page must not be pushed out of sight. */
const mostShown = 8;

/** Servers and chats, those in which most is going on first. */
export function ServerTable({ servers }: { servers: readonly Server[] }) {
  const t = useTranslations("everywhere");
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? servers : servers.slice(0, mostShown);
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("server")}</th>
            <th scope="col">{t("archivedShort")}</th>
            <th scope="col">{t("complete")}</th>
            <th scope="col">{t("week")}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((server) => (
            <ServerLine key={server.guildId} server={server} />
          ))}
        </tbody>
      </table>
      {servers.length > mostShown && (
        <Button variant="subtle" className={classes.more ?? ""} onClick={() => setOpen(!isOpen)}>
          {isOpen ? t("fewer") : t("all", { count: servers.length })}
        </Button>
      )}
    </>
  );
}

function ServerLine({ server }: { server: Server }) {
  const t = useTranslations("everywhere");
  const format = useFormat();
  const { guildId, name, platform, isReadable, messages, completeness, lastWeek, weekBefore } = server;
  const change = weekBefore > 0 ? lastWeek / weekBefore - 1 : null;
  return (
    <tr>
      <th scope="row">
        <Link className={classes.name} href={`/guilds/${guildId}`} prefetch={false}>
          {name}
        </Link>
        <span className={classes.about}>
          {platformNames[platform]}
          {!isReadable && <> · {t("lost")}</>}
        </span>
      </th>
      <td data-label={t("archivedShort")}>{format.compact(messages)}</td>
      <td data-label={t("complete")}>
        <span className={classes.share}>{format.percent(completeness)}</span>
        <span className={classes.bar}>
          <ProgressBar share={completeness} label={t("completenessOfServer", { name })} />
        </span>
      </td>
      <td data-label={t("week")}>
        {format.compact(lastWeek)}
        {change !== null && (
          <span className={classes.change} data-way={change < 0 ? "down" : "up"}>
            {change < 0 ? "▼" : "▲"} {format.percent(Math.abs(change))}
          </span>
        )}
      </td>
    </tr>
  );
}
