"use client";
import { use } from "react";
import { useFormat } from "../../ui/format/useFormat.ts";
import classes from "./Statistics.module.css";
import { ChartWidth } from "./useWidth.ts";

/** Horizontal bars, the longest first. */
export function RankChart({ rows }: { rows: readonly { key: string; name: string; value: number }[] }) {
  const format = useFormat();
  const width = use(ChartWidth);
  const rowHeight = 28;
  const most = Math.max(1, ...rows.map(({ value }) => value));
  const room = Math.max(10, width - 64);
  const letters = Math.max(6, Math.floor((width - 80) / 7.5));
  return (
    <svg width={width} height={rows.length * rowHeight} aria-hidden="true">
      {rows.map(({ key, name, value }, index) => (
        <g key={key}>
          <title>{`${name}: ${format.number(value)}`}</title>
          <rect
            y={index * rowHeight + 2}
            width={Math.max(2, (room * value) / most)}
            height={rowHeight - 4}
            rx={4}
            className={classes.rank}
          />
          <text x={8} y={index * rowHeight + 19} className={classes.rankName}>
            {name.length > letters ? `${name.slice(0, letters - 1)}…` : name}
          </text>
          <text x={width} y={index * rowHeight + 19} textAnchor="end" className={classes.rankValue}>
            {format.number(value)}
          </text>
        </g>
      ))}
    </svg>
  );
}
