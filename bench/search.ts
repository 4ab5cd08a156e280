/**
 * How long searching takes over many messages, and what the index costs.
 *
 *   npm run bench -- search [--messages 10000000]        (or SEARCH_MESSAGES)
 *
 * A stretch of messages is written by the archive's own statement, then copied with other ids, places and times until there
 * are as many as asked for: their words keep their frequencies, from one in every fourth message to one in a million.
 *
 * search.p95_ms, search.worst_ms: from a query's text to the hits as they are shown, over all kinds of queries.
 * viewer.page_p95_ms: a page of a channel; viewer.jump_p95_ms: to a date. search.ilike_ratio: how many times longer plain
 * ILIKE takes for the same words. search.index_bytes: of the token index per message; search.all_index_bytes: with those by
 * time; search.vector_bytes: of the column. write.us, write.us_without: per message, with the indexes and without.
 */
import { readMessages } from "../core/console/reading/readMessages.ts";
import { search } from "../core/console/search/search.ts";
import { getGuild } from "../core/console/startFetch.ts";
import { type ArchiveMessage, insertMessages } from "../core/database/archive/messages.ts";
import { createLogger } from "../core/log.ts";
import { snowflakeAt } from "../core/model/snowflake.ts";
import { createPool } from "../core/postgres/pool.ts";
import { migrateUp } from "../scripts/lib/postgres/migrations.js";
import { startTestServer } from "../scripts/lib/test/server.js";
import { createRandom } from "../test/support/searchCorpus.ts";
import { result } from "./support/house.ts";

const asked = process.argv.indexOf("--messages");
const total = Number(asked > 0 ? process.argv[asked + 1] : (process.env.SEARCH_MESSAGES ?? 10_000_000));
const base = Math.min(total, 100_000);
const guildId = "200000000000000001";
const channels = 200;
const authors = 5_000;
const spanMs = 3 * 365 * 86_400_000;
const startMs = Date.UTC(2022, 0, 1);

const random = createRandom(42);
const pick = (count: number, skew = 1) => Math.floor(count * random() ** skew);
const channelOf = (n: number) => String(300_000_000_000_000_000n + BigInt(n));
const authorOf = (n: number) => String(400_000_000_000_000_000n + BigInt(n));

/** Words by rank; a word's frequency falls with it (Zipf). */
const latin = (rank: number) =>
  `w${rank.toString(26).replace(/\d/g, (digit) => String.fromCharCode(112 + Number(digit)))}`;
const cyrillicLetters = "абвгдежзиклмнопрстуфхцчшэюя";
const cyrillic = (rank: number) =>
  `сл${Array.from(rank.toString(27), (digit) => cyrillicLetters[Number.parseInt(digit, 27)]).join("")}`;
const han = (rank: number) => String.fromCodePoint(0x4e00 + ((rank * 7) % 6_000));
const kana = (rank: number) => String.fromCodePoint(0x3042 + (rank % 80));
/** Rank of a word, so that rank 0 makes up about 3 % of all words. */
const zipf = (count: number) => Math.min(count - 1, Math.floor(Math.exp(random() * Math.log(count + 1)) - 1));

function speak(): string {
  const kind = random();
  const words = 3 + pick(12, 1.5);
  if (kind < 0.45) return Array.from({ length: words }, () => latin(zipf(200_000))).join(" ");
  if (kind < 0.6) return Array.from({ length: words }, () => cyrillic(zipf(100_000))).join(" ");
  if (kind < 0.9) return Array.from({ length: words * 2 }, () => han(zipf(5_000))).join("");
  return Array.from({ length: words * 2 }, () => (random() < 0.5 ? han(zipf(3_000)) : kana(zipf(80)))).join(
    "",
  );
}

const stepMs = spanMs / total;
const message = (i: number): ArchiveMessage & { channelId: string } => {
  const createdAt = new Date(startMs + i * stepMs * (total / base));
  const hasFile = random() < 0.04;
  return {
    channelId: channelOf(pick(channels, 3)),
    // Of the size and order of snowflakes; copies follow between them.
    id: String(snowflakeAt(createdAt.getTime()) + BigInt(i % 1_000)),
    authorId: authorOf(pick(authors, 2)),
    kind: "default",
    content: speak(),
    createdAt,
    editedAt: random() < 0.03 ? createdAt : null,
    replyToId: random() < 0.15 ? "1" : null,
    topicId: null,
    albumId: null,
    extra: null,
    attachments: hasFile
      ? [
          {
            id: String(i),
            fileName: "photo.png",
            contentType: "image/png",
            sizeBytes: 1,
            width: 1,
            height: 1,
            durationSeconds: null,
            description: null,
            isSpoiler: false,
            url: "https://cdn.example/x",
          },
        ]
      : [],
    reactions: [],
  };
};

