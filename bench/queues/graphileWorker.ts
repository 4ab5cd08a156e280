/** graphile-worker, through its runner and utilities with their defaults. It deletes finished jobs. */
import { EventEmitter } from "node:events";
import { Logger, makeWorkerUtils, runTaskList, type WorkerEvents, type WorkerUtils } from "graphile-worker";
import { Pool } from "pg";
import type { Contender } from "./contender.ts";

const silent = new Logger(() => () => undefined);
const task = "noop";

export function graphileWorker(): Contender {
  let pool: Pool;
  let utils: WorkerUtils;
  const options = { logger: silent, noHandleSignals: true };

  return {
    name: "graphile-worker",
    async setUp(databaseUrl) {
      pool = new Pool({ connectionString: databaseUrl, max: 12 });
      pool.on("error", () => undefined);
      pool.on("connect", (client) => client.on("error", () => undefined)); // it asks for both
      utils = await makeWorkerUtils({ pgPool: pool, ...options });
      await utils.migrate();
    },
    async empty() {
      await pool.query("truncate graphile_worker._private_jobs, graphile_worker._private_job_queues");
      await pool.query("vacuum analyze graphile_worker._private_jobs");
    },
    async enqueueEach(count) {
      for (let n = 0; n < count; n++) await utils.addJob(task, {});
    },
    async enqueueTogether(count) {
      await utils.addJobs(Array.from({ length: count }, () => ({ identifier: task, payload: {} })));
    },
    async prefill(_finished, pending) {
      for (let n = 0; n < pending; n += 10_000) await this.enqueueTogether(Math.min(10_000, pending - n));
      await pool.query("vacuum analyze graphile_worker._private_jobs");
    },
    async prefillBusyLane(pending, free) {
      for (let n = 0; n < pending; n += 10_000) {
        await utils.addJobs(
          Array.from({ length: Math.min(10_000, pending - n) }, () => ({
            identifier: task,
            payload: {},
            queueName: "busy",
            runAt: new Date(0),
          })),
        );
      }
      await pool.query(
        "update graphile_worker._private_job_queues set locked_at = now(), locked_by = 'somebody' where queue_name = 'busy'",
      );
      await this.enqueueTogether(free);
      await pool.query("vacuum analyze graphile_worker._private_jobs");
    },
    async work(concurrency, onTask) {
      const workers = runTaskList({ concurrency, ...options }, { [task]: onTask }, pool);
      return {
        async stop() {
          await workers.gracefulShutdown();
        },
      };
    },
    async claimEach(count) {
      const events = new EventEmitter() as WorkerEvents;
      const took: number[] = [];
      let asked = 0;
      events.on("worker:getJob:start", () => {
        asked = performance.now();
      });
      await new Promise<void>((resolve, reject) => {
        events.on("job:start", () => {
          took.push(performance.now() - asked);
          if (took.length === count) Promise.resolve(workers.gracefulShutdown()).then(resolve, reject);
        });
        const workers = runTaskList(
          { concurrency: 1, events, ...options },
          { [task]: () => undefined },
          pool,
        );
      });
      return took.slice(0, count);
    },
    async close() {
      await utils.release();
      await pool.end();
    },
  };
}
