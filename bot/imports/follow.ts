/**
 * What an export proves of a channel, where the operator vouches that it is complete: that between two of its messages there
 * was no other one. Pure.
 */
import type { ImportPosition } from "../../core/database/imports/importTasks.ts";
import type { ExportPart } from "./export.ts";
import { partitionOf } from "./read/exportFile.ts";

type Followed = ImportPosition["followed"];

export interface Following {
  /** The ids of which this part holds all messages; null when nothing is proven. */
  proves: { fromId: string; toId: string } | null;
  /** Where it goes on from. */
  after: Followed;
}

/** `before`: where the last part ended, of this or another file. */
export function follow(part: ExportPart, file: string, before: Followed, isComplete: boolean): Following {
  const first = part.messages[0];
  const last = part.messages.at(-1);
  if (!isComplete || part.isExcerpt || !first || !last) return { proves: null, after: before };
  const goesOn =
    before !== null &&
    before.channelId === part.place.channel.id &&
    (before.file === file || isNextPartition(before.file, file));
  const fromId = goesOn ? before.toId : (part.rangeFrom ?? first.id);
  const toId = (BigInt(last.id) + 1n).toString();
  const isInOrder =
    BigInt(fromId) <= BigInt(first.id) &&
    part.messages.every(
      ({ id }, index) => index === 0 || BigInt(id) > BigInt(part.messages[index - 1]?.id ?? id),
    );
  // What was left out may be any message of the stretch.
  const isWhole = part.troubles.every(({ reason }) => reason.startsWith("file_"));
  return {
    proves: isInOrder && isWhole ? { fromId, toId } : null,
    after: isInOrder ? { channelId: part.place.channel.id, file, toId } : null,
  };
}

function isNextPartition(before: string, file: string): boolean {
  const [one, next] = [partitionOf(before), partitionOf(file)];
  return one.whole === next.whole && next.number === one.number + 1;
}
