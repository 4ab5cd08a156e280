/**
 * pg-boss, through send, insert, fetch and complete. Its own `work` polls at most twice a second; loops of fetch and
 * complete are the fastest way its interface offers, and what is measured here.
 */
import { Pool } from "pg";
import { PgBoss } from "pg-boss";
import type { Contender } from "./contender.ts";

const queue = "noop";

export function pgBoss(): Contender {
  let boss: PgBoss;
  let pool: Pool;

  return {
    name: "pg-boss",
    async setUp(databaseUrl) {
      pool = new Pool({ connectionString: databaseUrl, max: 2 });
      boss = new PgBoss({ connectionString: databaseUrl, max: 12, supervise: false, schedule: false });
      boss.on("error", () => undefined);
      await boss.start();
      await boss.createQueue(queue);
    },
    async empty() {
      await pool.query("delete from pgboss.job");
      await pool.query("vacuum full analyze pgboss.job");
    },
    async enqueueEach(count) {
      for (let n = 0; n < count; n++) await boss.send(queue, {});
    },
    async enqueueTogether(count) {
      await boss.insert(
        queue,
        Array.from({ length: count }, () => ({ data: {} })),
      );
    },
    async prefill(finished, pending) {
      await pool.query(
        `insert into pgboss.job (name, data, state, policy, started_on, completed_on)
         select $1, '{}', 'completed', 'standard', now(), now() from generate_series(1, $2::int)`,
        [queue, finished],
      );
      for (let n = 0; n < pending; n += 10_000) await this.enqueueTogether(Math.min(10_000, pending - n));
      await pool.query("vacuum analyze pgboss.job");
    },
    prefillBusyLane: null, // this release limits nothing per key
    async work(concurrency, onTask) {
      let stopped = false;
      const loops = Array.from({ length: concurrency }, async () => {
        while (!stopped) {
          const [job] = await boss.fetch(queue);
          if (!job) {
            await new Promise((resolve) => setTimeout(resolve, 500)); // its own shortest polling interval
            continue;
          }
          onTask();
          await boss.complete(queue, job.id);
        }
      });
      return {
        async stop() {
          stopped = true;
          await Promise.all(loops);
        },
      };
    },
    async claimEach(count) {
      const took: number[] = [];
      for (let n = 0; n < count; n++) {
        const start = performance.now();
        const [job] = await boss.fetch(queue);
        took.push(performance.now() - start);
        if (!job) throw new Error("No job was due");
        await boss.complete(queue, job.id);
      }
      return took;
    },
    async close() {
      await boss.stop({ graceful: false, wait: true });
      await pool.end();
    },
  };
}
