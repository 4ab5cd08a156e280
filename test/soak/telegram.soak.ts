/** Busy Telegram chats while the bot, its connection, its session and its updates break: `npm run soak -- telegram --minutes 30`. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { formatSession } from "../../bot/platforms/telegram/sessionText.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { findWrongCounts } from "../support/liveTruth.ts";
import { type TestProcess, useProcesses } from "../support/processes.ts";
import { API_HASH, API_ID, useTelegram } from "../support/telegram.ts";
import { logIn } from "../support/telegramAccount.ts";
import { chooseChats, renewSession, saveAccount } from "../support/telegramBot.ts";
import { assertTelegramChatIsTrue } from "../support/telegramTruth.ts";
import { createChance } from "./chance.ts";
import { minutesOf } from "./minutes.ts";
import { soakResult } from "./result.ts";

const minutes = minutesOf(3);
/** An account reads a hundred messages a second at Telegram's limits: what was missed in a minute may take longer than that. */
const patienceMs = 180_000 + minutes * 90_000;
const traffic = { perSecond: 200, mix: "everyday" } as const;
/** How long people go on once nothing breaks any more; that stretch must be exact without reading anything again. */
const quietSeconds = 8;

describe(`a bot that listens to Telegram while everything breaks for ${minutes} minutes`, function () {
  this.timeout((minutes * 3 + 15) * 60_000);
  const database = useTestDatabase();
  const telegram = useTelegram({ layout: "plain", chats: 20, messages: 4_000 });
  const { start } = useProcesses();
  const folder = mkdtempSync(join(tmpdir(), "backscroll-soak-telegram-"));
  const encryptionKey = randomBytes(32).toString("base64");
  after("remove the key", function () {
    rmSync(folder, { recursive: true });
  });

  function startBot(): TestProcess {
    writeFileSync(join(folder, "key.pem"), telegram.publicKeyPem);
    return start({
      entry: "bot",
      env: {
        DATABASE_URL: database.url,
        ENCRYPTION_KEY: encryptionKey,
        TELEGRAM_API_ID: String(API_ID),
        TELEGRAM_API_HASH: API_HASH,
        TELEGRAM_DC: telegram.dc,
        TELEGRAM_DC_PUBLIC_KEY: join(folder, "key.pem"),
        TELEGRAM_BUDGET_MESSAGES: "0",
        MIRROR_START_RETRY_INTERVAL_SEC: "1",
        TASK_LEASE_SECONDS: "3",
        TASK_POLL_INTERVAL_MS: "1000",
        CATCH_UP_MINUTES: "1",
        MEDIA_DOWNLOADS: "off",
        MIN_FREE_BYTES: "0",
        LOG_LEVEL: "info",
      },
    });
  }

  it("ends with the truth: nothing missing, nothing twice, exact once it has healed", async function () {
    const { pool } = database;
    const { control } = telegram;
    const chance = createChance();
    const accountId = await saveAccount(pool, encryptionKey, formatSession(await logIn(telegram)));
    const chatIds = (await control.truth.chats())
      .filter(({ kind }) => kind === "supergroup")
      .map(({ id }) => id);
    await chooseChats(pool, control, accountId, chatIds);
    let bot = startBot();
    await bot.waitForLine("account.ready", 60_000);
    for (const chatId of chatIds) await runTask(pool, chatId, "fill"); // from here on they are kept complete

    await control.setTraffic(traffic);
    const faults: [string, () => Promise<unknown>][] = [
      [
        "bot killed",
        async () => {
          await bot.kill9();
          bot = startBot();
        },
      ],
      ["connection cut", () => control.cut({})],
      [
        "no connection for a while",
        async () => {
          await control.cut({ refuse: true });
          await sleep(chance.between(500, 4_000));
          await control.cut({ refuse: false });
        },
      ],
      ["updates lost", () => control.loseUpdates({ count: 300, probability: 0.5 })],
      [
        "too much missed",
        async () => {
          await control.cut({ refuse: true });
          await sleep(chance.between(500, 2_000));
          for (const chatId of chatIds) await control.forgetUpdates({ chatId, keep: 0 });
          await control.cut({ refuse: false });
        },
      ],
      ["dropped before", () => control.addFault({ action: "drop-before", times: 2 })],
      ["dropped after", () => control.addFault({ action: "drop-after", times: 2 })],
      ["answers lost", () => control.addFault({ match: { method: "^updates" }, action: "hang", times: 1 })],
      ["told to wait", () => control.addFault({ match: { method: "^updates" }, action: "flood", times: 2 })],
      ["trouble of its own", () => control.addFault({ action: "error", times: 4 })],
      ["salts changed", () => control.dropSalts({})],
      [
        "session revoked, logged in again",
        async () => {
          await control.revokeSessions({});
          await sleep(chance.between(0, 3_000));
          await control.clearFaults({}); // what is left would meet our own login
          await renewSession(pool, encryptionKey, accountId, formatSession(await logIn(telegram)));
        },
      ],
    ];
    let count = 0;
    let looks = 0;
    const memory: number[] = [];
    for (const endMs = performance.now() + minutes * 60_000; performance.now() < endMs; count++) {
      await sleep(chance.between(500, 5_000));
      const [name = "", fault] = faults[Math.floor(chance.between(0, faults.length - 0.001))] ?? [];
      console.log(`${new Date().toISOString()} ${name}`);
      await fault?.();
      memory.push(rssOf(bot.pid));
      if (count % 5 !== 4) continue;
      assert.deepEqual(await findSilentLosses(pool, telegram, chatIds), [], "claimed and not there");
      looks++;
    }
    await control.clearFaults({});
    await control.setTraffic({ perSecond: 0 });
    const endedMs = performance.now();
    await untilComplete(pool, telegram, chatIds);
    const secondsToHeal = Math.round((performance.now() - endedMs) / 1_000);
    await untilNothingIsFetched(pool);
    for (const chatId of chatIds) await runTask(pool, chatId, "reconcile");
    let messages = 0;
    for (const chatId of chatIds) messages += await assertTelegramChatIsTrue(pool, control, chatId);

    await control.setTraffic(traffic);
    await sleep(quietSeconds * 1_000);
    await control.setTraffic({ perSecond: 0 });
    await eventually(
      "what is heard is exact",
      async () => {
        for (const chatId of chatIds) await assertTelegramChatIsTrue(pool, control, chatId);
        return true;
      },
      60_000,
    );
    assert.deepEqual(await findWrongCounts(pool), []);
    soakResult("telegram", {
      minutes,
      faults: count,
      looks,
      messages,
      claimed_and_missing: 0,
      missing: 0,
      double: 0,
      seconds_to_heal: secondsToHeal,
      bot_megabytes_first: memory[0] ?? 0,
      bot_megabytes_most: Math.max(...memory),
    });
  });
});

