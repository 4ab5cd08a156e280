/* oxlint-disable jsx-a11y/prefer-tag-over-role -- table elements cannot be positioned row by row */
"use client";
import { useTranslations } from "next-intl";
import type { Platform } from "../../../../core/model/platform.ts";
import { AxisTicks } from "./AxisTicks.tsx";
import classes from "./TreeHead.module.css";

/** The names of the tree's columns, and the years when all bars share one axis. */
export function TreeHead({
  platform,
  axis,
}: {
  platform: Platform;
  axis: { from: number; to: number } | undefined;
}) {
  const t = useTranslations("fetch");
  return (
    <div className={classes.headGroup} role="rowgroup">
      <div className={classes.head} role="row" aria-rowindex={1}>
        <span role="columnheader" className={classes.check}>
          <span className="sr-only">{t("columnSelected")}</span>
        </span>
        <span role="columnheader">{t("columnChannel")}</span>
        <span role="columnheader" className={classes.wide}>
          {axis && platform === "discord" ? (
            <AxisTicks axis={axis} label={t("columnCoverage")} />
          ) : (
            t("columnCoverage")
          )}
        </span>
        <span role="columnheader" className={`${classes.wide} ${classes.right}`}>
          {t("columnMessages")}
        </span>
        <span role="columnheader" className={classes.newest}>
          {t("columnNewest")}
        </span>
        <span role="columnheader" className={classes.fetched}>
          {t("columnFetched")}
        </span>
        <span role="columnheader" className={classes.state}>
          {t("columnState")}
        </span>
      </div>
    </div>
  );
}
