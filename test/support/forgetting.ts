/** What tests of forgetting share: a key, tasks that are worked at once, and a look through everything stored. */
import { randomBytes } from "node:crypto";
import { erase } from "../../bot/forgetting/erase.ts";
import { useForgettingKey } from "../../bot/forgetting/guard.ts";
import type { EraseDeps } from "../../bot/forgetting/run.ts";
import { type ErasureTask, erasureTasks } from "../../core/database/forgetting/erasureTasks.ts";
import type { Pool, Queryable } from "../../core/postgres/pool.ts";
import { claimTasks } from "../../core/queue/claim.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import { insertTaskRow, workerId } from "./factories.ts";

/** The surrounding `describe` forgets by a key of its own; the process forgets the key at its end. */
export function useOwnForgettingKey(): Buffer {
  const key = randomBytes(32);
  before("set the key of what is forgotten", () => useForgettingKey(key));
  after("take the key back", () => useForgettingKey(null));
  return key;
}

/** Writes an erasure and claims it. */
export async function claimErasure(db: Queryable, columns: Record<string, unknown>): Promise<ErasureTask> {
  await insertTaskRow(db, "erasure_tasks", columns);
  return claimAgain(db);
}

/** Claims the erasure that is due. */
export async function claimAgain(db: Queryable): Promise<ErasureTask> {
  const [task] = await claimTasks(db, erasureTasks, { workerId, leaseSeconds: 60, lanes: ["0"], limit: 1 });
  if (!task) throw new Error("No erasure was due");
  return task;
}

/** Forgets at once, as the bot would. */
export async function forgetNow(
  deps: EraseDeps,
  columns: Record<string, unknown>,
): Promise<{ task: ErasureTask; outcome: JobOutcome }> {
  const task = await claimErasure(deps.pool, columns);
  const outcome = await erase(deps, task, new AbortController().signal);
  await deps.pool.query("update erasure_tasks set status = $2 where id = $1", [
    task.id,
    outcome.kind === "warning" ? "warning" : "completed",
  ]);
  return { task, outcome };
}

/** Tables in which a text stands anywhere, by a look at every row of all of them: another way than the product's own scan. */
export async function tablesThatHold(pool: Pool, text: string): Promise<string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'pgmigrations' order by 1",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rowCount } = await pool.query(`select from "${name}" t where t::text like $1 limit 1`, [
      `%${text}%`,
    ]);
    if (rowCount) found.push(name);
  }
  return found;
}
