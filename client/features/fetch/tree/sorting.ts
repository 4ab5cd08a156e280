/** Sorting the channel tree by one of its columns. Pure. */
import type { ChannelView } from "../../../../core/api/guilds.ts";
import { compareIds } from "../../../ui/format/ids.ts";
import { shownStateOf, shownStates } from "../../channels/shownState.ts";

export const sortColumns = ["name", "coverage", "messages", "newest", "fetched", "state"] as const;
export type SortColumn = (typeof sortColumns)[number];

export interface Sorting {
  column: SortColumn;
  isDescending: boolean;
}

type Compare = (a: ChannelView, b: ChannelView) => number;

/** Ascending, each. What is not known counts as least. */
const comparisons: Record<SortColumn, Compare> = {
  name: (a, b) => a.name.localeCompare(b.name),
  coverage: (a, b) => a.share - b.share,
  messages: (a, b) => a.messageCount - b.messageCount,
  newest: (a, b) => compareIds(a.newestMessageId ?? "0", b.newestMessageId ?? "0"),
  fetched: (a, b) => (a.lastFetchedAt ?? "").localeCompare(b.lastFetchedAt ?? ""),
  state: (a, b) => shownStates.indexOf(shownStateOf(a)) - shownStates.indexOf(shownStateOf(b)),
};

/** Equal ones stand in the order they were made. */
export function comparisonOf({ column, isDescending }: Sorting): Compare {
  const compare = comparisons[column];
  const sign = isDescending ? -1 : 1;
  return (a, b) => sign * compare(a, b) || compareIds(a.id, b.id);
}

/** What a press on a column's head leads to: names rise and figures fall first, then the other way, then unsorted. */
export function nextSorting(sorting: Sorting | null, column: SortColumn): Sorting | null {
  const first = column !== "name";
  if (sorting?.column !== column) return { column, isDescending: first };
  return sorting.isDescending === first ? { column, isDescending: !first } : null;
}
