/* oxlint-disable jsx-a11y/prefer-tag-over-role -- the bar of a progress element cannot glide between values */
"use client";
import { useFormat } from "../format/useFormat.ts";
import classes from "./ProgressBar.module.css";

/** `share` from 0 to 1. `label` names what progresses, for screen readers. */
export function ProgressBar({
  share,
  tone = "accent",
  label,
  size = "small",
}: {
  share: number;
  tone?: "accent" | "ok" | "warn" | "bad" | "mute";
  label: string;
  size?: "small" | "large";
}) {
  const format = useFormat();
  return (
    <div
      className={classes.track}
      data-tone={tone}
      data-size={size}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share * 100)}
      aria-valuetext={format.percent(share)}
    >
      <div className={classes.fill} style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}
