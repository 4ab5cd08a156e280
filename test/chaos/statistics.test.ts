import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { provesNothing, storeMessages } from "../../bot/archive/storeMessages.ts";
import { recordDeletions } from "../../core/database/archive/live.ts";
import { lockChannels } from "../../core/database/guilds/channelCoverage.ts";
import { findDifferences } from "../../core/database/stats/differences.ts";
import { beginRecount } from "../../core/database/stats/keeping.ts";
import { createLogger } from "../../core/log.ts";
import {
  createPool,
  inTransaction,
  isDatabaseAway,
  type Pool,
  type Queryable,
  untilDatabaseAnswers,
} from "../../core/postgres/pool.ts";
import { keepInStep } from "../../core/stats/keepInStep.ts";
import { createChance } from "../soak/chance.ts";
import { useDatabaseServer } from "../support/database.ts";
import { archiveMessage, guildId, makeChannel } from "../support/factories.ts";

const channels = ["300000000000000001", "300000000000000002", "300000000000000003"];
const kills = 6;
const log = createLogger({ process: "test", level: "silent" });

describe(`statistics, while PostgreSQL is killed with SIGKILL ${kills} times`, function () {
  this.timeout(180_000); // recoveries from a crash
  const database = useDatabaseServer();
  let pool: Pool | undefined;
  after(async function () {
    await pool?.end();
  });

  it("are what a recount finds, whatever was being stored, added up and counted anew", async function () {
    const { server } = database;
    const db = createPool(server.url, { applicationName: "test", size: 6, statementTimeoutMs: 15_000, log });
    pool = db;
    const chance = createChance();
    for (const id of channels) await makeChannel(db, { id });
    const answers = <T>(work: () => Promise<T>) => untilDatabaseAnswers(work, { log, waitingFor: "test" });
    /** Does it over and over until the end; what a kill cuts off is tried no more. */
    const isOver = { yet: false };
    let interrupted = 0;
    const goOn = async (work: () => Promise<unknown>) => {
      while (!isOver.yet) {
        await work().catch((error: unknown) => {
          if (!isDatabaseAway(error)) throw error;
          interrupted++;
          return sleep(50);
        });
      }
    };
    let next = 0;
    const store = (channelId: string) => {
      const messages = Array.from({ length: 40 }, () => {
        const id = ++next;
        return archiveMessage({
          id: String(id),
          authorId: String(7 + (id % 5)),
          content: id % 3 === 0 ? "👍 see https://example.org/x" : "hello",
          createdAt: new Date(Date.UTC(2024, 2, 28) + id * 60_000),
          reactions:
            id % 4 === 0 ? [{ emoji: "🎉", emojiId: null, isAnimated: false, count: 2, burstCount: 0 }] : [],
        });
      });
      return inTransaction(db, (tx) => storeMessages(tx, { guildId, channelId }, messages, provesNothing));
    };
    const remove = (channelId: string) =>
      inTransaction(db, async (tx: Queryable) => {
        await lockChannels(tx, [channelId]);
        const ids = Array.from({ length: 10 }, () => String(1 + Math.floor(chance.between(0, next))));
        await recordDeletions(tx, channelId, ids, { keepContent: true });
      });
    const writers = [
      ...channels.map((id) => goOn(() => store(id))),
      goOn(() => remove(channels[0] ?? "")),
      goOn(async () => {
        if (!(await keepInStep(db))) await sleep(20);
      }),
    ];
    const zones = ["Europe/Berlin", "Asia/Kathmandu", "UTC"];
    for (let kill = 0; kill < kills; kill++) {
      await sleep(chance.between(300, 1_500));
      if (kill % 2 === 1) await answers(() => beginRecount(db, guildId, zones[kill % zones.length] ?? null));
      await sleep(chance.between(50, 500));
      await server.kill9();
      await server.restart();
    }
    await answers(() => db.query("select 1"));
    isOver.yet = true;
    await Promise.all(writers);
    assert.ok(interrupted >= kills, `${interrupted} statements were cut off`);
    while (await keepInStep(db)); // each step does something until there is nothing left
    assert.deepEqual(await findDifferences(db, guildId), []);
    const { rows } = await db.query<{ kept: number; there: number }>(
      `select (select sum(messages)::int from stats_totals where grain = 'month') as kept,
         (select count(*)::int from messages where deleted_at is null) as there`,
    );
    assert.equal(rows[0]?.kept, rows[0]?.there);
    assert.ok((rows[0]?.there ?? 0) > 500, "hardly anything was stored");
  });
});
