"use client";
import { useTranslations } from "next-intl";
import type { CoverageState } from "../../../core/model/channel.ts";
import { useFormat } from "../../hooks/useFormat.ts";
import type { IconName } from "../../lib/icons.ts";
import { Icon } from "./Icon.tsx";
import classes from "./Pill.module.css";

const looks: Record<CoverageState, { icon: IconName; tone: string }> = {
  never: { icon: "empty", tone: "plain" },
  partial: { icon: "warning", tone: "warn" },
  outdated: { icon: "clock", tone: "accent" },
  complete: { icon: "done", tone: "ok" },
  unreadable: { icon: "lock", tone: "bad" },
  empty: { icon: "done", tone: "plain" },
  none: { icon: "info", tone: "plain" },
};

/** How much of a channel is archived, in a word; with the share (0 to 1) where it is given and says more. */
export function StatePill({ state, share }: { state: CoverageState; share?: number }) {
  const t = useTranslations("states");
  const format = useFormat();
  const saysMore = share !== undefined && (state === "partial" || state === "outdated");
  const { icon, tone } = looks[state];
  return (
    <span className={classes.pill} data-tone={tone} data-bare>
      <Icon name={icon} size={13} />
      {t(state)}
      {saysMore && <span className={classes.share}>{format.percent(share)}</span>}
    </span>
  );
}
