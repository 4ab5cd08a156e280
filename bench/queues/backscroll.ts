/** Backscroll's own queue: history_fetch_tasks, claimed and settled by the worker as in production. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { taskTexts } from "../../bot/kinds/texts.ts";
import { LeaseKeeper } from "../../bot/worker/leases.ts";
import { Wake } from "../../bot/worker/wake.ts";
import { runWorker } from "../../bot/worker/worker.ts";
import { historyTasks } from "../../core/database/tasks/historyTasks.ts";
import { createLogger } from "../../core/log.ts";
import { startListener } from "../../core/postgres/listener.ts";
import { createPool, type Pool } from "../../core/postgres/pool.ts";
import { claimTasks } from "../../core/queue/claim.ts";
import { settleTask } from "../../core/queue/settle.ts";
import { migrateUp } from "../../scripts/lib/postgres/migrations.js";
import { makeGuild, restoreRows } from "../../test/support/factories.ts";
import type { Contender } from "./contender.ts";

const guildId = "200000000000000001";
/** Channels get ids of their own, as in a server; one task each. */
const firstChannelId = 300000000000000000n;
const log = createLogger({ process: "bench", level: "error" });

export function backscroll(): Contender {
  let pool: Pool;
  let url: string;
  let channels = firstChannelId;
  const insert = "insert into history_fetch_tasks (guild_id, channel_id) values ($1, $2)";
  const workerId = randomUUID();

  return {
    name: "backscroll",
    async setUp(databaseUrl) {
      url = databaseUrl;
      await migrateUp(url);
      pool = createPool(url, { applicationName: "bench", size: 10, statementTimeoutMs: 600_000, log });
      await makeGuild(pool);
    },
    async empty() {
      await pool.query("truncate history_fetch_tasks");
      await pool.query("vacuum analyze history_fetch_tasks");
    },
    async enqueueEach(count) {
      for (let n = 0; n < count; n++)
        await pool.query({ name: "bench-insert", text: insert, values: [guildId, ++channels] });
    },
    async enqueueTogether(count) {
      await pool.query(
        "insert into history_fetch_tasks (guild_id, channel_id) select $1, $2::int8 + n from generate_series(1, $3::int) as n",
        [guildId, channels, count],
      );
      channels += BigInt(count);
    },
    async prefill(finished, pending) {
      await restoreRows(
        pool,
        `insert into history_fetch_tasks (guild_id, channel_id, status, completed_at, run_at)
         select $1, $2::int8 + n, 'completed', now(), now() from generate_series(1, $3::int) as n`,
        [guildId, channels, finished],
      );
      channels += BigInt(finished);
      await this.enqueueTogether(pending);
      await pool.query("vacuum analyze history_fetch_tasks");
    },
    async prefillBusyLane(pending, free) {
      // A busy channel of the same guild: the lane that production would scan first.
      await restoreRows(
        pool,
        `insert into history_fetch_tasks (guild_id, channel_id, after_message_id, run_at, status, lease_expires_at)
         select $1, $2::int8, n, now() - interval '1 day', case when n = 1 then 'running' else 'pending' end,
           case when n = 1 then now() + interval '1 day' end
         from generate_series(1, $3::int) as n`,
        [guildId, ++channels, pending],
      );
      await this.enqueueTogether(free);
      await pool.query("vacuum analyze history_fetch_tasks");
    },
    async work(concurrency, onTask) {
      const stop = new AbortController();
      const wake = new Wake();
      const listener = startListener({
        url,
        db: pool,
        channels: ["task_wake"],
        onNotification: () => wake.ring(),
        log,
      });
      while (!listener.hears) await sleep(10);
      const done = runWorker(
        {
          pool,
          kinds: [
            {
              table: historyTasks,
              lanes: () => [guildId],
              run: async () => {
                onTask();
                return { kind: "completed" };
              },
              texts: taskTexts("en"),
            },
          ],
          workerId,
          concurrency,
          leaseSeconds: 60,
          pollIntervalMs: 5_000,
          leases: new LeaseKeeper(60),
          mayClaim: () => true,
          wake,
          onSettled: () => undefined,
          log,
        },
        stop.signal,
      );
      return {
        async stop() {
          stop.abort();
          await Promise.all([done, listener.close()]);
        },
      };
    },
    async claimEach(count) {
      const took: number[] = [];
      for (let n = 0; n < count; n++) {
        const start = performance.now();
        const [task] = await claimTasks(pool, historyTasks, {
          workerId,
          lanes: [guildId],
          limit: 1,
          leaseSeconds: 60,
        });
        took.push(performance.now() - start);
        if (!task) throw new Error("No task was due");
        await settleTask(pool, historyTasks, task, { kind: "completed" });
      }
      return took;
    },
    async close() {
      await pool.end();
    },
  };
}
