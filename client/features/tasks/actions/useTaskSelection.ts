"use client";
/** Which tasks of the list are chosen. */
import { useCallback, useMemo, useRef, useState } from "react";
import type { TaskView } from "../../../../core/api/tasks.ts";

export interface TaskSelection {
  ids: ReadonlySet<string>;
  /** All tasks the filter matches, also those on other pages. */
  isEverything: boolean;
  /** Chosen by hand; 0 when nothing is. */
  count: number;
  /** With Shift everything between this task and the last one chosen. */
  toggle: (tasks: readonly TaskView[], index: number, withShift: boolean) => void;
  togglePage: (tasks: readonly TaskView[]) => void;
  chooseEverything: () => void;
  clear: () => void;
}

const none: ReadonlySet<string> = new Set();

/** `scope` names the filter: what was chosen under another one is let go. */
export function useTaskSelection(scope: string): TaskSelection {
  const [chosen, setChosen] = useState({ scope, ids: none, isEverything: false });
  const lastIndex = useRef(0);
  const current = chosen.scope === scope ? chosen : { scope, ids: none, isEverything: false };

  const toggle = useCallback(
    (tasks: readonly TaskView[], index: number, withShift: boolean) => {
      const from = withShift ? Math.min(lastIndex.current, index) : index;
      const to = withShift ? Math.max(lastIndex.current, index) : index;
      lastIndex.current = index;
      setChosen((before) => {
        const ids = new Set(before.scope === scope ? before.ids : none);
        const isChosen = withShift || !ids.has(tasks[index]?.id ?? "");
        for (const { id } of tasks.slice(from, to + 1)) {
          if (isChosen) ids.add(id);
          else ids.delete(id);
        }
        return { scope, ids, isEverything: false };
      });
    },
    [scope],
  );
  const togglePage = useCallback(
    (tasks: readonly TaskView[]) =>
      setChosen((before) => {
        const isWhole = before.scope === scope && tasks.every(({ id }) => before.ids.has(id));
        return { scope, ids: isWhole ? none : new Set(tasks.map(({ id }) => id)), isEverything: false };
      }),
    [scope],
  );
  const chooseEverything = useCallback(
    () => setChosen((before) => ({ scope, ids: before.ids, isEverything: true })),
    [scope],
  );
  const clear = useCallback(() => setChosen({ scope, ids: none, isEverything: false }), [scope]);
  return useMemo(
    () => ({
      ids: current.ids,
      isEverything: current.isEverything,
      count: current.ids.size,
      toggle,
      togglePage,
      chooseEverything,
      clear,
    }),
    [current.ids, current.isEverything, toggle, togglePage, chooseEverything, clear],
  );
}
