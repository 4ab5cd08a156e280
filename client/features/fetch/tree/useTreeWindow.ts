"use client";
/** Which rows of the tree exist at the moment. */
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useMemo, useRef } from "react";
import type { TreeRow } from "../../channels/tree.ts";

/** Height of the head that stays above the rows. */
const headPixels = 36;

interface WindowItem {
  index: number;
  /** Pixels from the first row's top. */
  start: number;
  /** It left the window upwards and stays at its top, since rows below belong to it. */
  isSticky: boolean;
}

interface TreeWindow {
  scrollRef: RefObject<HTMLDivElement | null>;
  totalSize: number;
  items: WindowItem[];
  scrollTo: (index: number) => void;
}

/** `rowPixels`: height of every row. The category in sight stays in sight. */
export function useTreeWindow(rows: readonly TreeRow[], rowPixels: number): TreeWindow {
  const scrollRef = useRef<HTMLDivElement | null>(null);
  const sticky = useRef(-1);
  const categories = useMemo(
    () => rows.flatMap((row, index) => (row.node.channel.kind === "category" ? [index] : [])),
    [rows],
  );
  const rangeExtractor = useCallback(
    (range: Range) => {
      const above = categories.findLast((index) => index < range.startIndex) ?? -1;
      // Not once the next category's rows, or rows outside any category, are at the top.
      const first = rows[range.startIndex];
      const belongs = above >= 0 && first !== undefined && isBelow(first, rows[above]);
      sticky.current = belongs ? above : -1;
      const indexes = defaultRangeExtractor(range);
      return belongs && !indexes.includes(above) ? [above, ...indexes] : indexes;
    },
    [categories, rows],
  );
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => rowPixels,
    overscan: 8,
    scrollPaddingStart: headPixels + rowPixels,
    rangeExtractor,
    getItemKey: (index) => rows[index]?.node.channel.id ?? index,
  });
  return {
    scrollRef,
    totalSize: virtualizer.getTotalSize(),
    items: virtualizer
      .getVirtualItems()
      .map(({ index, start }) => ({ index, start, isSticky: index === sticky.current })),
    scrollTo: (index) => virtualizer.scrollToIndex(index),
  };
}

const isBelow = (row: TreeRow, ancestor: TreeRow | undefined): boolean => {
  for (let at = row.node.parent; at; at = at.parent) if (at === ancestor?.node) return true;
  return false;
};
