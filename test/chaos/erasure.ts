/**
 * Erasing a person while everything that could bring them back runs: a re-read of the whole server, live capture, an import of
 * an export that holds their messages, and the person goes on talking. The bot is killed in the middle of it.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "../../core/postgres/pool.ts";
import { canonicalLine } from "../../sandbox/index.ts";
import { eventually } from "../support/eventually.ts";
import { tablesThatHold } from "../support/forgetting.ts";
import type { ProcessOptions, TestProcess } from "../support/processes.ts";
import type { TestSandbox } from "../support/sandbox.ts";
import { archivedLines } from "../support/truth.ts";
import { writeErasedImport } from "./erasedImport.ts";
import { fetchGuild, isOver, startBotProcess } from "./house.ts";

export interface ErasureHouse {
  pool: Pool;
  url: string;
  sandbox: TestSandbox;
  start: (options: ProcessOptions) => TestProcess;
  say?: (text: string) => void;
}

export interface ErasureResult {
  /** Of the person, before. */
  messages: number;
  /** Posted by the person while they were being erased and after. */
  postedMeanwhile: number;
  /** Of the person, in the export that was imported meanwhile. */
  imported: number;
  /** Of the export's messages, how many were read when erasing began, and when the bot was killed. */
  importedBefore: number;
  importedAtKill: number;
  seconds: number;
  columnsScanned: number;
}

/** Words that stand nowhere but in what the person wrote. */
const secret = "zanzibar-lantern";

