"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { Platform } from "../../../../core/model/platform.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import type { Stretch } from "../../coverage/coverage.ts";
import { useStretchWords } from "../../coverage/useStretchWords.ts";
import classes from "./GapList.module.css";

interface GapListProps {
  gaps: Stretch[];
  platform: Platform;
  /** When what is missing was written, where ids do not tell; null while unknown. */
  datesOf: (gap: Stretch) => string | null;
  onFetch: (gap: Stretch) => void;
}

/** What is missing of a channel, newest first, each with its way to fetch it. */
export function GapList({ gaps, platform, datesOf, onFetch }: GapListProps) {
  const t = useTranslations("coverage");
  const words = useStretchWords();
  if (gaps.length === 0) {
    return (
      <p className={classes.none}>
        <Icon name="done" size={16} />
        {t("noGaps")}
      </p>
    );
  }
  return (
    <section>
      <h3 className={classes.title}>{t("gaps", { count: gaps.length })}</h3>
      <ul className={classes.list}>
        {gaps.toReversed().map((gap) => {
          const { range, length } = words(gap, platform);
          return (
            <li key={gap.fromId} className={classes.gap}>
              <span className={classes.words}>
                <span className={classes.range}>{range}</span>
                <span className={classes.detail}>
                  {[t(gap.kind), length, datesOf(gap)].filter(Boolean).join(" · ")}
                </span>
              </span>
              <Button
                size="compact-sm"
                variant="light"
                onClick={() => onFetch(gap)}
                aria-label={t("fetchGap", { range })}
              >
                {t("fetchThis")}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
