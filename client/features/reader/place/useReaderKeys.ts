"use client";
/** Reading by keyboard: from message to message, and to what hangs on them. */
import type { RefObject } from "react";
import { type Hotkeys, useHotkeys } from "../../../ui/common/useHotkeys.ts";
import { messagesIn } from "../stream/elements.ts";

interface ReaderActions {
  /** Holds everything that is read. */
  root: RefObject<HTMLElement | null>;
  onBack: () => void;
  onNewest: () => void;
  onPinned: () => void;
  onDay: () => void;
}

export function useReaderKeys({ root, onBack, onNewest, onPinned, onDay }: ReaderActions): void {
  const step = (by: 1 | -1) => {
    const list = document.activeElement?.closest<HTMLElement>("[data-list]") ?? firstList(root.current);
    if (list) focusNext(list, by);
  };
  const press = (selector: string) => () =>
    document.activeElement?.closest("[data-message]")?.querySelector<HTMLElement>(selector)?.click();
  const keys: Hotkeys = {
    j: () => step(1),
    k: () => step(-1),
    r: press("[data-reply]"),
    o: press("[data-thread]"),
    m: press("[data-bookmark]"),
    a: press("[data-actions]"),
    u: onBack,
    n: onNewest,
    p: onPinned,
    d: onDay,
  };
  useHotkeys(keys);
}

const firstList = (root: HTMLElement | null) => root?.querySelector<HTMLElement>("[data-list]") ?? null;

/** To the next message, or to the first one in view while none has the focus. */
function focusNext(list: HTMLElement, by: 1 | -1): void {
  const messages = messagesIn(list);
  const at = messages.findIndex((message) => message.contains(document.activeElement));
  const box = list.getBoundingClientRect();
  const next =
    at >= 0
      ? messages[at + by]
      : messages.findLast((message) => message.getBoundingClientRect().bottom <= box.bottom);
  if (!next) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}
