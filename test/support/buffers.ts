/** What statements cost, told in a way that other work on the machine does not change: pages looked at. */
import type { QueryConfig } from "pg";
import type { Pool, Queryable } from "../../core/postgres/pool.ts";

/**
 * Pages (8 kB) that the statements of `work` look at, in memory or on disk, sub-plans included. Every statement runs
 * twice, so `work` should only read.
 */
export async function countPagesRead(pool: Pool, work: (db: Queryable) => Promise<unknown>): Promise<number> {
  let pages = 0;
  const explaining = {
    async query(config: QueryConfig) {
      const { rows } = await pool.query<{ "QUERY PLAN": { Plan: Record<string, number> }[] }>(
        `explain (analyze, buffers, timing off, format json) ${config.text}`,
        config.values,
      );
      const plan = rows[0]?.["QUERY PLAN"][0]?.Plan;
      pages += (plan?.["Shared Hit Blocks"] ?? 0) + (plan?.["Shared Read Blocks"] ?? 0);
      return pool.query(config);
    },
  } as unknown as Queryable; // every statement of ours is a config with a name
  await work(explaining);
  return pages;
}
