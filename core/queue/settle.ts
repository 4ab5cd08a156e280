/** Writing down how an attempt ended. Every statement repeats the claim; one that matches no row changed nothing. */
import type { Queryable } from "../postgres/pool.ts";
import { withoutWaiting } from "./asynchronously.ts";
import { LeaseLostError } from "./errors.ts";
import type { OutcomeNote } from "./outcome.ts";
import type { StatusReason } from "./reasons.ts";
import type { TaskBase, TaskClaim, TaskTable } from "./taskTable.ts";

/** How an attempt ended, as far as the queue is concerned. `reason` is a code, `message` a sentence for people. */
export type Settlement =
  | { kind: "completed"; note?: OutcomeNote }
  | { kind: "warning"; reason: StatusReason; message: string }
  | { kind: "failed"; reason: StatusReason; message: string }
  /** Back to pending after a growing pause; failed once the attempts are used up. */
  | { kind: "retry"; reason: StatusReason; message: string }
  /** Back to pending until `until`; the attempt does not count. */
  | { kind: "snooze"; reason: StatusReason; until: Date }
  /** Back to pending in its old place; the attempt does not count. */
  | { kind: "handBack"; reason: StatusReason };

const guarded = "where id = $1 and fence = $2 and status = 'running'";

/**
 * Settles a claimed task. Throws LeaseLostError when the claim has ended meanwhile: then nothing was written and
 * nothing needs to be. Safe to repeat after a connection loss: once it took effect, the repeat finds the lease lost.
 */
export async function settleTask<Task extends TaskBase>(
  db: Queryable,
  table: TaskTable<Task>,
  claim: TaskClaim,
  settlement: Settlement,
): Promise<void> {
  if (settlement.kind === "completed" && !settlement.note) {
    const completed = await completeTasks(db, table, [claim]);
    if (!completed.has(claim.id)) throw new LeaseLostError(claim.id);
    return;
  }
  const [assignments, values] = settlementAssignments(settlement);
  const { rowCount } = await db.query({
    name: `settle-${settlement.kind}-${table.name}`,
    text: `with ${withoutWaiting} update ${table.name} set ${assignments} from asynchronously ${guarded}`,
    values: [claim.id, claim.fence, ...values],
  });
  if (rowCount === 0) throw new LeaseLostError(claim.id);
}

/**
 * Completes several tasks in one statement and returns the ids for which it took effect; the claims of all others have
 * ended. Rows are locked in id order, so that concurrent callers never deadlock.
 */
export async function completeTasks<Task extends TaskBase>(
  db: Queryable,
  table: TaskTable<Task>,
  claims: readonly TaskClaim[],
): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>({
    name: `complete-${table.name}`,
    text: `
      with ${withoutWaiting},
      ours as materialized (
        select t.id from asynchronously, unnest($1::int8[], $2::int8[]) as held (id, fence)
        join ${table.name} t using (id)
        where t.fence = held.fence and t.status = 'running'
        order by t.id
        for update of t
      )
      update ${table.name} set status = 'completed', error_message = null, progress = 1
      where id = any (array(select id from ours))
      returning id`,
    values: [claims.map((claim) => claim.id), claims.map((claim) => claim.fence)],
  });
  return new Set(rows.map((row) => row.id));
}

function settlementAssignments(settlement: Settlement): [string, unknown[]] {
  switch (settlement.kind) {
    case "completed":
      return [
        "status = 'completed', status_reason = $3, error_message = $4, progress = 1",
        [settlement.note?.reason ?? null, settlement.note?.message ?? null],
      ];
    case "warning":
    case "failed":
      return [
        "status = $3, status_reason = $4, error_message = $5",
        [settlement.kind, settlement.reason, settlement.message],
      ];
    case "retry":
      // Full jitter, 5 s doubling to 15 min: many tasks that failed at one instant do not return at one.
      return [
        `status = case when attempts >= max_attempts then 'failed' else 'pending' end,
         status_reason = $3, error_message = $4,
         run_at = now() + interval '1 s' * least(900, 5 * 2 ^ least(attempts, 16)) * (0.5 + random() * 0.5)`,
        [settlement.reason, settlement.message],
      ];
    case "snooze":
      return [
        // As a duration: `until` is told by our clock, and the queue goes by the database's.
        `status = 'pending', status_reason = $3, run_at = now() + $4::float8 * interval '1 ms',
         attempts = greatest(attempts - 1, 0)`,
        [settlement.reason, Math.max(0, settlement.until.getTime() - Date.now())],
      ];
    case "handBack":
      return [
        "status = 'pending', status_reason = $3, attempts = greatest(attempts - 1, 0)",
        [settlement.reason],
      ];
  }
}

/**
 * Lets go of a task whose children are all written: from here on it is running through them and held by no process.
 * `note` is what could not be turned into a child; with one the task ends as a warning. Throws LeaseLostError like
 * settleTask.
 */
export async function releaseFannedOut<Task extends TaskBase>(
  db: Queryable,
  table: TaskTable<Task>,
  claim: TaskClaim,
  note: string | null,
): Promise<void> {
  const { rowCount } = await db.query({
    name: `release-fanned-out-${table.name}`,
    text: `
      update ${table.name}
      set fanned_out_at = now(), worker_id = null, lease_expires_at = null, heartbeat_at = null, attempts = 0,
          error_message = $3
      ${guarded}`,
    values: [claim.id, claim.fence, note],
  });
  if (rowCount === 0) throw new LeaseLostError(claim.id);
}
