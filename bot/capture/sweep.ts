/**
 * Catching up without being asked: some seconds after listening begins, and from time to time, each guild is looked
 * through for channels whose newest message is not proven, and what is missing is put into the queue like any other fetch.
 */
import { pruneTombstones } from "../../core/database/archive/live.ts";
import { prunePagesStored } from "../../core/database/archive/pagesStored.ts";
import {
  findCatchUpNeed,
  insertChannelCatchUps,
  insertGuildCatchUp,
} from "../../core/database/guilds/catchUp.ts";
import { type Capture, recordSweep } from "../../core/database/workers/liveCaptures.ts";
import type { Logger } from "../../core/log.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import type { Wake } from "../worker/wake.ts";

interface SweepDeps {
  pool: Pool;
  accountId: string;
  /** Milliseconds between two looks at a guild while it is listened to. */
  everyMs: number;
  /**
   * Milliseconds between the beginning of listening and the first look: so long that what is read then reaches beyond the
   * beginning, whatever is still to settle. Too short leaves a gap of seconds, which the next look finds.
   */
  settleMs: number;
  wake: Wake;
  log: Logger;
}

export class Sweeper {
  readonly #deps: SweepDeps;
  /** By guild: its capture, when it is due (performance.now()), and whether listening was interrupted before. */
  readonly #due = new Map<string, { capture: Capture; atMs: number; isAfterGap: boolean }>();

  constructor(deps: SweepDeps) {
    this.#deps = deps;
  }

  /** Listening to these guilds began just now, or began anew. */
  onListening(captures: readonly Capture[]): void {
    const atMs = performance.now() + this.#deps.settleMs;
    for (const capture of captures) this.#due.set(capture.guildId, { capture, atMs, isAfterGap: true });
    this.#deps.wake.ring();
  }

  /** Looks through guilds as they become due until `stop` aborts. */
  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const next = Math.min(...[...this.#due.values()].map(({ atMs }) => atMs));
      await this.#deps.wake.wait(Math.min(60_000, next - performance.now()), stop);
      if (!stop.aborted) await this.#sweepDue();
    }
  }

  async #sweepDue(): Promise<void> {
    for (const [guildId, { capture, atMs, isAfterGap }] of this.#due) {
      if (atMs > performance.now()) continue;
      try {
        const isDone = await this.#sweep(capture, isAfterGap);
        if (this.#due.get(guildId)?.atMs !== atMs) continue; // listening began anew meanwhile
        const pauseMs = isDone ? this.#deps.everyMs : Math.min(this.#deps.settleMs, this.#deps.everyMs);
        this.#due.set(guildId, {
          capture,
          atMs: performance.now() + pauseMs,
          isAfterGap: isAfterGap && !isDone,
        });
      } catch (error) {
        this.#deps.log.warn(
          { code: "capture.sweep_failed", guildId, error },
          "a server could not be looked through",
        );
        if (this.#due.get(guildId)?.atMs !== atMs) continue;
        this.#due.set(guildId, { capture, atMs: performance.now() + 10_000, isAfterGap });
      }
    }
  }

  /**
   * False when what is missing could not be put into the queue, since a task from before stands there: it may be past the
   * channels that were missed now.
   */
  async #sweep(capture: Capture, isAfterGap: boolean): Promise<boolean> {
    const { pool, accountId, log } = this.#deps;
    const { guildId } = capture;
    let isDone = true;
    const need = await findCatchUpNeed(pool, guildId, accountId);
    // After an interruption threads may have come and gone to the archive that no event told of: only a listing finds them.
    if (need.isKept && (isAfterGap || need.channels.length > 0)) {
      const taskId = await insertGuildCatchUp(pool, guildId);
      isDone = taskId !== null;
      if (taskId !== null)
        log.info(
          { code: "capture.catching_up", guildId, taskId, channels: need.channels.length },
          "fetching what was missed",
        );
    } else if (!need.isKept) {
      const tasks = await insertChannelCatchUps(pool, guildId, need.channels);
      if (tasks > 0)
        log.info({ code: "capture.catching_up", guildId, channels: tasks }, "fetching what was missed");
    }
    await recordSweep(pool, capture);
    await pruneTombstones(pool);
    await prunePagesStored(pool);
    return isDone;
  }
}
