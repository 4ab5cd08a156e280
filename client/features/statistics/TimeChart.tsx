"use client";
import { use } from "react";
import { useFormat } from "../../ui/format/useFormat.ts";
import classes from "./Statistics.module.css";
import { ChartWidth } from "./useWidth.ts";

export interface TimePoint {
  key: string;
  /** As it stands under the axis and in the bar's tooltip. */
  label: string;
  /** As it stands under the axis and in the bar's tooltip. */
  value: number;
  /** Drawn as a line over the bars, on a scale of its own. */
  line?: number | null;
  /** What it is compared with, as a thin mark. */
  before?: number | undefined;
  /** Some of it is not archived. */
  isIncomplete: boolean;
}

/** Bars over time. What is incomplete is hatched to the top, so that no low bar there is taken for silence. */
export function TimeChart({ points, height = 220 }: { points: readonly TimePoint[]; height?: number }) {
  const format = useFormat();
  const width = use(ChartWidth);
  const left = 48;
  const bottom = 24;
  const innerWidth = Math.max(1, width - left - 4);
  const innerHeight = height - bottom - 8;
  const most = Math.max(1, ...points.map(({ value, before }) => Math.max(value, before ?? 0)));
  const mostLine = Math.max(1, ...points.map(({ line }) => line ?? 0));
  const step = innerWidth / Math.max(1, points.length);
  const y = (value: number) => 8 + innerHeight * (1 - value / most);
  const every = Math.max(1, Math.ceil(points.length / Math.max(1, Math.floor(innerWidth / 84))));
  const line = points
    .flatMap((point, index) =>
      point.line === null || point.line === undefined
        ? []
        : `${left + (index + 0.5) * step},${8 + innerHeight * (1 - (0.95 * point.line) / mostLine)}`,
    )
    .join(" ");
  return (
    <svg width={width} height={height} aria-hidden="true">
      <defs>
        <pattern
          id="hatched"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <line x1="0" y1="0" x2="0" y2="6" className={classes.hatch} />
        </pattern>
      </defs>
      {[0, 0.5, 1].map((share) => (
        <g key={share}>
          <line x1={left} x2={width - 4} y1={y(share * most)} y2={y(share * most)} className={classes.grid} />
          <text x={left - 8} y={y(share * most) + 4} textAnchor="end" className={classes.tick}>
            {share * most >= 1 || share === 0 ? format.axis(Math.round(share * most)) : ""}
          </text>
        </g>
      ))}
      {points.map((point, index) => {
        const x = left + index * step;
        const gap = step > 4 ? Math.min(4, step * 0.2) : 0;
        return (
          <g key={point.key}>
            <title>{`${point.label}: ${format.number(point.value)}`}</title>
            {point.isIncomplete && (
              <rect x={x} y={8} width={step} height={innerHeight} fill="url(#hatched)" opacity={0.5} />
            )}
            <rect
              x={x + gap / 2}
              y={y(point.value)}
              width={Math.max(0.5, step - gap)}
              height={Math.max(0, y(0) - y(point.value))}
              rx={step > 6 ? 2 : 0}
              className={classes.bar}
            />
            {point.before !== undefined && (
              <line
                x1={x + gap / 2}
                x2={x + step - gap / 2}
                y1={y(point.before)}
                y2={y(point.before)}
                className={classes.before}
              />
            )}
            {index % every === 0 && (
              <text x={x + 2} y={height - 6} className={classes.tick}>
                {point.label}
              </text>
            )}
          </g>
        );
      })}
      {line !== "" && <polyline points={line} className={classes.line} />}
    </svg>
  );
}
