/* oxlint-disable jsx-a11y/prefer-tag-over-role -- table elements cannot be positioned row by row */
/* oxlint-disable jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions, jsx-a11y/control-has-associated-label -- the tree takes the keys (useTreeKeys.ts); the pointer only does the same */
"use client";
import { useTranslations } from "next-intl";
import { memo } from "react";
import type { OpenTaskView } from "../../../../core/api/guilds.ts";
import type { Platform } from "../../../../core/model/platform.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { channelIcon } from "../../channels/channelIcon.ts";
import type { TreeNode, TreeRow } from "../../channels/tree.ts";
import type { Stretch } from "../../coverage/coverage.ts";
import { LiveMark } from "../../live/LiveMark.tsx";
import classes from "./ChannelRow.module.css";
import { CheckMark } from "./CheckMark.tsx";
import { RowCells } from "./RowCells.tsx";
import type { Checked } from "./selection.ts";

interface ChannelRowProps {
  row: TreeRow;
  index: number;
  platform: Platform;
  axis: { from: number; to: number } | undefined;
  openTask: OpenTaskView | undefined;
  checked: Checked | null;
  isActive: boolean;
  /** Pixels from the first row's top; null for the one that stays above those in sight. */
  top: number | null;
  onToggle: (index: number, withShift: boolean) => void;
  onFold: (node: TreeNode, open: boolean) => void;
  onOpen: (node: TreeNode) => void;
  onPick: (node: TreeNode, stretch: Stretch) => void;
}

/** One channel. Its keys are the tree's: the elements in it answer the pointer only. */
function PlainChannelRow(props: ChannelRowProps) {
  const { row, index, checked, isActive, top, onToggle, onFold, onOpen } = props;
  const { node, depth, isExpanded, childCount } = row;
  const { channel } = node;
  const t = useTranslations("fetch");
  const format = useFormat();
  const isGroup = channel.kind === "category";
  return (
    <div
      id={`row-${channel.id}`}
      className={classes.row}
      style={top === null ? undefined : { transform: `translateY(${top}px)` }}
      role="row"
      aria-rowindex={index + 2}
      aria-level={depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.setSize}
      aria-expanded={childCount > 0 ? isExpanded : undefined}
      aria-selected={checked === "all"}
      data-active={isActive || undefined}
      data-sticky={top === null || undefined}
      data-group={isGroup || undefined}
      data-checked={checked === "all" || checked === "some" || undefined}
      onClick={(event) => onToggle(index, event.shiftKey)}
    >
      <span role="gridcell" className={classes.check}>
        {checked !== null && <CheckMark checked={checked} />}
      </span>
      <span role="gridcell" className={classes.name} style={{ paddingInlineStart: depth * 18 }}>
        <span
          className={classes.twisty}
          data-open={isExpanded || undefined}
          onClick={(event) => {
            event.stopPropagation();
            if (childCount > 0) onFold(node, !isExpanded);
          }}
        >
          {childCount > 0 && <Icon name="chevronRight" size={14} />}
        </span>
        {!isGroup && <Icon name={channelIcon(channel.kind)} size={15} className={classes.kind} />}
        <span
          className={classes.label}
          data-quiet={channel.isArchived || channel.isRemoved || undefined}
          title={channel.name}
          onClick={(event) => {
            if (isGroup) return;
            event.stopPropagation();
            onOpen(node);
          }}
        >
          {channel.name}
        </span>
        {channel.isLive && <LiveMark />}
        {childCount > 0 && <span className={classes.children}>{format.number(childCount)}</span>}
        {channel.isRemoved && <span className={classes.note}>{t("removed")}</span>}
      </span>
      {isGroup ? <span role="gridcell" className={classes.rest} /> : <RowCells {...props} />}
    </div>
  );
}

export const ChannelRow = memo(PlainChannelRow);
