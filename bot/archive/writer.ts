/**
 * The archive writer: a page of messages, what it proves and what it adds to the task, in one fenced transaction.
 * Either all of it is stored or nothing is, so that coverage never claims what is not there and counters are exact
 * however often a process dies.
 */

import type { Coverage } from "../../core/coverage.ts";
import { type ArchiveAuthor, upsertAuthors } from "../../core/database/archive/authors.ts";
import {
  type ArchiveMessage,
  insertAttachments,
  insertMessages,
  insertReactions,
  type MessagePlace,
  markMissingDeleted,
  replaceReactions,
  updateMessages,
} from "../../core/database/archive/messages.ts";
import { countArchivedToday, extendCoverage } from "../../core/database/guilds/channelCoverage.ts";
import { holdClaim, reportPage } from "../../core/database/tasks/historyTasks.ts";
import type { Platform } from "../../core/model/platform.ts";
import { inTransaction, type Pool, type Queryable } from "../../core/postgres/pool.ts";
import type { TaskClaim } from "../../core/queue/taskTable.ts";

export interface PageToStore {
  place: MessagePlace;
  /** Newest first. */
  messages: readonly ArchiveMessage[];
  authors: readonly ArchiveAuthor[];
  /** Ids [fromId, toId) in which these are all the messages there are; null when the page proves nothing. */
  proven: { fromId: string; toId: string } | null;
  /** True when the page reads again what is covered: then what is missing from it was deleted. */
  isReread: boolean;
  /** Covered share of the task's range once this page is stored. */
  progress: number;
  anchorMessageId: string | null;
}

export interface StoredPage {
  saved: number;
  duplicate: number;
  updated: number;
  /** All that is covered in the channel now. */
  covered: Coverage;
}

export interface ArchiveWriter {
  /** Stores a page under a claim. Throws LeaseLostError, and then nothing was stored. */
  storePage(claim: TaskClaim, page: PageToStore): Promise<StoredPage>;
}

/** How many authors are remembered as written. More costs memory, fewer costs a look at the database per page. */
const rememberedAuthors = 20_000;

export function createArchiveWriter(pool: Pool, platform: Platform): ArchiveWriter {
  const written = new Map<string, string>();

  /**
   * Before the page, not within its transaction: pages of many channels name the same people, and would wait for
   * one another's locks. An author without messages does no harm.
   */
  async function storeAuthors(authors: readonly ArchiveAuthor[]): Promise<void> {
    const seen = authors.map((author) => [author.id, JSON.stringify(author)] as const);
    const changed = authors.filter(
      (_author, index) => written.get(seen[index]?.[0] ?? "") !== seen[index]?.[1],
    );
    if (changed.length === 0) return;
    await upsertAuthors(pool, platform, changed);
    if (written.size > rememberedAuthors) written.clear();
    for (const [id, state] of seen) written.set(id, state);
  }

  return {
    async storePage(claim, page) {
      await storeAuthors(page.authors);
      return inTransaction(pool, (tx) => storeUnderClaim(tx, claim, page));
    },
  };
}

async function storeUnderClaim(tx: Queryable, claim: TaskClaim, page: PageToStore): Promise<StoredPage> {
  const { place, messages } = page;
  // The connection pipelines: the fence travels first, and what follows it is rolled back when it does not hold.
  const [, insertedIds] = await Promise.all([
    holdClaim(tx, claim),
    insertMessages(tx, place, messages),
    insertAttachments(tx, place.channelId, messages),
    insertReactions(tx, place.channelId, messages),
  ]);
  const saved = insertedIds.length;
  const updated =
    saved === messages.length ? 0 : await updateKnown(tx, place, messages, new Set(insertedIds));
  if (page.isReread && page.proven) {
    await markMissingDeleted(
      tx,
      place.channelId,
      page.proven,
      messages.map((message) => message.id),
    );
  }
  const newest = messages[0]?.id ?? null;
  const [covered] = await Promise.all([
    extendCoverage(tx, {
      channelId: place.channelId,
      proven: page.proven,
      newestMessageId: newest,
      savedCount: saved,
    }),
    saved > 0 ? countArchivedToday(tx, place.channelId, saved) : undefined,
    reportPage(tx, claim, {
      fetched: messages.length,
      saved,
      duplicate: messages.length - saved - updated,
      updated,
      oldestMessageId: messages.at(-1)?.id ?? null,
      newestMessageId: newest,
      progress: page.progress,
      anchorMessageId: page.anchorMessageId,
      reread: page.isReread ? page.proven : null,
    }),
  ]);
  return { saved, duplicate: messages.length - saved - updated, updated, covered };
}

/** Messages that were archived before: edits and reactions since. Returns how many were edited. */
async function updateKnown(
  tx: Queryable,
  place: MessagePlace,
  messages: readonly ArchiveMessage[],
  insertedIds: ReadonlySet<string>,
): Promise<number> {
  const known = messages.filter((message) => !insertedIds.has(message.id));
  const [editedIds] = await Promise.all([
    updateMessages(tx, place, known),
    replaceReactions(tx, place.channelId, known),
  ]);
  return editedIds.length;
}
