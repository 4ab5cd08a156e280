/* oxlint-disable jsx-a11y/prefer-tag-over-role -- table elements cannot be positioned row by row */
"use client";
import { useTranslations } from "next-intl";
import type { OpenTaskView } from "../../../../core/api/guilds.ts";
import type { Platform } from "../../../../core/model/platform.ts";
import { Ago } from "../../../ui/common/Ago.tsx";
import { timeOfId } from "../../../ui/format/ids.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { ChannelStatus } from "../../channels/ChannelStatus.tsx";
import type { TreeNode, TreeRow } from "../../channels/tree.ts";
import { useMissingWords } from "../../channels/useMissingWords.ts";
import { CoverageBar } from "../../coverage/CoverageBar.tsx";
import type { Stretch } from "../../coverage/coverage.ts";
import classes from "./RowCells.module.css";

interface RowCellsProps {
  row: TreeRow;
  platform: Platform;
  axis: { from: number; to: number } | undefined;
  openTask: OpenTaskView | undefined;
  onPick: (node: TreeNode, stretch: Stretch) => void;
}

/** What is known of a channel's history, after its name. */
export function RowCells({ row: { node }, platform, axis, openTask, onPick }: RowCellsProps) {
  const { channel } = node;
  const t = useTranslations("fetch");
  const format = useFormat();
  const missing = useMissingWords();
  const newest = channel.newestMessageId === null ? null : timeOfId(channel.newestMessageId, platform);
  const isBarred = channel.state === "unreadable" && channel.share === 0;
  const hasBar = channel.hasHistory && channel.state !== "empty" && !isBarred;
  return (
    <>
      <span role="gridcell" className={classes.coverage}>
        {isBarred && <span className={classes.missing}>{missing(channel.missing)}</span>}
        {hasBar && (
          <CoverageBar
            channel={channel}
            platform={platform}
            axis={axis}
            isFilling={openTask?.status === "running"}
            onPick={channel.state === "unreadable" ? undefined : (stretch) => onPick(node, stretch)}
          />
        )}
      </span>
      <span role="gridcell" className={classes.count}>
        {channel.hasHistory && format.number(channel.messageCount)}
      </span>
      <span role="gridcell" className={classes.newest}>
        {newest !== null && format.date(newest)}
      </span>
      <span role="gridcell" className={classes.fetched}>
        {channel.lastFetchedAt ? <Ago at={channel.lastFetchedAt} /> : channel.hasHistory && t("notYet")}
      </span>
      <span role="gridcell" className={classes.state}>
        <ChannelStatus channel={channel} openTask={openTask} />
      </span>
    </>
  );
}
