"use client";
import { useTranslations } from "next-intl";
import type { MirrorView } from "../../../core/api/mirrors.ts";
import { Ago } from "../../ui/common/Ago.tsx";
import { LinkText } from "../../ui/common/LinkText.tsx";
import { Pill, type PillLook } from "../../ui/common/Pill.tsx";
import classes from "./Mirrors.module.css";

const looks: Record<MirrorView["state"], PillLook> = {
  paused: { icon: "pause", tone: "mute" },
  blocked: { icon: "warning", tone: "bad" },
  moved: { icon: "copy", tone: "mute" },
  account_refused: { icon: "warning", tone: "bad" },
  without_account: { icon: "warning", tone: "bad" },
  waiting: { icon: "clock", tone: "warn" },
  working: { icon: "play", tone: "accent" },
  up_to_date: { icon: "done", tone: "ok" },
};

/** How a mirror stands: a word, what is in its way, and when it is tried again. */
export function MirrorState({ mirror }: { mirror: MirrorView }) {
  const t = useTranslations("mirrors");
  const { state, blockedReason, resumeAt } = mirror;
  return (
    <div className={classes.state}>
      <Pill look={looks[state]}>{t(`state_${state}`)}</Pill>
      {state === "blocked" && blockedReason && <span>{t(`blocked_${blockedReason}`)}</span>}
      {state === "account_refused" && <span>{t("accountRefused")}</span>}
      {mirror.movedTo !== null && <LinkText href={`/mirrors/${mirror.movedTo}`}>{t("movedTo")}</LinkText>}
      {mirror.isRateLimited && <span>{t("rateLimited")}</span>}
      {resumeAt && state !== "paused" && (
        <span className={classes.quiet}>
          {t("again")} <Ago at={resumeAt} />
        </span>
      )}
    </div>
  );
}
