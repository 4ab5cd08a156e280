/* oxlint-disable jsx-a11y/prefer-tag-over-role -- table elements cannot be positioned row by row */
"use client";
import { useCallbackRef, useElementSize, useMergedRef } from "@mantine/hooks";
import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";
import type { Platform } from "../../../../core/model/platform.ts";
import type { ChannelSnapshot } from "../../channels/channelFeed.ts";
import type { TreeNode } from "../../channels/tree.ts";
import type { Stretch } from "../../coverage/coverage.ts";
import { ChannelRow } from "./ChannelRow.tsx";
import classes from "./ChannelTree.module.css";
import { checkedOf } from "./selection.ts";
import { TreeHead } from "./TreeHead.tsx";
import type { ChannelTreeState } from "./useChannelTree.ts";
import { useTreeKeys } from "./useTreeKeys.ts";
import { useTreeWindow } from "./useTreeWindow.ts";

interface ChannelTreeProps {
  state: ChannelTreeState;
  snapshot: ChannelSnapshot;
  platform: Platform;
  /** One time axis for all bars; each channel's own life when undefined. */
  axis: { from: number; to: number } | undefined;
  onOpen: (node: TreeNode) => void;
  onPick: (node: TreeNode, stretch: Stretch) => void;
}

/** Below this width a row takes two lines. */
const narrowPixels = 640;

/** All channels of a server. Only the rows in sight exist; the category they belong to stays at the top. */
export function ChannelTree({ state, snapshot, platform, axis, onOpen, onPick }: ChannelTreeProps) {
  const t = useTranslations("fetch");
  const { rows, selection } = state;
  const [activeId, setActiveId] = useState<string | null>(null);
  /** Where a range chosen with Shift starts. */
  const [anchorIndex, setAnchorIndex] = useState(0);
  const size = useElementSize();
  const isNarrow = size.width > 0 && size.width < narrowPixels;
  const view = useTreeWindow(rows, isNarrow ? 60 : 38);
  const activeIndex = Math.max(
    0,
    rows.findIndex((row) => row.node.channel.id === activeId),
  );

  const moveTo = useCallback(
    (index: number) => {
      setActiveId(rows[index]?.node.channel.id ?? null);
      view.scrollTo(index);
    },
    [rows, view],
  );
  const onKeyDown = useTreeKeys({
    rows,
    activeIndex,
    pageSize: 12,
    moveTo,
    fold: state.fold,
    toggleRow: state.toggleRow,
    setRows: state.setRows,
    selectAll: () => state.select("all"),
    open: onOpen,
  });
  // The same function from one drawing to the next: a row that did not change is then not drawn again while one scrolls.
  const onRowClick = useCallbackRef((index: number, withShift: boolean) => {
    const row = rows[index];
    if (!row) return;
    setActiveId(row.node.channel.id);
    if (withShift) {
      const [from, to] = [Math.min(anchorIndex, index), Math.max(anchorIndex, index)];
      state.setRows(
        rows.slice(from, to + 1).map((each) => each.node),
        true,
      );
    } else {
      setAnchorIndex(index);
      state.toggleRow(row.node);
    }
  });
  const openRow = useCallbackRef(onOpen);
  const pick = useCallbackRef(onPick);

  return (
    <div className={classes.frame} data-narrow={isNarrow || undefined}>
      <div
        ref={useMergedRef(view.scrollRef, size.ref)}
        className={classes.scroller}
        role="treegrid"
        aria-label={t("tree")}
        aria-multiselectable="true"
        aria-rowcount={rows.length + 1}
        aria-activedescendant={rows.length > 0 ? `row-${rows[activeIndex]?.node.channel.id}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <TreeHead platform={platform} axis={axis} sorting={state.sorting} onSort={state.sortBy} />
        <div className={classes.rows} role="rowgroup" style={{ height: view.totalSize }}>
          {view.items.map(({ index, start, isSticky }) => {
            const row = rows[index];
            if (!row) return null;
            return (
              <ChannelRow
                key={row.node.channel.id}
                row={row}
                index={index}
                platform={platform}
                axis={axis}
                openTask={snapshot.openTasks.get(row.node.channel.id)}
                checked={checkedOf(row.node, selection)}
                isActive={index === activeIndex}
                top={isSticky ? null : start}
                onToggle={onRowClick}
                onFold={state.fold}
                onOpen={openRow}
                onPick={pick}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
