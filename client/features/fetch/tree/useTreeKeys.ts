"use client";
/** The keyboard of the channel tree (ARIA treegrid pattern, rows as the units of focus). */
import { type KeyboardEvent, useCallback } from "react";
import type { TreeNode, TreeRow } from "../../channels/tree.ts";

interface TreeKeysOptions {
  rows: readonly TreeRow[];
  activeIndex: number;
  /** How many rows Page Up and Page Down move. */
  pageSize: number;
  moveTo: (index: number) => void;
  fold: (node: TreeNode, open: boolean) => void;
  toggleRow: (node: TreeNode) => void;
  setRows: (nodes: TreeNode[], chosen: boolean) => void;
  selectAll: () => void;
  open: (node: TreeNode) => void;
}

/** The handler for the tree's element. Keys it does not know are left alone. */
export function useTreeKeys(options: TreeKeysOptions): (event: KeyboardEvent) => void {
  const { rows, activeIndex, pageSize, moveTo, fold, toggleRow, setRows, selectAll, open } = options;
  return useCallback(
    (event: KeyboardEvent) => {
      const row = rows[activeIndex];
      if (!row || event.altKey) return;
      const { node } = row;
      const move = (to: number) => {
        const index = Math.max(0, Math.min(rows.length - 1, to));
        if (event.shiftKey) setRows([node, rows[index]?.node ?? node], true);
        moveTo(index);
      };
      const left = () => {
        if (row.isExpanded) fold(node, false);
        else if (node.parent) moveTo(rows.findIndex((each) => each.node === node.parent));
      };
      const right = () => {
        if (row.childCount === 0) return;
        if (row.isExpanded) moveTo(activeIndex + 1);
        else fold(node, true);
      };
      const actions: Record<string, () => void> = {
        ArrowDown: () => move(activeIndex + 1),
        ArrowUp: () => move(activeIndex - 1),
        PageDown: () => move(activeIndex + pageSize),
        PageUp: () => move(activeIndex - pageSize),
        Home: () => move(0),
        End: () => move(rows.length - 1),
        ArrowLeft: left,
        ArrowRight: right,
        " ": () => toggleRow(node),
        Enter: () => open(node),
      };
      if (event.ctrlKey || event.metaKey) {
        if (event.key.toLowerCase() !== "a") return;
        event.preventDefault();
        selectAll();
        return;
      }
      const action = actions[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    },
    [rows, activeIndex, pageSize, moveTo, fold, toggleRow, setRows, selectAll, open],
  );
}
