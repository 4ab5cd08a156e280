"use client";
/** Keyboard shortcuts: single keys and two-key sequences. */
import { useEffect, useRef } from "react";
import { usePreferences } from "../../state/usePreferences.ts";

/** "?" or "g t" (one after the other) → what to do. */
export type Hotkeys = Record<string, (event: KeyboardEvent) => void>;

/** Longer and a forgotten first key surprises; shorter and slow typists fail. */
const sequenceMs = 1_200;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type));

/**
 * Listens on the whole page while mounted, except in text fields, with modifier keys and in dialogs, and only when
 * shortcuts are on (they can be turned off: WCAG 2.1.4).
 */
export function useHotkeys(hotkeys: Hotkeys): void {
  const [{ shortcuts }] = usePreferences();
  const current = useRef(hotkeys);
  useEffect(() => {
    current.current = hotkeys;
  });
  useEffect(() => {
    if (!shortcuts) return;
    let first: { key: string; at: number } | null = null;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || document.querySelector('[role="dialog"]')) return;
      const sequence = first && event.timeStamp - first.at < sequenceMs ? `${first.key} ${event.key}` : null;
      const action = (sequence && current.current[sequence]) || current.current[event.key];
      first = action ? null : { key: event.key, at: event.timeStamp };
      if (!action) return;
      event.preventDefault();
      action(event);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [shortcuts]);
}
