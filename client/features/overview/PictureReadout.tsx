"use client";
import { useTranslations } from "next-intl";
import type { ChannelView } from "../../../core/api/guilds.ts";
import type { Platform } from "../../../core/model/platform.ts";
import { useFormat } from "../../ui/format/useFormat.ts";
import { coveredShare, stretchesOf } from "../coverage/coverage.ts";
import { type Column, levels } from "./months.ts";
import classes from "./PictureReadout.module.css";

/** A month of a channel: indexes into the picture's rows and columns. */
export interface Cell {
  row: number;
  column: number;
}

interface PictureReadoutProps {
  cell: Cell | null;
  channels: readonly ChannelView[];
  columns: readonly Column[];
  platform: Platform;
}

/** Below the picture: what the pointer or the arrow keys are on, and what the colours mean. */
export function PictureReadout({ cell, channels, columns, platform }: PictureReadoutProps) {
  const t = useTranslations("overview");
  const tCoverage = useTranslations("coverage");
  const format = useFormat();
  const words = () => {
    const channel = cell && channels[cell.row];
    const column = cell && columns[cell.column];
    if (!channel || !column) return t("pictureHint");
    const share = coveredShare(stretchesOf(channel, platform), column.from, column.to);
    const when =
      platform === "discord"
        ? format.month(column.from)
        : tCoverage("messageRange", { from: format.number(column.from), to: format.number(column.to) });
    return (
      <>
        <strong>{channel.name}</strong> · {when} ·{" "}
        {share === null ? t("notBorn") : t("shareArchived", { share: format.percent(share) })}
      </>
    );
  };
  return (
    <div className={classes.foot}>
      <p className={classes.readout} id="picture-readout" aria-live="polite">
        {words()}
      </p>
      <ul className={classes.legend}>
        {levels.map((level) => (
          <li key={level} data-level={level}>
            {t(`level_${level}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}
