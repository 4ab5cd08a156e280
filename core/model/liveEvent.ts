/** What the API tells open pages as it happens. Browser-safe. */

/** Message ids [from, to], both included. */
export type IdRange = [from: string, to: string];

/** Something was stored, edited or deleted among these messages of a channel; what they are now is to be asked for. */
export interface ChannelEvent {
  kind: "channel";
  channelId: string;
  ranges: IdRange[];
}

/** Tasks have moved. */
export interface TasksEvent {
  kind: "tasks";
}

/** Something may have been missed: everything that is shown is to be asked for anew. */
export interface ResetEvent {
  kind: "reset";
}

export type LiveEvent = ChannelEvent | TasksEvent | ResetEvent;

/** Pages of one browser share a stream: so many channels may be open in it. */
export const mostChannels = 50;

/** More are told as one range from the lowest to the highest, so that what is told stays small. */
export const mostRanges = 8;

const byStart = ([a]: IdRange, [b]: IdRange) => (BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0);

/** The same ids in few ranges: neighbours joined, and all of them when there are too many. Pure. */
export function mergeRanges(ranges: readonly IdRange[]): IdRange[] {
  const merged: IdRange[] = [];
  for (const [from, to] of [...ranges].sort(byStart)) {
    const last = merged.at(-1);
    if (last && BigInt(from) <= BigInt(last[1]) + 1n) {
      if (BigInt(to) > BigInt(last[1])) last[1] = to;
    } else merged.push([from, to]);
  }
  const [first] = merged;
  const last = merged.at(-1);
  return first && last && merged.length > mostRanges ? [[first[0], last[1]]] : merged;
}
