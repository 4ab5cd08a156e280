/**
 * How long statistics take over many messages, and what keeping them costs where messages are stored.
 *
 *   npm run bench -- stats [--messages 10000000]        (1,000,000 unless given)
 *
 * Messages of 5,000 people in 200 channels over three years are made in the database and counted as an archive from before
 * would be (stats.recount_messages_per_second). stats.p95_ms, stats.worst_ms: every kind of statistics over every range, from
 * the question to the answer as it is sent. stats.group_by_ratio: how many times longer plain GROUP BY over messages takes for
 * messages and people by day of a year. ingest.copy_ratio: messages a second through the archive's writer, tokens, statistics
 * and the adding up included, as a share of writing the same finished rows into the same tables with their indexes by
 * one statement, which costs what COPY does without reading text;
 * ingest.us_per_message, ingest.us_without_statistics: the same with and without the triggers. Medians of three rounds, in turns,
 * after one that is not counted.
 */
import { provesNothing, storeMessages } from "../bot/archive/storeMessages.ts";
import { getGuild } from "../core/console/startFetch.ts";
import { describeActivity } from "../core/console/stats/activity.ts";
import {
  describeLoyalty,
  describePosts,
  describeRanking,
  describeSpeech,
} from "../core/console/stats/views.ts";
import type { ArchiveMessage } from "../core/database/archive/messages.ts";
import { loadPeriods } from "../core/database/stats/figures.ts";
import { beginRecount } from "../core/database/stats/keeping.ts";
import { createLogger } from "../core/log.ts";
import { statisticsRanges } from "../core/model/statistics/span.ts";
import { createPool, inTransaction } from "../core/postgres/pool.ts";
import { keepInStep } from "../core/stats/keepInStep.ts";
import { migrateUp } from "../scripts/lib/postgres/migrations.js";
import { startTestServer } from "../scripts/lib/test/server.js";
import { median, result } from "./support/house.ts";

const asked = process.argv.indexOf("--messages");
const total = Number(asked > 0 ? process.argv[asked + 1] : 1_000_000);
const guildId = "200000000000000001";
const channels = 200;
const authors = 5_000;
const spanDays = 3 * 365;
const now = new Date("2025-01-01T12:00:00Z");
/** Messages stored for ingest, by pages of 100. */
const ingested = 20_000;

