/**
 * Storing a batch of messages with what it proves: the one way into the archive, for pages of history, live events and
 * imports alike. Coverage and counts are written in the transaction that stores the messages, so that coverage never
 * claims what is not there.
 */
import { type Coverage, intervalsWith } from "../../core/coverage.ts";
import { announceChanges, rangesOf } from "../../core/database/archive/changes.ts";
import { markImportedMissing } from "../../core/database/archive/importedMessages.ts";
import {
  type ArchiveMessage,
  applyTombstones,
  insertAttachments,
  insertMessages,
  insertReactions,
  type MessagePlace,
  markMissingDeleted,
  replaceReactions,
  updateMessages,
} from "../../core/database/archive/messages.ts";
import { recordSetAside, resolveMessages, type SetAsideItem } from "../../core/database/archive/setAside.ts";
import {
  correctCounts,
  countArchivedToday,
  extendCoverage,
} from "../../core/database/guilds/channelCoverage.ts";
import { wakeMirrors } from "../../core/database/mirrors/mirrorWork.ts";
import { noteResponses } from "../../core/database/responses/noted.ts";
import { countsOf, recordCounts } from "../../core/database/telegram/counts.ts";
import type { IdRange } from "../../core/model/liveEvent.ts";
import type { Queryable } from "../../core/postgres/pool.ts";
import { alertOfMessages, loadAlerts } from "../alerts/alertOfMessages.ts";
import { admitMessages } from "../forgetting/guard.ts";
import { noteMessageFiles } from "../media/noteMessageFiles.ts";
import { type Exported, mergeExported } from "./storeExported.ts";

/** What a batch proves. */
export interface Proof {
  /** Ids [fromId, toId) in which these are all the messages there are; null proves nothing, as single messages do. */
  interval: { fromId: string; toId: string } | null;
  /** True when the interval is read again: what is archived in it and not among the messages was deleted. */
  isReread: boolean;
  /** What of the batch could not be used: recorded, and its places are not proven. */
  setAside?: readonly SetAsideItem[];
  /** Messages that may turn up after their place was called complete, without a word on how it was read. */
  lateIds?: ReadonlySet<string>;
  /** True when the channel may have messages set aside that the interval resolves. */
  mayResolve?: boolean;
  /** Set for messages of an export: what the platform has told of them wins. */
  exported?: Exported;
}

/** For messages that come without their neighbours. */
export const provesNothing: Proof = { interval: null, isReread: false };

export interface StoredBatch {
  saved: number;
  /** Archived already and unchanged. */
  duplicate: number;
  /** Archived already and edited since. */
  updated: number;
  /** Archived, and gone from the interval that was read again. */
  deleted: number;
  /** Left out, since they are forgotten (bot/forgetting). */
  forgotten: number;
  /** Archived already with other reactions. */
  reactionsChanged: number;
  setAside: readonly SetAsideItem[];
  /** All that is covered in the channel now. */
  covered: Coverage;
  /**
   * The intervals of what was covered before in which a message turned up that was not archived. Where the messages come
   * from the platform as it is now, that coverage was wrong; an old export may hold what was deleted since.
   */
  contradicted: Coverage;
}

/**
 * Stores messages of one channel, in any order, inside the caller's transaction. Their authors are stored before
 * (ArchiveWriter.storeAuthors). What is forgotten is left out; its place counts as proven all the same. Two round trips when
 * all are as new as expected.
 */
