/** One run of an erasure: its batches under the claim, its counts, and the files that go with their last reference. */
import { type ErasedMessages, eraseMessages } from "../../core/database/forgetting/eraseMessages.ts";
import { addCounts } from "../../core/database/forgetting/erasePerson.ts";
import {
  type ErasurePhase,
  type ErasureTask,
  erasureTasks,
  reportErasure,
} from "../../core/database/forgetting/erasureTasks.ts";
import { lockChannels } from "../../core/database/guilds/channelCoverage.ts";
import { removeLeftovers } from "../../core/media/leftovers.ts";
import type { MediaStore } from "../../core/media/mediaStore.ts";
import { removeUnreferenced } from "../../core/media/releaseFiles.ts";
import type { Pool, Queryable } from "../../core/postgres/pool.ts";
import { underClaim } from "../../core/queue/underClaim.ts";

export interface EraseDeps {
  pool: Pool;
  media: MediaStore;
  /** Names who is forgotten; null when it is not configured. */
  key: Buffer | null;
}

/** Messages per transaction: their channel is locked for some ten milliseconds. More would hold up pages and events. */
const batchSize = 500;

export class ErasureRun {
  readonly deps: EraseDeps;
  readonly task: ErasureTask;
  readonly signal: AbortSignal;
  readonly #digest: string;
  /** What was erased so far, by all runs of the task. */
  counts: Record<string, number>;
  progress = 0;
  /** Channels up to this one need not be looked through again; null: none. */
  doneChannelId: string | null;

  constructor(deps: EraseDeps, task: ErasureTask, signal: AbortSignal, digest: string) {
    this.deps = deps;
    this.task = task;
    this.signal = signal;
    this.#digest = digest;
    this.counts = { ...task.counts };
    this.doneChannelId = task.doneChannelId;
  }

  /**
   * Does one batch in a transaction under the claim and writes with it what it counts: a batch is erased and counted, or
   * neither. Throws LeaseLostError, or the reason of the signal before it begins.
   */
  async step<T extends { counts: Record<string, number> }>(
    work: (tx: Queryable) => Promise<T>,
    report: { progress?: number; doneChannelId?: string } = {},
  ): Promise<T> {
    this.signal.throwIfAborted();
    const progress = Math.max(this.progress, report.progress ?? 0);
    const { result, counts } = await underClaim(this.deps.pool, erasureTasks, this.task, async (tx) => {
      const result = await work(tx);
      const counts = addCounts(this.counts, result.counts);
      await reportErasure(tx, this.task, {
        ...report,
        phase: "erasing",
        counts,
        progress,
        digest: this.#digest,
      });
      return { result, counts };
    });
    this.counts = counts; // only what has committed
    this.progress = progress;
    return result;
  }

  async report(phase: ErasurePhase, progress: number): Promise<void> {
    await underClaim(this.deps.pool, erasureTasks, this.task, (tx) =>
      reportErasure(tx, this.task, { phase, counts: this.counts, progress, digest: this.#digest }),
    );
  }

  /**
   * Erases messages of a channel batch by batch: `find` answers the next ones until there are none. `progressAfter` is told
   * how many went so far; `andThen` erases what goes with a batch, in its transaction.
   */
  async eraseMessages(
    channelId: string,
    find: (tx: Queryable, limit: number) => Promise<string[]>,
    progressAfter: (messages: number) => number,
    andThen: (tx: Queryable, batch: ErasedMessages) => Promise<Record<string, number>> = async () => ({}),
  ): Promise<void> {
    let isMore = true;
    let erased = 0;
    while (isMore) {
      const { files, found } = await this.step(
        async (tx): Promise<ErasedMessages & { found: number }> => {
          await lockChannels(tx, [channelId]);
          const ids = await find(tx, batchSize);
          const batch = await eraseMessages(tx, channelId, ids);
          return {
            ...batch,
            counts: addCounts(batch.counts, await andThen(tx, batch)),
            found: ids.length,
          };
        },
        { progress: progressAfter(erased) },
      );
      erased += found;
      isMore = found === batchSize;
      await this.removeFiles(files);
    }
  }

  /** Removes those of the files that nothing else refers to. Killed before, findUnreferencedFiles finds them. */
  async removeFiles(files: readonly string[]): Promise<void> {
    if (files.length === 0) return;
    const removed = await removeUnreferenced(this.deps.media, files);
    if (removed > 0) await this.step(async () => ({ counts: { files: removed } }));
  }

  /** What killed processes left of files may be anybody's; no row says whose. It is not counted: nobody was told of it either. */
  async removeLeftovers(): Promise<void> {
    this.signal.throwIfAborted();
    await removeLeftovers(this.deps.media);
  }
}
