/* oxlint-disable jsx-a11y/prefer-tag-over-role -- table elements cannot be positioned row by row */
"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Platform } from "../../../../core/model/platform.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { AxisTicks } from "./AxisTicks.tsx";
import type { SortColumn, Sorting } from "./sorting.ts";
import classes from "./TreeHead.module.css";

interface TreeHeadProps {
  platform: Platform;
  axis: { from: number; to: number } | undefined;
  sorting: Sorting | null;
  onSort: (column: SortColumn) => void;
}

/** The names of the tree's columns, each a way to sort by it, and the years when all bars share one axis. */
export function TreeHead({ platform, axis, sorting, onSort }: TreeHeadProps) {
  const t = useTranslations("fetch");
  const head = (column: SortColumn, className: string | undefined, words: ReactNode) => {
    const isSorted = sorting?.column === column;
    return (
      <span
        role="columnheader"
        className={className}
        aria-sort={isSorted ? (sorting.isDescending ? "descending" : "ascending") : undefined}
      >
        <button
          type="button"
          className={classes.sort}
          title={t("sort")}
          onClick={() => onSort(column)}
          // The keys in the tree are the tree's; these are for whoever got here by Tab.
          onKeyDown={(event) => event.stopPropagation()}
        >
          <span className={classes.words}>{words}</span>
          {isSorted && <Icon name={sorting.isDescending ? "chevronDown" : "chevronUp"} size={12} />}
        </button>
      </span>
    );
  };
  return (
    <div className={classes.headGroup} role="rowgroup">
      <div className={classes.head} role="row" aria-rowindex={1}>
        <span role="columnheader" className={classes.check}>
          <span className="sr-only">{t("columnSelected")}</span>
        </span>
        {head("name", undefined, t("columnChannel"))}
        {axis && platform === "discord" ? (
          <span role="columnheader" className={classes.wide}>
            <AxisTicks axis={axis} label={t("columnCoverage")} />
          </span>
        ) : (
          head("coverage", classes.wide, t("columnCoverage"))
        )}
        {head("messages", `${classes.wide} ${classes.right}`, t("columnMessages"))}
        {head("newest", classes.newest, t("columnNewest"))}
        {head("fetched", classes.fetched, t("columnFetched"))}
        {head("state", classes.state, t("columnState"))}
      </div>
    </div>
  );
}
