"use client";
import { useElementSize } from "@mantine/hooks";
import type { Platform } from "../../../core/model/platform.ts";
import { useFormat } from "../../ui/format/useFormat.ts";
import { yearTicks } from "../coverage/yearTicks.ts";
import classes from "./MonthAxis.module.css";
import type { Column } from "./months.ts";

/** Room that a year needs. */
const labelPixels = 50;

/** The years over the coverage picture. */
export function MonthAxis({ columns, platform }: { columns: readonly Column[]; platform: Platform }) {
  const format = useFormat();
  const { ref, width } = useElementSize();
  const [first, last] = [columns[0], columns.at(-1)];
  if (!first || !last || platform !== "discord") return null;
  const axis = { from: first.from, to: last.to };
  const ticks = yearTicks(axis, Math.max(2, Math.floor(width / labelPixels)));
  return (
    <div className={classes.axis} aria-hidden="true" ref={ref}>
      {(ticks.length > 0 ? ticks : [first.from]).map((timeMs) => (
        <span
          key={timeMs}
          className={classes.tick}
          style={{
            left: `${(columns.findIndex((column) => column.from === timeMs) / columns.length) * 100}%`,
          }}
        >
          {format.year(timeMs)}
        </span>
      ))}
    </div>
  );
}
