"use client";
/** The channel tree of the fetch console: what is shown of it, and what is chosen in it. */
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import type { ChannelView } from "../../../../core/api/guilds.ts";
import { matches } from "../../../ui/format/fold.ts";
import type { ChannelSnapshot } from "../../channels/channelFeed.ts";
import {
  buildTree,
  type ChannelFilter,
  type ChannelTree,
  countFilters,
  passesFilter,
  type TreeNode,
  type TreeRow,
  visibleRows,
} from "../../channels/tree.ts";
import {
  applyPreset,
  isSelectable,
  type Selection,
  type SelectionPreset,
  setNodes,
  toggle,
} from "./selection.ts";
import { comparisonOf, nextSorting, type SortColumn, type Sorting } from "./sorting.ts";

export interface ChannelTreeState {
  tree: ChannelTree;
  rows: TreeRow[];
  filterCounts: Record<ChannelFilter, number>;
  /** Channels that could be chosen. */
  selectableCount: number;
  search: string;
  setSearch: (text: string) => void;
  selection: Selection;
  toggleRow: (node: TreeNode) => void;
  setRows: (nodes: TreeNode[], chosen: boolean) => void;
  select: (preset: SelectionPreset) => void;
  /** Null: as the platform lists them. */
  sorting: Sorting | null;
  sortBy: (column: SortColumn) => void;
  /** Opens or closes a row that has children. */
  fold: (node: TreeNode, open: boolean) => void;
}

const none: Selection = new Set();

/** Presets act on what search and filter leave: "all" of what one sees. */
export function useChannelTree(snapshot: ChannelSnapshot, filter: ChannelFilter): ChannelTreeState {
  const [search, setSearch] = useState("");
  const [selection, setSelection] = useState<Selection>(none);
  /** Rows that are not as they are by default: categories open, channels with threads closed. */
  const [turned, setTurned] = useState<ReadonlySet<string>>(none);
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const compare = useMemo(() => sorting && comparisonOf(sorting), [sorting]);
  const wantedText = useDeferredValue(search.trim());

  const tree = useMemo(() => buildTree(snapshot.channels.values()), [snapshot.channels]);
  const filterCounts = useMemo(() => countFilters(snapshot.channels.values()), [snapshot.channels]);

  const isWanted = useMemo(() => {
    if (filter === "all" && wantedText === "") return null;
    return (channel: ChannelView) =>
      (filter === "all" || (channel.hasHistory && passesFilter(channel, filter))) &&
      matches(channel.name, wantedText);
  }, [filter, wantedText]);

  const isExpanded = useCallback(
    (node: TreeNode) => (node.channel.kind === "category") !== turned.has(node.channel.id),
    [turned],
  );
  const rows = useMemo(
    () => visibleRows(tree, { isExpanded, isWanted, compare }),
    [tree, isExpanded, isWanted, compare],
  );

  const reachable = useMemo(
    () => [...snapshot.channels.values()].filter((channel) => isWanted === null || isWanted(channel)),
    [snapshot.channels, isWanted],
  );
  const selectableCount = useMemo(() => reachable.filter(isSelectable).length, [reachable]);

  const fold = useCallback(
    (node: TreeNode, open: boolean) =>
      setTurned((before) => {
        const next = new Set(before);
        if ((node.channel.kind === "category") === open) next.delete(node.channel.id);
        else next.add(node.channel.id);
        return next;
      }),
    [],
  );
  return {
    tree,
    rows,
    filterCounts,
    selectableCount,
    search,
    setSearch,
    selection,
    toggleRow: useCallback((node) => setSelection((before) => toggle(before, node)), []),
    setRows: useCallback((nodes, chosen) => setSelection((before) => setNodes(before, nodes, chosen)), []),
    select: useCallback(
      (preset) => setSelection((before) => applyPreset(before, reachable, preset)),
      [reachable],
    ),
    fold,
    sorting,
    sortBy: useCallback((column) => setSorting((before) => nextSorting(before, column)), []),
  };
}
