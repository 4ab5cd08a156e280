/**
 * The archive writer of history fetches: a page of messages, what it proves and what it adds to the task, in one fenced
 * transaction. Either all of it is stored or nothing is, so that counters are exact however often a process dies.
 */
import { addInterval, type Coverage } from "../../core/coverage.ts";
import { type ArchiveAuthor, upsertAuthors } from "../../core/database/archive/authors.ts";
import type { ArchiveMessage, MessagePlace } from "../../core/database/archive/messages.ts";
import { recordPageStored } from "../../core/database/archive/pagesStored.ts";
import { withdrawCoverage } from "../../core/database/guilds/channelCoverage.ts";
import { historyTasks, reportPage } from "../../core/database/tasks/historyTasks.ts";
import type { Platform } from "../../core/model/platform.ts";
import { inTransaction, type Pool } from "../../core/postgres/pool.ts";
import { findRefused } from "../../core/postgres/refused.ts";
import type { TaskClaim } from "../../core/queue/taskTable.ts";
import { underClaim } from "../../core/queue/underClaim.ts";
import { admitAuthors, lastSeenVersion } from "../forgetting/guard.ts";
import { noteAvatars } from "../media/noteAvatars.ts";
import { storeWithoutRefused } from "./refusedMessages.ts";
import { type Proof, type StoredBatch, storeMessages } from "./storeMessages.ts";

export interface PageToStore {
  place: MessagePlace;
  /** Newest first. */
  messages: readonly ArchiveMessage[];
  authors: readonly ArchiveAuthor[];
  proof: Proof;
  /** The message as the platform sent it. */
  rawOf?: ((messageId: string) => unknown) | undefined;
  /** What was read so lately that a message missing from the archive speaks for what was read before. */
  readAnew?: Coverage;
  /** When the platform was asked for it; monotonic milliseconds. */
  askedAtMs: number;
  /** Covered share of the task's range once this page is stored. */
  progress: number;
  anchorMessageId: string | null;
}

export interface ArchiveWriter {
  /**
   * Stores the authors of messages that are about to be stored. Not within their transaction: batches of many channels
   * name the same people, and would wait for one another's locks. An author without messages does no harm.
   */
  storeAuthors(authors: readonly ArchiveAuthor[]): Promise<void>;
  /**
   * Stores a page under a claim. Coverage in which a message turns up that was not archived is withdrawn with it. Throws
   * LeaseLostError, and then nothing was stored.
   */
  storePage(claim: TaskClaim, page: PageToStore): Promise<StoredBatch>;
}

/** One writer per platform, made when first needed. */
export function createArchiveWriters(pool: Pool): (platform: Platform) => ArchiveWriter {
  const writers = new Map<Platform, ArchiveWriter>();
  return (platform) => {
    const writer = writers.get(platform) ?? createArchiveWriter(pool, platform);
    writers.set(platform, writer);
    return writer;
  };
}

/** How many authors are remembered as written. More costs memory, fewer costs a look at the database per page. */
const rememberedAuthors = 20_000;

export function createArchiveWriter(pool: Pool, platform: Platform): ArchiveWriter {
  const written = new Map<string, string>();
  let writtenUnder = ""; // version of what is forgotten: who was erased and may be stored again is not known any more

  async function storeAuthors(authors: readonly ArchiveAuthor[]): Promise<void> {
    if (writtenUnder !== lastSeenVersion()) {
      written.clear();
      writtenUnder = lastSeenVersion();
    }
    const seen = authors.map((author) => [author.id, JSON.stringify(author)] as const);
    const changed = authors.filter(
      (_author, index) => written.get(seen[index]?.[0] ?? "") !== seen[index]?.[1],
    );
    if (changed.length === 0) return;
    // An author the database refuses is left out: messages name their author by id, whether it is known or not.
    const forgotten = new Set<string>();
    await findRefused(changed, (some) =>
      inTransaction(pool, async (tx) => {
        const admitted = await admitAuthors(tx, platform, some);
        await upsertAuthors(tx, platform, admitted);
        await noteAvatars(tx, admitted);
        for (const author of some) if (!admitted.includes(author)) forgotten.add(author.id);
      }),
    );
    if (written.size > rememberedAuthors) written.clear();
    for (const [id, state] of seen) if (!forgotten.has(id)) written.set(id, state);
  }

  return {
    storeAuthors,
    async storePage(claim, page) {
      await storeAuthors(page.authors);
      return storeWithoutRefused(pool, page, (messages, proof) =>
        underClaim(
          pool,
          historyTasks,
          claim,
          async (tx) => {
            const stored = await storeMessages(tx, page.place, messages, proof);
            if (stored.contradicted.length === 0) return stored;
            const kept = withInterval(page.readAnew ?? [], proof.interval);
            const covered = await withdrawCoverage(tx, page.place.channelId, stored.contradicted, kept);
            return { ...stored, covered };
          },
          (tx, stored) => {
            const [newest, oldest] = [messages[0], messages.at(-1)];
            const askedAgoMs = performance.now() - page.askedAtMs;
            const report = reportPage(tx, claim, {
              fetched: messages.length,
              saved: stored.saved,
              duplicate: stored.duplicate,
              updated: stored.updated,
              deleted: stored.deleted,
              reactionsChanged: stored.reactionsChanged,
              oldestMessageId: messages.at(-1)?.id ?? null,
              newestMessageId: messages[0]?.id ?? null,
              progress: page.progress,
              anchorMessageId: page.anchorMessageId,
              reread: proof.isReread ? proof.interval : null,
            });
            if (!newest || !oldest) return report;
            const ends = { fromId: oldest.id, toId: newest.id, askedAgoMs };
            return Promise.all([recordPageStored(tx, page.place, ends), report]);
          },
        ),
      );
    },
  };
}

const withInterval = (coverage: Coverage, interval: Proof["interval"]) =>
  interval ? addInterval(coverage, { from: BigInt(interval.fromId), to: BigInt(interval.toId) }) : coverage;
