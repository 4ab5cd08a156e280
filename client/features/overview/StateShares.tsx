"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useFormat } from "../../ui/format/useFormat.ts";
import type { ChannelSnapshot } from "../channels/channelFeed.ts";
import { StatePill } from "../channels/StatePill.tsx";
import type { ChannelFilter } from "../channels/tree.ts";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import classes from "./StateShares.module.css";
import { serverFigures } from "./serverFigures.ts";

const states = [
  ["complete", "complete"],
  ["outdated", "outdated"],
  ["partial", "partial"],
  ["gaps", "gaps"],
  ["never", "never"],
  ["empty", "empty"],
  ["unreadable", "problem"],
] as const satisfies [string, ChannelFilter][];

/** How many channels are how far; each line leads to them. */
export function StateShares({ snapshot }: { snapshot: ChannelSnapshot }) {
  const t = useTranslations("overview");
  const format = useFormat();
  const { linkTo } = useChosenGuild();
  const figures = useMemo(() => serverFigures(snapshot.channels.values()), [snapshot.channels]);
  const shown = states.filter(([state]) => figures.states[state] > 0);
  if (shown.length === 0) return <p className={classes.none}>{t("noChannels")}</p>;
  return (
    <>
      <div className={classes.bar} aria-hidden="true">
        {shown.map(([state]) => (
          <span key={state} data-state={state} style={{ flexGrow: figures.states[state] }} />
        ))}
      </div>
      <ul>
        {shown.map(([state, filter]) => (
          <li key={state}>
            <Link className={classes.line} href={linkTo("/admin", { filter })} prefetch={false}>
              <span className={classes.swatch} data-state={state} />
              <StatePill state={state} />
              <span className={classes.count}>{format.number(figures.states[state])}</span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
