"use client";
/** Where a list of messages stands: it keeps its place when messages come above, and asks for more near its ends. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import type { ShownTimesStore } from "../timeline/shownTimes.ts";
import type { MessageWindow } from "../window/messageWindow.ts";
import { elementOf, messagesIn } from "./elements.ts";

/** So near an end (pixels) the next page is asked for: about a second of quick scrolling. */
const aheadPixels = 1_500;
/** So near the bottom one counts as reading along, and stays there when something is said. */
const bottomPixels = 40;

interface ListPlace {
  window: MessageWindow;
  loadOlder: () => void;
  loadNewer: () => void;
  /** Told which times are in view. */
  shown: ShownTimesStore;
}

interface Anchor {
  id: string;
  /** Pixels below the upper edge. */
  offset: number;
}

/** Returns the ref for the element that scrolls. */
export function useListPlace({
  window,
  loadOlder,
  loadNewer,
  shown,
}: ListPlace): RefObject<HTMLElement | null> {
  const scroller = useRef<HTMLElement>(null);
  /** The message at the upper edge and how far below it stands; what comes above must not move it. */
  const anchor = useRef<Anchor | null>(null);
  const isReadingAlong = useRef(false);
  const isPlaced = useRef(false);
  const current = useRef(window);

  useLayoutEffect(() => {
    const view = scroller.current;
    if (!view) return;
    current.current = window;
    const target = isPlaced.current || window.targetId === null ? null : elementOf(view, window.targetId);
    const kept = anchor.current && elementOf(view, anchor.current.id);
    if (target) target.scrollIntoView({ block: "center" });
    else if (!isPlaced.current || (isReadingAlong.current && !window.hasNewer))
      view.scrollTop = view.scrollHeight;
    else if (kept && anchor.current) view.scrollTop = kept.offsetTop - anchor.current.offset;
    isPlaced.current = true;
    anchor.current = tell(view, window, shown);
  }, [window, shown]);

  useEffect(() => {
    const view = scroller.current;
    if (!view) return;
    const look = () => {
      const below = view.scrollHeight - view.scrollTop - view.clientHeight;
      anchor.current = tell(view, current.current, shown);
      isReadingAlong.current = below < bottomPixels;
      if (view.scrollTop < aheadPixels) loadOlder();
      if (below < aheadPixels) loadNewer();
    };
    look(); // a short page has nothing to scroll
    // Pictures take their room when they arrive, and the window may change its size.
    const resized = new ResizeObserver(() => {
      const kept = anchor.current && elementOf(view, anchor.current.id);
      if (isReadingAlong.current) view.scrollTop = view.scrollHeight;
      else if (kept && anchor.current) view.scrollTop = kept.offsetTop - anchor.current.offset;
    });
    for (const child of view.children) resized.observe(child);
    view.addEventListener("scroll", look, { passive: true });
    return () => {
      view.removeEventListener("scroll", look);
      resized.disconnect();
    };
  }, [loadOlder, loadNewer, shown]);
  return scroller;
}

/** Tells which times are in view; returns the first message below the upper edge. */
function tell(view: HTMLElement, window: MessageWindow, shown: ShownTimesStore): Anchor | null {
  const elements = messagesIn(view);
  const first = firstBelow(elements, view.scrollTop);
  const anchor = elements[first];
  if (!anchor) return null;
  const last =
    elements[Math.max(first, firstBelow(elements, view.scrollTop + view.clientHeight) - 1)] ?? anchor;
  const timeOf = (element: HTMLElement) => {
    const found = window.messages.find(({ id }) => id === element.dataset.message);
    return found ? Date.parse(found.createdAt) : Number.NaN;
  };
  const [fromMs, toMs] = [timeOf(anchor), timeOf(last)];
  const now = shown.get();
  if (fromMs <= toMs && (now?.fromMs !== fromMs || now.toMs !== toMs)) shown.set({ fromMs, toMs });
  return { id: anchor.dataset.message ?? "", offset: anchor.offsetTop - view.scrollTop };
}

/** Halving: asking every message where it stands would take as long as drawing them. */
function firstBelow(elements: readonly HTMLElement[], top: number): number {
  let [low, high] = [0, elements.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((elements[middle] as HTMLElement).offsetTop >= top) high = middle;
    else low = middle + 1;
  }
  return low;
}
