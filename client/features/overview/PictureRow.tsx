/* oxlint-disable jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the picture takes the keys (CoveragePicture.tsx) */
"use client";
import { memo } from "react";
import type { ChannelView } from "../../../core/api/guilds.ts";
import type { Platform } from "../../../core/model/platform.ts";
import { stretchesOf } from "../coverage/coverage.ts";
import { type Column, runsOf } from "./months.ts";
import classes from "./PictureRow.module.css";

interface PictureRowProps {
  channel: ChannelView;
  platform: Platform;
  columns: readonly Column[];
  /** Pixels from the first row's top. */
  start: number;
  activeColumn: number | null;
  onPoint: (column: number) => void;
  onOpen: () => void;
}

/** One channel's months. */
function PlainPictureRow({
  channel,
  platform,
  columns,
  start,
  activeColumn,
  onPoint,
  onOpen,
}: PictureRowProps) {
  const count = columns.length;
  return (
    <div className={classes.row} style={{ transform: `translateY(${start}px)` }} onClick={onOpen}>
      <span className={classes.label} title={channel.name}>
        {channel.name}
      </span>
      <svg
        className={classes.months}
        viewBox={`0 0 ${count} 1`}
        preserveAspectRatio="none"
        aria-hidden="true"
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const column = Math.floor(((event.clientX - box.left) / box.width) * count);
          onPoint(Math.max(0, Math.min(count - 1, column)));
        }}
      >
        {runsOf(stretchesOf(channel, platform), columns).map(
          ({ first, length, level }) =>
            level !== null && (
              <rect key={first} className={classes[level]} x={first} y={0} width={length} height={1} />
            ),
        )}
        {activeColumn !== null && (
          <rect className={classes.active} x={activeColumn} y={0} width={1} height={1} />
        )}
      </svg>
    </div>
  );
}

export const PictureRow = memo(
  PlainPictureRow,
  (before, after) =>
    before.channel === after.channel &&
    before.columns === after.columns &&
    before.start === after.start &&
    before.activeColumn === after.activeColumn,
);
