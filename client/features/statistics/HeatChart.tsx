"use client";
import { use } from "react";
import { useFormat } from "../../ui/format/useFormat.ts";
import classes from "./Statistics.module.css";
import { ChartWidth } from "./useWidth.ts";

/** Weekdays and hours, the darker the more. */
export function HeatChart({
  heat,
  weekdays,
}: {
  /** Monday first, 24 hours each. */
  heat: readonly (readonly number[])[];
  weekdays: readonly string[];
}) {
  const format = useFormat();
  const width = use(ChartWidth);
  const left = 40;
  const size = Math.max(6, (width - left) / 24);
  const rowHeight = Math.max(18, Math.min(28, size));
  const most = Math.max(1, ...heat.flat());
  const every = size < 20 ? 6 : 3;
  return (
    <svg width={width} height={7 * rowHeight + 22} aria-hidden="true">
      {heat.map((hours, day) => (
        <g key={weekdays[day]}>
          <text x={0} y={day * rowHeight + rowHeight / 2 + 4} className={classes.tick}>
            {weekdays[day]}
          </text>
          {hours.map((count, hour) => (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its place
              key={hour}
              x={left + hour * size + 0.5}
              y={day * rowHeight + 0.5}
              width={size - 1}
              height={rowHeight - 1}
              rx={2}
              className={count === 0 ? classes.heatNone : classes.heat}
              opacity={count === 0 ? 1 : 0.15 + (0.85 * count) / most}
            >
              <title>{`${weekdays[day]} ${hour}:00: ${format.number(count)}`}</title>
            </rect>
          ))}
        </g>
      ))}
      {Array.from({ length: 24 / every }, (_, index) => index * every).map((hour) => (
        <text key={hour} x={left + hour * size} y={7 * rowHeight + 16} className={classes.tick}>
          {hour}
        </text>
      ))}
    </svg>
  );
}
