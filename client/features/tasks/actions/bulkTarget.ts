/** What a bulk action would touch. Pure. */
import type { BulkActionInput, TaskAction, TaskListView } from "../../../../core/api/tasks.ts";
import { type TaskQuery, taskStatuses } from "../taskQuery.ts";
import { actionableStatuses, canDo } from "./taskActions.ts";

interface BulkTarget {
  input: BulkActionInput;
  /** Tasks chosen. */
  total: number;
  /** Of these, as far as this page knows, how many the action applies to. */
  changing: number;
  /** All tasks the list's filter matches. */
  matching: number;
}

/** Counts beyond those on the page come from the list's counts, which stop at 10,000 per status. */
export function bulkTarget(
  action: TaskAction,
  selection: { ids: ReadonlySet<string>; isEverything: boolean },
  query: TaskQuery,
  data: Pick<TaskListView, "tasks" | "counts">,
  guildId: string | null,
): BulkTarget {
  const statuses = query.status ? [query.status] : taskStatuses;
  const matching = statuses.reduce((sum, status) => sum + data.counts[status], 0);
  if (selection.isEverything) {
    const applicable = statuses.filter((status) => actionableStatuses[action].includes(status));
    return {
      input: {
        filter: { status: applicable, ...(query.everywhere || guildId === null ? {} : { guildId }) },
      },
      total: matching,
      changing: applicable.reduce((sum, status) => sum + data.counts[status], 0),
      matching,
    };
  }
  const chosen = data.tasks.filter(({ id }) => selection.ids.has(id));
  return {
    input: { ids: [...selection.ids] },
    total: selection.ids.size,
    changing: chosen.filter(({ status }) => canDo(action, status)).length,
    matching,
  };
}
