"use client";
import { useTranslations } from "next-intl";
import { Pill, type PillLook } from "../../ui/common/Pill.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import classes from "./StatePill.module.css";
import type { ShownState } from "./shownState.ts";

const looks: Record<ShownState, PillLook> = {
  never: { icon: "fetch", tone: "plain" },
  partial: { icon: "clock", tone: "accent" },
  gaps: { icon: "warning", tone: "warn" },
  outdated: { icon: "clock", tone: "accent" },
  complete: { icon: "done", tone: "ok" },
  unreadable: { icon: "lock", tone: "bad" },
  empty: { icon: "empty", tone: "plain" },
  none: { icon: "info", tone: "plain" },
};

/** How much of a channel is archived, in a word; with the share (0 to 1) where it is given and says more. */
export function StatePill({ state, share }: { state: ShownState; share?: number }) {
  const t = useTranslations("states");
  const format = useFormat();
  const saysMore = share !== undefined && (state === "partial" || state === "gaps" || state === "outdated");
  return (
    <Pill look={looks[state]} bare>
      {t(state)}
      {saysMore && <span className={classes.share}>{format.percent(share)}</span>}
    </Pill>
  );
}