type Telegram = ReturnType<typeof useTelegram>;

async function runTask(pool: Pool, chatId: string, mode: "fill" | "reconcile"): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    "insert into history_fetch_tasks (guild_id, mode) values ($1, $2) returning id",
    [chatId, mode],
  );
  await eventually(
    `the ${mode} of ${chatId} ends`,
    async () => {
      const { rows: tasks } = await pool.query<{ status: string; error_message: string | null }>(
        "select status, error_message from history_fetch_tasks where id = $1",
        [rows[0]?.id],
      );
      const { status = "", error_message: why = "" } = tasks[0] ?? {};
      assert.ok(["pending", "running", "completed"].includes(status), `${status}: ${why}`);
      return status === "completed";
    },
    120_000,
  );
}

/** Messages that exist, are called proven, and are not archived: there must never be one. */
async function findSilentLosses(
  pool: Pool,
  { control }: Telegram,
  chatIds: readonly string[],
): Promise<string[]> {
  const losses: string[] = [];
  for (const chatId of chatIds) {
    const { rows } = await pool.query<{ ids: string[]; covered: string[] }>(
      `select array(select id::text from messages where channel_id = $1) as ids,
         array(select i::text from unnest(covered) as i) as covered from channels where id = $1`,
      [chatId],
    );
    const archived = new Set(rows[0]?.ids);
    const covered = (rows[0]?.covered ?? []).map((interval) => interval.match(/\d+/g)?.map(Number) ?? []);
    for await (const { id } of control.truth.messages(chatId))
      if (!archived.has(String(id)) && covered.some(([from = 0, to = 0]) => id >= from && id < to))
        losses.push(`${chatId} ${id}`);
  }
  return losses;
}

function untilComplete(pool: Pool, { control }: Telegram, chatIds: readonly string[]): Promise<true> {
  return eventually(
    "everything is archived and proven",
    async () => {
      for (const { id, newestId } of await control.truth.chats()) {
        if (!chatIds.includes(id)) continue;
        const { rows } = await pool.query<{ proven: boolean }>(
          "select covered @> int8range(0, $2, '[]') as proven from channels where id = $1",
          [id, newestId],
        );
        assert.equal(rows[0]?.proven, true, `${id} up to ${newestId}`);
      }
      return true as const;
    },
    patienceMs,
  );
}

function untilNothingIsFetched(pool: Pool): Promise<true> {
  return eventually(
    "the catch-ups are over",
    async () => {
      const { rows } = await pool.query<{ over: boolean }>(
        `select not exists (select from live_captures where swept_at is null)
           and not exists (select from history_fetch_tasks where status in ('pending', 'running')) as over`,
      );
      assert.equal(rows[0]?.over, true);
      return true as const;
    },
    180_000,
  );
}

/** Megabytes that the process has in memory. */
function rssOf(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
    return Math.round((pages * 4_096) / 1e6);
  } catch {
    return 0; // it was killed just now
  }
}