const server = await startTestServer({
  settings: { shared_buffers: "1GB", maintenance_work_mem: "256MB", max_wal_size: "8GB" },
});
try {
  await migrateUp(server.url);
  const log = createLogger({ process: "bench", level: "warn" });
  const pool = createPool(server.url, {
    applicationName: "bench",
    size: 8,
    statementTimeoutMs: 3_600_000,
    log,
  });
  const seconds = async (work: () => Promise<unknown>) => {
    const begun = performance.now();
    await work();
    return (performance.now() - begun) / 1_000;
  };
  const triggers = async (how: "enable" | "disable") => {
    for (const table of ["messages", "attachments", "reactions"])
      await pool.query(`alter table ${table} ${how} trigger user`);
  };
  const settle = async () => {
    while (await keepInStep(pool)); // each step does something until there is nothing left
  };

  await pool.query("insert into guilds (id, platform, name) values ($1, 'discord', 'Bench')", [guildId]);
  await pool.query(
    `insert into channels (id, guild_id, kind, name) select 300000000000000000 + n, $1, 'text', 'channel-' || n
     from generate_series(0, $2::int - 1) n`,
    [guildId, channels],
  );
  await pool.query(
    `insert into authors (id, platform, name, is_bot) select 400000000000000000 + n, 'discord', 'person' || n, n % 500 = 0
     from generate_series(0, $1::int - 1) n`,
    [authors],
  );
  await triggers("disable");
  const made = await seconds(() =>
    pool.query(
      `insert into messages (channel_id, id, guild_id, author_id, kind, content, created_at, reply_to_id)
       select 300000000000000000 + floor(${channels} * random() ^ 3)::int8, n, $1, 400000000000000000 + floor(${authors} * random() ^ 2)::int8,
         case when n % 7 = 0 then 'reply' else 'default' end,
         (array['hello there', 'what about the mountain hut tomorrow 🎉', 'see https://example.org/' || n, '明天去爬山吗', 'надо бы встретиться'])[1 + n % 5]
           || ' ' || n % 1000,
         timestamptz '2022-01-02 00:00Z' + (n::float8 / $2) * interval '${spanDays} days', case when n % 7 = 0 then n - 1 end
       from generate_series(1, $2::int) n`,
      [guildId, total],
    ),
  );
  console.log(`${total} messages made: ${made.toFixed(1)} s`);
  await triggers("enable");
  await pool.query("vacuum (analyze) messages");
  await beginRecount(pool, guildId, null);
  result("stats.recount_messages_per_second", total / (await seconds(settle)));
  await pool.query("vacuum (analyze)");
  const { rows: sizes } = await pool.query<{ bytes: string }>(
    "select sum(pg_total_relation_size(oid)) as bytes from pg_class where relname like 'stats\\_%' and relkind = 'r'",
  );
  result("stats.bytes_per_message", Number(sizes[0]?.bytes) / total);

  const guild = await getGuild(pool, guildId, true);
  const kinds = { describeActivity, describeRanking, describeLoyalty, describeSpeech, describePosts };
  const times: number[] = [];
  for (const [name, describe] of Object.entries(kinds)) {
    const own: string[] = [];
    for (const range of statisticsRanges) {
      const query = { range, from: "2023-02-11", to: "2024-06-20" };
      await describe(pool, guild, query, now); // the first reads from disk what the others find in memory
      const each: number[] = [];
      for (let i = 0; i < 5; i++) each.push((await seconds(() => describe(pool, guild, query, now))) * 1_000);
      times.push(...each);
      own.push(`${range} ${median(each).toFixed(0)}`);
    }
    console.log(`${name}: ${own.join(", ")} ms`);
  }
  result("stats.p95_ms", times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? 0);
  result("stats.worst_ms", Math.max(...times));

  const year = { from: "2024-01-01", to: "2024-12-31" };
  const ours: number[] = [];
  for (let i = 0; i < 5; i++) ours.push(await seconds(() => loadPeriods(pool, guildId, year, "day")));
  const plain = await seconds(() =>
    pool.query(
      `select (created_at at time zone 'UTC')::date, count(*), count(distinct author_id) from messages
       where guild_id = $1 and created_at >= '2024-01-01' and created_at < '2025-01-01' group by 1`,
      [guildId],
    ),
  );
  result("stats.group_by_ratio", plain / median(ours));

  const words = [
    "hello",
    "there",
    "mountain",
    "weather",
    "tomorrow",
    "train",
    "coffee",
    "music",
    "release",
    "question",
  ];
  const page = (from: number, atMs: number): ArchiveMessage[] =>
    Array.from({ length: 100 }, (_, n) => ({
      id: String(10_000_000_000 + from + n),
      authorId: String(400_000_000_000_000_000n + BigInt((from + n * 7) % 300)),
      kind: n % 7 === 0 ? "reply" : "default",
      content: Array.from({ length: 3 + (n % 12) }, (_, w) => words[(from + n * 3 + w) % words.length]).join(
        " ",
      ),
      createdAt: new Date(atMs + n * 60_000),
      editedAt: null,
      replyToId: n % 7 === 0 ? "1" : null,
      topicId: null,
      albumId: null,
      extra: null,
      attachments: [],
      reactions: [],
    }));
  const ingest = async () => {
    for (let from = 0; from < ingested; from += 100) {
      const channelId = String(300_000_000_000_000_000n + BigInt((from / 100) % channels));
      await inTransaction(pool, (tx) =>
        storeMessages(
          tx,
          { guildId, channelId },
          page(from, Date.UTC(2024, 5, 1) + from * 6_000),
          provesNothing,
        ),
      );
    }
  };
  const forget = async () => {
    await pool.query("delete from messages where id >= 10000000000");
    await settle();
    await pool.query("vacuum messages");
  };
  await ingest(); // the code is compiled by the first thousands, which took half as long again
  await settle();
  await pool.query("create unlogged table written as select * from messages where id >= 10000000000");
  await forget();
  const all: number[] = [];
  const without: number[] = [];
  const copied: number[] = [];
  for (let round = 0; round < 3; round++) {
    all.push(
      await seconds(async () => {
        await ingest();
        await settle();
      }),
    );
    await forget();
    await triggers("disable");
    without.push(await seconds(ingest));
    await forget();
    copied.push(await seconds(() => pool.query("insert into messages select * from written")));
    await forget();
    await triggers("enable");
  }
  result("ingest.us_per_message", (median(all) * 1e6) / ingested);
  result("ingest.us_without_statistics", (median(without) * 1e6) / ingested);
  result("ingest.us_copy", (median(copied) * 1e6) / ingested);
  result("ingest.copy_ratio", median(copied) / median(all));
  await pool.end();
} finally {
  await server.remove();
}
