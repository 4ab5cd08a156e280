"use client";
import { useTranslations } from "next-intl";
import classes from "./LiveMark.module.css";

/** Beside a channel's name: what is said there is archived as it is said. */
export function LiveMark() {
  const t = useTranslations("live");
  return (
    <span className={classes.mark} title={t("channel")}>
      <span className="sr-only">{t("channel")}</span>
    </span>
  );
}
