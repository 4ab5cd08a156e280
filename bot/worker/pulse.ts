/** The pulse of a bot process: signs of life, leases, and taking back what others left. */
import type { Logger } from "../../core/log.ts";
import { isDatabaseAway, type Pool } from "../../core/postgres/pool.ts";
import { reapTasks } from "../../core/queue/lease.ts";
import type { LeaseKeeper } from "./leases.ts";
import { GuildPausedError } from "./settlement.ts";
import type { TaskKind } from "./taskKind.ts";
import type { Wake } from "./wake.ts";

interface PulseDeps {
  /** Connections that nobody else uses: a beat must not wait behind the work. */
  pool: Pool;
  kinds: readonly TaskKind[];
  leases: LeaseKeeper;
  leaseSeconds: number;
  /** Writes the sign of life of the process. */
  recordAlive: () => Promise<void>;
  /** Lanes whose work an operator paused. */
  findPausedLanes: () => Promise<ReadonlySet<string>>;
  /** Keeps the leases of accounts. */
  tickAccounts: () => Promise<void>;
  /** Milliseconds between two beats; asked anew before each. */
  intervalMs: () => number;
  /** Rings when a beat is wanted now: somebody cancelled or paused something. */
  wake: Wake;
  /** Called after the first beat, and after the first one that follows a gap longer than a lease. */
  onRevived: () => void;
  log: Logger;
}

/** Beats regularly, and knows whether the process is known to be alive. */
export class Pulse {
  readonly #deps: PulseDeps;
  /** Local monotonic time at which the last beat that was answered was sent. */
  #sentAtMs = Number.NEGATIVE_INFINITY;

  constructor(deps: PulseDeps) {
    this.#deps = deps;
  }

  /**
   * False before the first beat, and when the last one is older than a lease: the process was frozen, or the database
   * away. Then others may own what this process thinks it holds, accounts included, and nothing new may be begun.
   */
  get isFresh(): boolean {
    return performance.now() - this.#sentAtMs < this.#deps.leaseSeconds * 1_000;
  }

  /** Beats until `stop` aborts. While the database is away, leases run out by our own clock. */
  async keepBeating(stop: AbortSignal): Promise<void> {
    const { leases, log, wake, intervalMs } = this.#deps;
    let lastLogMs = Number.NEGATIVE_INFINITY;
    while (!stop.aborted) {
      try {
        await this.beatOnce();
        if (lastLogMs > 0) log.info({ code: "database.back" }, "database answers again");
        lastLogMs = Number.NEGATIVE_INFINITY;
      } catch (error) {
        if (performance.now() - lastLogMs > 10_000) {
          lastLogMs = performance.now();
          const level = isDatabaseAway(error) ? "warn" : "error";
          log[level](
            { code: "worker.heartbeat_failed", error },
            "heartbeat failed: waiting for the database",
          );
        }
      }
      leases.abortExpired();
      await wake.wait(intervalMs(), stop);
    }
  }

  /** One beat. Throws when the database is away. */
  async beatOnce(): Promise<void> {
    const { pool, kinds, leases, findPausedLanes, recordAlive, tickAccounts, onRevived, log } = this.#deps;
    const sentAtMs = performance.now();
    await leases.extend(pool); // first: everything else can wait
    const paused = await findPausedLanes();
    if (paused.size > 0) leases.recall(new GuildPausedError("The work of this server is paused"), paused);
    await recordAlive();
    await tickAccounts();
    const wasFresh = this.isFresh;
    this.#sentAtMs = sentAtMs;
    if (!wasFresh) onRevived();
    for (const kind of kinds) {
      for (const task of await reapTasks(pool, kind.table)) {
        log.warn(
          {
            code: "task.reaped",
            kind: kind.table.kind,
            taskId: task.id,
            crashCount: task.crashCount,
          },
          "a task whose worker vanished was taken back",
        );
      }
      await kind.parents?.refresh(pool);
    }
  }
}