/** Fails when anything of the person is left, when anything of somebody else is not as it was, or a count is wrong. */
export async function eraseUnderFire(
  house: ErasureHouse,
  messages: number,
  imported: number,
): Promise<ErasureResult> {
  const dataDir = await mkdtemp(join(tmpdir(), "backscroll-erasure-"));
  try {
    return await eraseBeside(house, { messages, imported, dataDir });
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function eraseBeside(
  house: ErasureHouse,
  { messages, imported, dataDir }: { messages: number; imported: number; dataDir: string },
): Promise<ErasureResult> {
  const { pool, sandbox, say = () => undefined } = house;
  const env = {
    DATA_DIR: dataDir,
    LIVE_CAPTURE: "on",
    FORGETTING_KEY: randomBytes(32).toString("base64"),
    LOG_LEVEL: "info",
  };
  const startBot = () => startBotProcess(house.start, house.url, sandbox, env);
  const { control } = sandbox;
  const channels = await control.truth.channels({ readable: true });
  const person = await findSomebody(house);
  for (const { id } of channels) await post(house, id, Math.ceil(messages / channels.length), person);
  const until = (what: string, check: () => Promise<boolean>) =>
    eventually(what, check, 180_000 + (messages + imported) * 20);
  const exported = await writeErasedImport(pool, dataDir, { person, secret, messages: imported });

  let bot = startBot();
  await until("the server is known", async () => (await count(pool, "select count(*) from guilds")) > 0);
  await fetched(house, until);
  const before = await countOf(pool, person);
  assert.ok(before >= messages, `${before} messages`);
  say(`${before} messages of the person are archived`);

  const talking = talk(
    house,
    person,
    channels.map(({ id }) => id),
  );
  const reread = await rereadGuild(house);
  const importId = await exported.start();
  await until("some of the export is archived", async () => (await exported.stand(importId)).read > 0);
  const { read: importedBefore } = await exported.stand(importId);
  const startedAt = performance.now();
  const { rows } = await pool.query<{ id: string }>(
    "insert into erasure_tasks (subject, person_id) values ('person', $1) returning id",
    [person],
  );
  const erasureId = rows[0]?.id ?? "";
  await until(
    "erasing has begun",
    async () =>
      (await count(pool, "select coalesce((counts ->> 'messages')::int, 0) as count from erasure_tasks")) > 0,
  );
  const { read: importedAtKill } = await exported.stand(importId);
  await bot.kill9();
  say(`killed with ${await countOf(pool, person)} messages left and ${importedAtKill} imported`);
  bot = startBot();
  await until("it is erased", async () => {
    const { rows } = await pool.query<{ status: string }>("select status from erasure_tasks where id = $1", [
      erasureId,
    ]);
    return rows[0]?.status === "completed";
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  say(`erased after ${seconds.toFixed(1)} s`);
  await until("all is read again", () => isOver(pool, reread));
  const isImported = (taskId: string) => async () => (await exported.stand(taskId)).status === "completed";
  await until("the export is imported", isImported(importId));
  const postedMeanwhile = await talking.stop();
  await fetched(house, until); // once more all of it, with nobody talking any more
  await until("the export is imported again", isImported(await exported.start()));

  assert.equal(await countOf(pool, person), 0);
  assert.deepEqual(await tablesThatHold(pool, person), []);
  assert.deepEqual(await tablesThatHold(pool, secret), []);
  for (const { id } of await control.truth.channels({ readable: true }))
    await assertOthersAreTrue(house, id, person);
  await exported.assertOthersAreThere();
  const { rows: wrong } = await pool.query(
    `select c.id from channels c
     where c.message_count <> (select count(*) from messages m where m.channel_id = c.id)
       or c.message_count <> (select coalesce(sum(messages_saved), 0) from archive_days d where d.channel_id = c.id)`,
  );
  assert.deepEqual(wrong, [], "counts of channels");
  const [task] = (
    await pool.query<{ traces: object; columns: number; person_id: string | null }>(
      "select traces, columns_scanned as columns, person_id from erasure_tasks where id = $1",
      [erasureId],
    )
  ).rows;
  assert.deepEqual([task?.traces, task?.person_id], [{}, null]);
  return {
    messages: before,
    postedMeanwhile,
    imported,
    importedBefore,
    importedAtKill,
    seconds,
    columnsScanned: task?.columns ?? 0,
  };
}

const count = async (pool: Pool, text: string, values: unknown[] = []) =>
  Number((await pool.query<{ count: string }>(text, values)).rows[0]?.count);

const countOf = (pool: Pool, person: string) =>
  count(pool, "select count(*) from messages where author_id = $1", [person]);

/** Somebody who writes in the first channel. */
async function findSomebody({ sandbox: { control } }: ErasureHouse): Promise<string> {
  const [channel] = await control.truth.channels({ readable: true });
  for await (const { authorId, type } of control.truth.messages(channel?.id ?? ""))
    if (type === 0) return authorId;
  throw new Error("nobody wrote anything");
}

const post = ({ sandbox: { control } }: ErasureHouse, channelId: string, posts: number, authorId?: string) =>
  control.postMessages({
    channelId,
    count: posts,
    ...(authorId === undefined ? {} : { authorId, content: `${secret} says <@${authorId}>` }),
  });

/** The person and others post until it is stopped; answers how much the person posted. */
function talk(house: ErasureHouse, person: string, channelIds: readonly string[]) {
  let isOn = true;
  let posted = 0;
  const loop = (async () => {
    for (let turn = 0; isOn; turn++) {
      const channelId = channelIds[turn % channelIds.length] ?? "";
      await post(house, channelId, 1, person);
      await post(house, channelId, 1);
      posted++;
      await sleep(50);
    }
  })();
  return {
    async stop(): Promise<number> {
      isOn = false;
      await loop;
      return posted;
    },
  };
}

async function fetched(
  house: ErasureHouse,
  until: (what: string, check: () => Promise<boolean>) => Promise<unknown>,
): Promise<void> {
  const taskId = await fetchGuild(house.pool, house.sandbox);
  await until("all is fetched", () => isOver(house.pool, taskId));
}

async function rereadGuild({ pool, sandbox }: ErasureHouse): Promise<string> {
  const [guild] = await sandbox.control.truth.guilds();
  const { rows } = await pool.query<{ id: string }>(
    "insert into history_fetch_tasks (guild_id, mode) values ($1, 'reconcile') returning id",
    [guild?.id],
  );
  return rows[0]?.id ?? "";
}

/** What all others wrote stands there as they wrote it, but for the person's id. */
async function assertOthersAreTrue(
  { pool, sandbox }: ErasureHouse,
  channelId: string,
  person: string,
): Promise<void> {
  const expected: string[] = [];
  for await (const message of sandbox.control.truth.messages(channelId))
    if (message.authorId !== person) expected.push(canonicalLine(message).replaceAll(person, "0"));
  await eventually(`what others wrote in ${channelId} stands there`, async () => {
    assert.deepEqual(await archivedLines(pool, channelId), expected);
    return true;
  });
}