const server = await startTestServer({
  settings: { shared_buffers: "1GB", maintenance_work_mem: "512MB", max_wal_size: "8GB", autovacuum: "off" },
});
try {
  await migrateUp(server.url);
  const log = createLogger({ process: "bench", level: "warn" });
  const pool = createPool(server.url, {
    applicationName: "bench",
    size: 2,
    statementTimeoutMs: 3_600_000,
    log,
  });
  const seconds = async (what: string, work: () => Promise<unknown>) => {
    const begun = performance.now();
    await work();
    console.log(`${what}: ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
  };
  const indexes = [
    "messages_search",
    "messages_by_time",
    "messages_of_channel_by_time",
    "messages_of_author_by_time",
    "messages_deleted",
  ];
  const { rows: definitions } = await pool.query<{ indexdef: string }>(
    "select indexdef from pg_indexes where indexname = any($1)",
    [indexes],
  );
  const dropIndexes = () => pool.query(`drop index ${indexes.join(", ")}`);
  await dropIndexes();

  await pool.query("insert into guilds (id, platform, name) values ($1, 'discord', 'Bench')", [guildId]);
  await pool.query(
    `insert into channels (id, guild_id, kind, name, last_message_id, newest_message_id)
     select 300000000000000000 + n, $1, 'text', 'channel-' || n, 9000000000000000000, 9000000000000000000 from generate_series(0, $2::int - 1) n`,
    [guildId, channels],
  );
  await pool.query(
    "insert into authors (id, platform, name) select 400000000000000000 + n, 'discord', 'person' || n from generate_series(0, $1::int - 1) n",
    [authors],
  );
  await seconds(`${base} messages written`, async () => {
    for (let from = 0; from < base; from += 20_000) {
      const batch = Array.from({ length: Math.min(20_000, base - from) }, (_, i) => message(from + i));
      // All at once: the statement takes messages of one channel, and this is not what is measured.
      for (const channelId of new Set(batch.map((each) => each.channelId)))
        await insertMessages(
          pool,
          { guildId, channelId },
          batch.filter((each) => each.channelId === channelId),
        );
    }
  });
  // One in a million, and one that stands nowhere else.
  await insertMessages(pool, { guildId, channelId: channelOf(3) }, [
    { ...message(base - 1), id: "1", content: "onceinthearchive 龘靐 zzyzx" },
  ]);
  await seconds(`${total} messages in all`, async () => {
    await pool.query("create table written as select * from messages where id <> 1");
    // Statistics and files of copies are not what is measured.
    await pool.query("alter table messages disable trigger user");
    for (let copy = 1; copy * base < total; copy++)
      await pool.query(
        `insert into messages (channel_id, id, guild_id, author_id, kind, content, created_at, edited_at, reply_to_id,
           search, search_version)
         select 300000000000000000 + (channel_id - 300000000000000000 + $1) % ${channels},
           id + (($2::float8 * $1)::int8 << 22), guild_id,
           400000000000000000 + (author_id - 400000000000000000 + $1 * 37) % ${authors}, kind, content,
           created_at + $2::float8 * $1 * interval '1 ms', edited_at, reply_to_id, search, search_version
         from written on conflict do nothing`,
        [copy, stepMs],
      );
    await pool.query("alter table messages enable trigger user");
    await pool.query("drop table written");
  });
  await seconds("indexes", async () => {
    for (const { indexdef } of definitions) await pool.query(indexdef);
  });
  await seconds("analyze", () => pool.query("vacuum (analyze) messages"));
  await pool.query("insert into search_versions (version) values (1) on conflict do nothing");
  const { rows: sizes } = await pool.query<{ n: string; gin: string; others: string; vector: string }>(
    `select (select count(*) from messages) as n, pg_relation_size('messages_search') as gin,
       (select sum(pg_relation_size(name::regclass)) from unnest($1::text[]) as name) as others,
       (select avg(pg_column_size(search)) from (select search from messages limit 50000) s) as vector`,
    [indexes.slice(1)],
  );
  const [size] = sizes;
  const count = Number(size?.n);
  result("search.messages", count);
  result("search.index_bytes", Number(size?.gin) / count);
  result("search.all_index_bytes", (Number(size?.gin) + Number(size?.others)) / count);
  result("search.vector_bytes", Number(size?.vector));

  const deps = { pool, includeDemo: true, now: new Date(startMs + spanMs) };
  const ask = (q: string, more: Partial<Parameters<typeof search>[1]> = {}) =>
    search(deps, { q, timezone: "UTC", order: "newest", limit: 25, ...more });
  const kinds: Record<string, string[]> = {
    "frequent word": [0, 1, 2, 3].map(latin),
    "middling word": [150, 300, 700, 1_500].map(latin),
    "rare word": [20_000, 60_000, 120_000].map(latin),
    "one in the archive": ["onceinthearchive", "zzyzx"],
    "no result": ["nowheretobefound", "龘龘龘"],
    "frequent Russian word": [0, 1].map(cyrillic),
    "middling Russian word": [200, 900].map(cyrillic),
    "phrase, frequent": [
      `"${latin(0)} ${latin(1)}"`,
      `"${latin(1)} ${latin(0)}"`,
      `"${latin(0)} ${latin(0)}"`,
    ],
    "phrase, middling": [`"${latin(5)} ${latin(40)}"`, `"${latin(30)} ${latin(2)}"`],
    "one Chinese character": [0, 20, 200, 1_000].map(han),
    "two Chinese characters": [
      [0, 1],
      [3, 20],
      [50, 7],
      [400, 3],
    ].map(([a = 0, b = 0]) => han(a) + han(b)),
    "four Chinese characters": [
      [0, 1, 2, 3],
      [0, 0, 1, 0],
      [5, 2, 9, 1],
    ].map((ranks) => ranks.map(han).join("")),
    "word and author": [0, 300].map((rank) => `${latin(rank)} from:person${rank === 0 ? 4_900 : 3}`),
    "word and channel": [0, 300].map((rank) => `${latin(rank)} in:channel-${rank === 0 ? 190 : 1}`),
    "word and time": [
      `${latin(0)} during:2023-05`,
      `${latin(300)} after:2024-06`,
      `${latin(300)} before:2022-06`,
    ],
    "word and reply": [`${latin(0)} is:reply`, `${latin(300)} is:reply`, `${latin(0)} is:edited`],
    "two filters": [
      `${latin(3)} from:person12 is:reply`,
      `in:channel-2 from:person7`,
      `${han(2)} in:channel-5 after:2023`,
    ],
    not: [`${latin(0)} -${latin(1)}`, `${latin(300)} -${latin(0)}`, `-${latin(0)}`],
    or: [`${latin(0)} or ${latin(700)}`, `${latin(300)} or ${han(400)}`],
  };
  const times: number[] = [];
  const hundredth: number[] = [];
  const timed = async (work: () => Promise<unknown>) => {
    const begun = performance.now();
    await work();
    return performance.now() - begun;
  };
  for (const [kind, queries] of Object.entries(kinds)) {
    const own: number[] = [];
    for (const q of queries) {
      const { problem } = await ask(q); // the first reads from disk what the others find in memory
      if (problem) throw new Error(`${q}: ${problem.message}`);
      for (let i = 0; i < 5; i++) own.push(await timed(() => ask(q)));
    }
    times.push(...own);
    console.log(`${kind}: ${own.map((ms) => ms.toFixed(0)).join(" ")} ms`);
  }
  for (const q of [latin(0), han(0), `${latin(0)} is:reply`]) {
    let cursor: string | null = null;
    for (let page = 1; page <= 100; page++) {
      const begun = performance.now();
      const view: Awaited<ReturnType<typeof ask>> = await ask(q, cursor === null ? {} : { cursor });
      if (page === 100) hundredth.push(performance.now() - begun);
      cursor = view.nextCursor;
      if (cursor === null) break;
    }
  }
  console.log(`hundredth page: ${hundredth.map((ms) => ms.toFixed(0)).join(" ")} ms`);
  times.push(...hundredth);
  const p95 = (values: readonly number[]) =>
    [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? 0;
  result("search.p95_ms", p95(times));
  result("search.worst_ms", Math.max(...times));

  const guild = await getGuild(pool, guildId, true);
  const pages: number[] = [];
  const jumps: number[] = [];
  for (let i = 0; i < 60; i++) {
    const channelId = channelOf(pick(channels));
    const at = new Date(startMs + random() * spanMs);
    const before = String(snowflakeAt(at.getTime()));
    pages.push(await timed(() => readMessages(pool, guild, channelId, { before, limit: 50 }, "/api/v1")));
    jumps.push(
      await timed(() => readMessages(pool, guild, channelId, { at: at.toISOString(), limit: 50 }, "/api/v1")),
    );
  }
  result("viewer.page_p95_ms", p95(pages.slice(10)));
  result("viewer.jump_p95_ms", p95(jumps.slice(10)));

  let ours = 0;
  let plain = 0;
  for (const word of ["onceinthearchive", "nowheretobefound", latin(60_000), han(5) + han(400)]) {
    ours += await timed(() => ask(word));
    plain += await timed(() =>
      pool.query(
        "select id, content from messages where content ilike $1 order by created_at desc limit 25",
        [`%${word}%`],
      ),
    );
  }
  result("search.ilike_ratio", plain / ours);

  const write = async () => {
    const some = Array.from({ length: 5_000 }, (_, i) => message(i));
    const begun = performance.now();
    for (let from = 0; from < some.length; from += 100)
      await insertMessages(
        pool,
        { guildId, channelId: channelOf(7) },
        some.slice(from, from + 100).map((each, i) => ({
          ...each,
          id: String(8_000_000_000_000_000_000n + BigInt(Math.floor(begun)) * 100_000n + BigInt(from + i)),
          createdAt: new Date(),
        })),
      );
    return ((performance.now() - begun) * 1_000) / some.length;
  };
  result("write.us", await write());
  await dropIndexes();
  result("write.us_without", await write());
  await pool.end();
} finally {
  await server.remove();
}
