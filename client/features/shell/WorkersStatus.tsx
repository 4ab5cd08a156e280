"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import { useWorkers } from "../system/useWorkers.ts";
import classes from "./WorkersStatus.module.css";

/** Whether anybody does the work, at a glance. */
export function WorkersStatus({ onNavigate }: { onNavigate?: (() => void) | undefined }) {
  const t = useTranslations("shell");
  const { data } = useWorkers();
  const { linkTo } = useChosenGuild();
  const running = data?.workers.filter((worker) => worker.status === "running").length;
  const tone = running === undefined ? "mute" : running > 0 ? "ok" : "bad";
  return (
    <Link className={classes.status} data-tone={tone} href={linkTo("/system")} onClick={onNavigate}>
      <span className={classes.dot} />
      {running === undefined
        ? t("workersUnknown")
        : running > 0
          ? t("workersUp", { count: running })
          : t("workersNone")}
    </Link>
  );
}