export async function storeMessages(
  tx: Queryable,
  place: MessagePlace,
  read: readonly ArchiveMessage[],
  proof: Proof,
): Promise<StoredBatch> {
  const { messages, setAside, forgotten } = await admitMessages(tx, place, read, proof.setAside ?? []);
  // Counted before it is known, so that everything travels at once; what turns out to be archived is taken back.
  const { interval, exported } = proof;
  const expected = proof.isReread ? 0 : messages.length;
  const [channel, insertedIds, newlyReactedIds, alerts] = await Promise.all([
    // First: it locks the channel, so that a page of history and a batch of events never wait for each other's messages.
    extendCoverage(tx, {
      channelId: place.channelId,
      proven: interval,
      without: setAside.flatMap((item) => item.place ?? []),
      newestMessageId: newestOf(messages),
      savedCount: expected,
      isImport: exported !== undefined,
    }),
    insertMessages(tx, place, messages),
    exported ? noIds : insertReactions(tx, place.channelId, messages), // an export's do not simply add to those there
    loadAlerts(tx),
    applyTombstones(tx, place.channelId, messages),
    insertAttachments(tx, place.channelId, messages),
    noteMessageFiles(tx, place, messages),
    exported ? undefined : noteResponses(tx, place, messages), // an export's counts are those of long ago
    expected > 0 ? countArchivedToday(tx, place.channelId, expected) : undefined,
    recordSetAside(tx, place, setAside),
    recordCounts(tx, place.channelId, countsOf(messages)),
    announceChanges(tx, place.channelId, changedBy(messages, proof)),
    proof.mayResolve && interval ? resolveMessages(tx, place.channelId, interval, setAside) : undefined,
  ]);
  const { covered, before } = channel;
  const saved = insertedIds.length;
  const [{ updated, reactionsChanged }, deleted] = await Promise.all([
    exported
      ? mergeExported(tx, place, messages, { insertedIds, channel, exported })
      : saved === messages.length
        ? nothingKnown
        : updateKnown(tx, place, messages, new Set(insertedIds), newlyReactedIds),
    // What is set aside without an id may be any of the messages that seem to be missing.
    // What is forgotten stands there still.
    interval &&
    !exported &&
    (proof.isReread || channel.hasImports) &&
    (proof.setAside ?? []).every(({ id }) => id !== null)
      ? (proof.isReread ? markMissingDeleted : markImportedMissing)(
          tx,
          place.channelId,
          interval,
          [...read, ...(proof.setAside ?? [])].flatMap(({ id }) => id ?? []),
        )
      : 0,
    saved === expected ? undefined : correctCounts(tx, place.channelId, saved - expected),
    exported ? undefined : alertOfMessages(tx, alerts, place, messages, insertedIds), // what was said long ago is no news
    wakeMirrors(
      tx,
      place.channelId,
      messages.map(({ id }) => id),
      proof.isReread ? interval : null,
    ), // last: it sees the rest
  ]);
  return {
    saved,
    duplicate: messages.length - saved - updated,
    updated,
    deleted,
    forgotten,
    reactionsChanged,
    setAside,
    covered,
    contradicted: before.length === 0 ? [] : intervalsWith(before, surprising(insertedIds, proof)),
  };
}

/**
 * Reading an interval again may find deleted what stands anywhere in it. The thousands of an export are told as one stretch: they
 * would become one anyway, after all of them were sorted.
 */
function changedBy(messages: readonly ArchiveMessage[], { isReread, interval, exported }: Proof): IdRange[] {
  if (isReread && interval) return [[interval.fromId, interval.toId]];
  if (!exported) return rangesOf(messages.map(({ id }) => id));
  const oldest = messages.reduce<string | null>(
    (least, { id }) => (least === null || BigInt(id) < BigInt(least) ? id : least),
    null,
  );
  const newest = newestOf(messages);
  return oldest === null || newest === null ? [] : [[oldest, newest]];
}

const surprising = (insertedIds: readonly string[], { lateIds }: Proof): bigint[] =>
  insertedIds.filter((id) => !lateIds?.has(id)).map(BigInt);

function newestOf(messages: readonly ArchiveMessage[]): string | null {
  let newest: string | null = null;
  for (const { id } of messages) if (newest === null || BigInt(id) > BigInt(newest)) newest = id;
  return newest;
}

const noIds: ReadonlySet<string> = new Set();
const nothingKnown = { updated: 0, reactionsChanged: 0 };

/** Messages that were archived before: edits and reactions since. Returns how many messages had either. */
async function updateKnown(
  tx: Queryable,
  place: MessagePlace,
  messages: readonly ArchiveMessage[],
  insertedIds: ReadonlySet<string>,
  newlyReactedIds: ReadonlySet<string>,
): Promise<{ updated: number; reactionsChanged: number }> {
  const known = messages.filter((message) => !insertedIds.has(message.id));
  const [editedIds, otherwiseReactedIds] = await Promise.all([
    updateMessages(tx, place, known),
    replaceReactions(tx, place.channelId, known),
  ]);
  const reacted = known.filter(({ id }) => newlyReactedIds.has(id) || otherwiseReactedIds.has(id));
  return { updated: editedIds.length, reactionsChanged: reacted.length };
}
