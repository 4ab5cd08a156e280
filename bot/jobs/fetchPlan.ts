/**
 * Which page of a channel to read next, and what a page proves. Pure: the whole resume logic is here, since the
 * ledger (what is covered, or for a reconcile what was read again) is all it looks at.
 */
import { addInterval, type Coverage, gaps, type Interval } from "../../core/coverage.ts";
import type { ArchiveMessage } from "../../core/database/archive/messages.ts";
import type { SetAsideItem } from "../../core/database/archive/setAside.ts";
import type { HistoryPage, PageRequest } from "../platforms/platform.ts";

/** A page to read, and the gap it is read for. */
export interface Step {
  request: PageRequest;
  gap: Interval;
}

/**
 * The next page of `range`, or null when nothing is missing. The newest gap is read from its upper end down. When a
 * gap reaches down to the beginning of the channel, its oldest page comes first: a full page of the oldest messages
 * proves the beginning, where reading downwards would end in an empty page, and an empty page proves little (a
 * server in trouble answers one as well).
 */
export function nextStep(ledger: Coverage, range: Interval): Step | null {
  const gap = gaps(ledger, range).at(-1);
  if (!gap) return null;
  const isReadAbove = ledger.some(({ from }) => from >= gap.to);
  const request: PageRequest =
    gap.from === 0n && isReadAbove ? { after: "0" } : { before: gap.to.toString() };
  return { request, gap };
}

/** A page cut to the gap it was read for. */
export interface CutPage {
  messages: ArchiveMessage[];
  /** Of what the page could not use, what has its place in the gap; coverage leaves it out. */
  setAside: SetAsideItem[];
  /** Null when nothing is proven, e.g. all of it is too new to have settled. */
  proven: Interval | null;
}

/**
 * Cuts a page to the gap and says what it proves: all ids between the end it was read from and the last message it
 * gave; with a page that is not full, all of the gap. Never more than what has settled.
 */
export function cutToGap(page: HistoryPage, { request, gap }: Step): CutPage {
  const messages = page.messages.filter(({ id }) => BigInt(id) >= gap.from && BigInt(id) < gap.to);
  const seen = endsOf(page);
  let { from, to } = gap;
  if (page.isFull && seen) {
    if (request.after === undefined) from = larger(from, seen.from);
    else to = smaller(to, seen.to);
  }
  // An item without an id at the far end of a full page is met again by the next one, which knows its neighbours.
  const setAside = page.setAside.filter(
    ({ place }) => place && BigInt(place.fromId) >= from && BigInt(place.fromId) < to,
  );
  to = smaller(to, BigInt(page.settledBelow));
  return { messages, setAside, proven: from < to ? { from, to } : null };
}

/**
 * `range` without the part above its newest message that cannot be proven yet, since new messages may still appear
 * there: where a fetch up to "now" (or a time ahead) ends.
 */
export function endAtNewest(range: Interval, page: HistoryPage, { gap }: Step): Interval {
  const settled = BigInt(page.settledBelow);
  if (gap.to < range.to || settled >= range.to) return range;
  const seen = idsOf(page).filter((id) => id < range.to);
  const end = seen.reduce((newest, id) => (id >= newest ? id + 1n : newest), settled);
  return { from: range.from, to: smaller(range.to, larger(end, range.from)) };
}

/**
 * From the oldest to the newest id (exclusive end) that a page showed, what is set aside included; null when it showed
 * none.
 */
export function endsOf(page: HistoryPage): Interval | null {
  const ids = idsOf(page);
  return ids.length === 0 ? null : { from: ids.reduce(smaller), to: ids.reduce(larger) + 1n };
}

/** All ids that a page showed, what is set aside included. */
export function idsOf({ messages, setAside }: HistoryPage): bigint[] {
  return [...messages, ...setAside].flatMap(({ id }) => (id === null ? [] : BigInt(id)));
}

/**
 * True when a page of the oldest messages holds none of the gap it was read for, though there are more: then the gap
 * below is empty, or the page is not the one that was asked for.
 */
export function saysGapIsEmpty(page: HistoryPage, { request, gap }: Step): boolean {
  if (request.after === undefined || !page.isFull) return false;
  return idsOf(page).every((id) => id >= gap.to);
}

/** Messages of a page that lie outside of the gap it was read for, where all is thought to be archived. */
export function coveredOutside(
  page: HistoryPage,
  inGap: readonly ArchiveMessage[],
  ledger: Coverage,
): ArchiveMessage[] {
  if (page.messages.length === inGap.length) return [];
  const read = new Set(inGap);
  return page.messages.filter(
    (message) =>
      !read.has(message) &&
      ledger.some(({ from, to }) => BigInt(message.id) >= from && BigInt(message.id) < to),
  );
}

/** The ledger once `proven` is in it. */
export function withProven(ledger: Coverage, proven: Interval | null): Coverage {
  return proven ? addInterval(ledger, proven) : ledger;
}

const larger = (a: bigint, b: bigint) => (a > b ? a : b);
const smaller = (a: bigint, b: bigint) => (a < b ? a : b);
