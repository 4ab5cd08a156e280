"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { Icon } from "../../../ui/icons/Icon.tsx";
import classes from "./GapLine.module.css";

/** Here the archive does not know what was said. */
export function GapLine({
  from,
  to,
  onFetch,
}: {
  from: string;
  to: string;
  onFetch: ((fromId: string, toId: string) => Promise<void>) | null;
}) {
  const t = useTranslations("reader");
  return (
    <li className={classes.gap}>
      <Icon name="warning" size={15} />
      <span className={classes.words}>{t("gap")}</span>
      {onFetch && (
        <Button size="compact-sm" variant="default" onClick={() => void onFetch(from, to)}>
          {t("fetchGap")}
        </Button>
      )}
    </li>
  );
}
