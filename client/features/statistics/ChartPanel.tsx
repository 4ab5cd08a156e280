"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef, useState } from "react";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { saveFile, toCsv } from "./csv.ts";
import { savePicture } from "./picture.ts";
import classes from "./Statistics.module.css";
import { ChartWidth, useWidth } from "./useWidth.ts";

type Cell = string | number | null;

/**
 * A drawing with one sentence that explains it, its table, and both as files. `chart` is one SVG, as wide
 * as ChartWidth says; without it the table is all there is.
 */
export function ChartPanel({
  title,
  sentence,
  name,
  head,
  rows,
  chart,
  isEmpty,
  children,
}: {
  title: string;
  sentence: string;
  /** Beginning of the files' names. */
  name: string;
  head: readonly string[];
  rows: readonly (readonly Cell[])[];
  chart?: ReactNode;
  isEmpty?: boolean;
  /** Below the drawing. */
  children?: ReactNode;
}) {
  const t = useTranslations("statistics");
  const [ref, width] = useWidth<HTMLDivElement>();
  const figure = useRef<HTMLElement>(null);
  const [isTable, setTable] = useState(false);
  const showsTable = isTable || !chart;
  return (
    <Panel
      title={title}
      aside={
        !isEmpty && (
          <div className={classes.tools}>
            {chart && (
              <Button
                size="compact-sm"
                variant="subtle"
                aria-pressed={isTable}
                onClick={() => setTable(!isTable)}
              >
                {t("table")}
              </Button>
            )}
            <Button
              size="compact-sm"
              variant="subtle"
              aria-label={t("csvOf", { title })}
              onClick={() =>
                saveFile(
                  `${name}.csv`,
                  new Blob([toCsv([head, ...rows])], { type: "text/csv;charset=utf-8" }),
                )
              }
            >
              {t("csv")}
            </Button>
            {chart && !isTable && (
              <Button
                size="compact-sm"
                variant="subtle"
                aria-label={t("pngOf", { title })}
                onClick={() => {
                  const svg = figure.current?.querySelector("svg");
                  if (svg) void savePicture(`${name}.png`, svg);
                }}
              >
                {t("png")}
              </Button>
            )}
          </div>
        )
      }
    >
      <p className={classes.sentence}>{sentence}</p>
      <div ref={ref}>
        {isEmpty ? (
          <EmptyState icon="empty">{t("nothing")}</EmptyState>
        ) : showsTable ? (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
          <section className={classes.tableBox} tabIndex={0} aria-label={title}>
            <table className={classes.table}>
              <thead>
                <tr>
                  {head.map((cell) => (
                    <th key={cell} scope="col">
                      {cell}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={String(row[0])}>
                    {row.map((cell, column) => (
                      <td key={head[column]}>{cell ?? "–"}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        ) : (
          <figure ref={figure} className={classes.chart}>
            <figcaption className="sr-only">{t("drawing", { title })}</figcaption>
            {width > 0 && <ChartWidth value={width}>{chart}</ChartWidth>}
          </figure>
        )}
      </div>
      {!isEmpty && children}
    </Panel>
  );
}
