/** The claims this process holds, of all kinds of tasks: extended together, aborted when lost. */
import { setMaxListeners } from "node:events";
import type { Queryable } from "../../core/postgres/pool.ts";
import { LeaseLostError } from "../../core/queue/errors.ts";
import { extendLeases } from "../../core/queue/lease.ts";
import type { TaskBase, TaskClaim } from "../../core/queue/taskTable.ts";
import type { TaskKind } from "./taskKind.ts";

/** A claim while it is being worked. */
interface Lease {
  /** Aborts with LeaseLostError when the claim is gone, or with the reason given to abortAll. */
  readonly signal: AbortSignal;
  /** Stops extending it: the task is settled. */
  end(): void;
}

type HeldClaim = TaskClaim & Pick<TaskBase, "lane">;

interface Held {
  kind: TaskKind;
  claim: HeldClaim;
  controller: AbortController;
  /** Local monotonic time after which another worker may own the task. */
  expiresAtMs: number;
}

export class LeaseKeeper {
  readonly #leaseMs: number;
  readonly #held = new Set<Held>();
  #stopReason: Error | null = null;

  constructor(leaseSeconds: number) {
    this.#leaseMs = leaseSeconds * 1_000;
  }

  get size(): number {
    return this.#held.size;
  }

  /**
   * Starts keeping a claim that was made at `claimedAtMs` (performance.now() before the claim was sent). Its signal is
   * aborted from the start when all jobs were told to stop meanwhile, or when the process stood still for so long that
   * the claim has run out.
   */
  hold(kind: TaskKind, claim: HeldClaim, claimedAtMs: number): Lease {
    const held = { kind, claim, controller: new AbortController(), expiresAtMs: claimedAtMs + this.#leaseMs };
    setMaxListeners(0, held.controller.signal); // a task may wait for many requests at once
    this.#held.add(held);
    if (this.#stopReason) held.controller.abort(this.#stopReason);
    else if (held.expiresAtMs <= performance.now()) this.#lose(held);
    return { signal: held.controller.signal, end: () => void this.#held.delete(held) };
  }

  /** Extends all leases, one statement per table, and aborts the jobs whose task is no longer ours. */
  async extend(db: Queryable): Promise<void> {
    const byKind = new Map<TaskKind, Held[]>();
    for (const held of this.#held) byKind.set(held.kind, [...(byKind.get(held.kind) ?? []), held]);
    for (const [kind, sent] of byKind) {
      const sentAtMs = performance.now();
      const claims = sent.map((held) => held.claim);
      const states = await extendLeases(db, kind.table, claims, this.#leaseMs / 1_000);
      for (const held of sent) {
        const state = states.get(held.claim.id);
        if (state === "extended") held.expiresAtMs = sentAtMs + this.#leaseMs;
        else if (state === undefined) this.#lose(held);
      }
    }
  }

  /**
   * Aborts jobs whose lease has run out by our own clock, while the database cannot be asked. What they might still
   * write would be refused by the fence; this spares the platform the requests.
   */
  abortExpired(): void {
    const now = performance.now();
    for (const held of this.#held) if (held.expiresAtMs <= now) this.#lose(held);
  }

  /** Tells all jobs to stop, those that are still to come as well; they settle themselves. */
  abortAll(reason: Error): void {
    this.#stopReason = reason;
    for (const held of this.#held) held.controller.abort(reason);
  }

  /** Tells the jobs in hand to stop, or only those of some lanes; those that come later run. */
  recall(reason: Error, lanes?: ReadonlySet<string>): void {
    for (const held of this.#held) {
      if (lanes === undefined || lanes.has(held.claim.lane)) held.controller.abort(reason);
    }
  }

  #lose(held: Held): void {
    this.#held.delete(held);
    held.controller.abort(new LeaseLostError(held.claim.id));
  }
}
