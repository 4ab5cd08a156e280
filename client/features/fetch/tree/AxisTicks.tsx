"use client";
import { useElementSize } from "@mantine/hooks";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { yearTicks } from "../../coverage/yearTicks.ts";
import classes from "./AxisTicks.module.css";

/** Room that a year needs. */
const labelPixels = 50;

/** Years over the shared time axis. */
export function AxisTicks({ axis, label }: { axis: { from: number; to: number }; label: string }) {
  const format = useFormat();
  const { ref, width } = useElementSize();
  return (
    <span className={classes.axis} ref={ref}>
      <span className="sr-only">{label}</span>
      {yearTicks(axis, Math.max(2, Math.floor(width / labelPixels))).map((timeMs) => (
        <span
          key={timeMs}
          className={classes.tick}
          style={{ left: `${((timeMs - axis.from) / (axis.to - axis.from)) * 100}%` }}
          aria-hidden="true"
        >
          {format.year(timeMs)}
        </span>
      ))}
    </span>
  );
}
