"use client";
import { useTranslations } from "next-intl";
import type { LiveView } from "../../../core/api/guilds.ts";
import type { Platform } from "../../../core/model/platform.ts";
import { useFormat } from "../../ui/format/useFormat.ts";
import classes from "./LiveNote.module.css";
import { useLiveWords } from "./useLiveWords.ts";

/** Whether a server is archived as things happen, or what it still lacks. */
export function LiveNote({ live, platform }: { live: LiveView; platform: Platform }) {
  const t = useTranslations("live");
  const format = useFormat();
  const words = useLiveWords();
  return (
    <span className={classes.note} data-state={live.state} title={t(`${live.state}_hint`, { platform })}>
      <span className={classes.dot} />
      {live.state === "live" && live.since !== null
        ? t("since", { time: format.dateTime(live.since) })
        : words(live)}
    </span>
  );
}
