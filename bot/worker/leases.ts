/** The claims this process holds: extended together, aborted when lost. */
import { setMaxListeners } from "node:events";
import type { Queryable } from "../../core/postgres/pool.ts";
import { LeaseLostError } from "../../core/queue/errors.ts";
import { extendLeases } from "../../core/queue/lease.ts";
import type { TaskBase, TaskClaim, TaskTable } from "../../core/queue/taskTable.ts";

/** A claim while it is being worked. */
export interface Lease {
  /** Aborts with LeaseLostError when the claim is gone, or with the reason given to abortAll. */
  readonly signal: AbortSignal;
  /** Stops extending it: the task is settled. */
  end(): void;
}

interface Held {
  claim: TaskClaim;
  controller: AbortController;
  /** Local monotonic time after which another worker may own the task. */
  expiresAtMs: number;
}

export class LeaseKeeper<Task extends TaskBase> {
  readonly #table: TaskTable<Task>;
  readonly #leaseSeconds: number;
  readonly #held = new Map<string, Held>();

  constructor(table: TaskTable<Task>, leaseSeconds: number) {
    this.#table = table;
    this.#leaseSeconds = leaseSeconds;
  }

  get size(): number {
    return this.#held.size;
  }

  /** Starts keeping a claim that was made at `claimedAtMs` (performance.now() before the claim was sent). */
  hold(claim: TaskClaim, claimedAtMs: number): Lease {
    const held = {
      claim,
      controller: new AbortController(),
      expiresAtMs: claimedAtMs + this.#leaseSeconds * 1_000,
    };
    setMaxListeners(0, held.controller.signal); // a task may wait for many requests at once
    this.#held.set(claim.id, held);
    return {
      signal: held.controller.signal,
      end: () => {
        if (this.#held.get(claim.id) === held) this.#held.delete(claim.id);
      },
    };
  }

  /** Extends all leases in one statement and aborts the jobs whose task is no longer ours. */
  async extend(db: Queryable): Promise<void> {
    const sentAtMs = performance.now();
    const sent = [...this.#held.values()];
    const kept = await extendLeases(
      db,
      this.#table,
      sent.map((held) => held.claim),
      this.#leaseSeconds,
    );
    for (const held of sent) {
      if (kept.has(held.claim.id)) held.expiresAtMs = sentAtMs + this.#leaseSeconds * 1_000;
      else this.#abort(held, new LeaseLostError(held.claim.id));
    }
  }

  /**
   * Aborts jobs whose lease has run out by our own clock, while the database cannot be asked. What they might still
   * write would be refused by the fence; this spares the platform the requests.
   */
  abortExpired(): void {
    const now = performance.now();
    for (const held of this.#held.values()) {
      if (held.expiresAtMs <= now) this.#abort(held, new LeaseLostError(held.claim.id));
    }
  }

  /** Tells all jobs to stop; they settle themselves. */
  abortAll(reason: Error): void {
    for (const held of this.#held.values()) held.controller.abort(reason);
  }

  #abort(held: Held, reason: Error): void {
    if (this.#held.get(held.claim.id) === held) this.#held.delete(held.claim.id);
    held.controller.abort(reason);
  }
}
