import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { createBot } from "../../bot/bot.ts";
import { parseConfig } from "../../core/config.ts";
import { startFetch } from "../../core/console/startFetch.ts";
import { addChats } from "../../core/console/telegram/chats.ts";
import { askOfAccount } from "../../core/console/telegram/errands.ts";
import { answer, startLogin } from "../../core/console/telegram/logins.ts";
import { createSecretBox } from "../../core/secrets.ts";
import { untilOver } from "../support/bot.ts";
import { useTestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { API_HASH, API_ID, useTelegram, writeKeyFile } from "../support/telegram.ts";
import { silent } from "../support/telegramAccount.ts";
import { assertTelegramChatIsTrue } from "../support/telegramTruth.ts";

const encryptionKey = randomBytes(32).toString("base64");
const phone = "9996625555";

describe("a Telegram account", function () {
  this.timeout(120_000);
  let endBot: () => Promise<void> = async () => undefined;
  afterEach("end the bot", () => endBot()); // before its database and its Telegram are taken away
  const database = useTestDatabase();
  const telegram = useTelegram({
    messages: 1_500,
    accounts: [{ phone, password: "correct horse", passwordHint: "staple" }],
  });
  const query = async (sql: string, values: unknown[] = []) =>
    (await database.pool.query<Record<string, string>>(sql, values)).rows;

  async function startBot(env: Record<string, string> = {}) {
    const config = parseConfig({
      DATABASE_URL: database.url,
      ENCRYPTION_KEY: encryptionKey,
      TELEGRAM_API_ID: String(API_ID),
      TELEGRAM_API_HASH: API_HASH,
      TELEGRAM_DC: telegram.dc,
      TELEGRAM_DC_PUBLIC_KEY: writeKeyFile(telegram),
      TELEGRAM_BUDGET_MESSAGES: "0",
      TASK_LEASE_SECONDS: "4",
      TASK_POLL_INTERVAL_MS: "1000",
      SLASH_COMMANDS: "off",
      MIN_FREE_BYTES: "0",
      ...env,
    });
    const stop = new AbortController();
    const bot = createBot({ config, log: silent, workerId: randomUUID(), host: "test", pid: process.pid });
    const running = bot.run(stop.signal);
    endBot = async () => {
      stop.abort();
      await running;
    };
    await eventually("the bot is there", async () => (await query("select from workers")).length > 0);
  }
  const deps = () => ({
    pool: database.pool,
    secrets: createSecretBox(encryptionKey),
    telegramApi: { id: API_ID, hash: API_HASH },
    aliveSeconds: 60,
  });
  const state = async () => (await query("select * from telegram_logins order by id desc limit 1"))[0];
  const untilState = (wanted: string) =>
    eventually(`the login is ${wanted}`, async () => {
      const login = await state();
      assert.notEqual(login?.state === "failed" && wanted !== "failed", true, JSON.stringify(login));
      return login?.state === wanted ? login : null;
    });

  async function logIn(): Promise<string> {
    const { login } = await startLogin(deps(), { method: "phone", phone });
    await untilState("code_sent");
    await answer(deps(), login.id, { kind: "code", text: "00000" });
    await eventually("the code is refused", async () => (await state())?.error_code === "wrong_code");
    const { code } = await telegram.control.codeOf({ phone });
    await answer(deps(), login.id, { kind: "code", text: code });
    assert.equal((await untilState("password_needed"))?.password_hint, "staple");
    await answer(deps(), login.id, { kind: "password", text: "wrong" });
    await eventually("the password is refused", async () => (await state())?.error_code === "wrong_password");
    await answer(deps(), login.id, { kind: "password", text: "correct horse" });
    await untilState("done");
    const ready = () => query("select id from accounts where platform = 'telegram' and status = 'ready'");
    return eventually("the account is connected", async () => (await ready())[0]?.id);
  }

  async function add(chats: string[]): Promise<void> {
    const { batchId } = await addChats(database.pool, { chats, priority: 0 });
    await eventually("the chats are added", async () => {
      const open = await query("select state, reason, reason_detail from chat_requests where batch_id = $1", [
        batchId,
      ]);
      assert.ok(
        open.every(({ state }) => state !== "failed"),
        JSON.stringify(open),
      );
      return open.every(({ state }) => state === "resolved");
    });
    await eventually("they are listed", async () => {
      const rows = await query("select from channels c join telegram_chats t on t.chat_id = c.guild_id");
      return rows.length >= chats.length;
    });
  }

  async function fetchAll(chatId: string): Promise<Record<string, unknown>> {
    const [task] = await query("insert into history_fetch_tasks (guild_id) values ($1) returning id", [
      chatId,
    ]);
    return untilOver(database.pool, task?.id ?? "");
  }

  /** Fetches what was said between two times, and nothing else. */
  async function fetchBetween(chatId: string): Promise<void> {
    const truth: { id: number; date: number }[] = [];
    for await (const { id, date } of telegram.control.truth.messages(chatId)) truth.push({ id, date });
    const [from, to] = [truth[Math.floor(truth.length / 3)], truth[Math.floor(truth.length / 2)]];
    assert.ok(from && to && from.date < to.date);
    const range = {
      after: new Date(from.date * 1_000).toISOString(),
      before: new Date(to.date * 1_000).toISOString(),
    };
    const input = { mode: "fill" as const, range, options: {} };
    const scope = { includeDemo: false, aliveSeconds: 60, startedBy: "test" };
    const { task } = await startFetch(database.pool, chatId, input, scope);
    assert.deepEqual(
      [(await startFetch(database.pool, chatId, input, scope)).created, task.afterTime],
      [false, range.after],
      "asked twice, it is one task",
    );
    assert.equal((await untilOver(database.pool, task.id)).status, "completed");
    const rows = await query("select id from messages where channel_id = $1 order by id", [chatId]);
    assert.deepEqual(
      rows.map(({ id }) => Number(id)),
      truth.filter(({ date }) => date >= from.date && date < to.date).map(({ id }) => id),
    );
  }

  it("is logged in, is given chats, reads them whole, and hears what happens there, over a restart as well", async function () {
    await startBot();
    const accountId = await logIn();
    const [secret] = await query(
      "select phone_encrypted, answer_encrypted, work_encrypted from telegram_logins",
    );
    assert.deepEqual(Object.values(secret ?? {}), [null, null, null], "secrets are wiped");
    const chats = (await telegram.control.truth.chats()).filter(
      ({ kind }) => kind === "supergroup" || kind === "channel",
    );
    await askOfAccount(deps(), accountId, "list_dialogs");
    const listed = () => query("select chat_id from telegram_dialogs where not is_protected");
    await eventually("dialogs are listed", async () => (await listed()).length > 3);
    const known = new Set((await listed()).map(({ chat_id }) => chat_id));
    const chosen = chats.map(({ id }) => id).filter((id) => known.has(id));
    assert.ok(chosen.length >= 3, JSON.stringify(chats));
    await add(chosen);
    await fetchBetween(chosen[0] ?? "");
    for (const chatId of chosen) {
      const task = await fetchAll(chatId);
      assert.equal(task.status, "completed", JSON.stringify(task));
      assert.ok((await assertTelegramChatIsTrue(database.pool, telegram.control, chatId)) > 0);
    }
    const [chatId = ""] = chosen;
    const { messages } = await telegram.control.postMessages({ chatId, text: "heard live", count: 1 });
    const id = String(messages[0]?.id);
    const find = async (messageId: string) =>
      (await query("select * from messages where channel_id = $1 and id = $2", [chatId, messageId]))[0];
    await eventually("it is archived", async () => (await find(id))?.content === "heard live");
    await eventually("and proven", async () => {
      const [channel] = await query("select covered::text from channels where id = $1", [chatId]);
      return channel?.covered?.includes(`,${Number(id) + 1})`);
    });
    await telegram.control.editMessage({ chatId, messageId: Number(id), text: "heard and edited" });
    await eventually("the edit is archived", async () => (await find(id))?.content === "heard and edited");
    await telegram.control.react({ chatId, messageId: Number(id), emoji: "👍", by: 3 });
    await eventually("the reactions are archived", async () => {
      const [reaction] = await query(
        "select count from reactions where channel_id = $1 and message_id = $2",
        [chatId, id],
      );
      return Number(reaction?.count) === 3;
    });
    const poll = await telegram.control.postPoll({ chatId, question: "Tea?", answers: ["yes", "no"] });
    const votes = async () =>
      (await find(String(poll.id)))?.extra as unknown as Record<string, never> | undefined;
    await eventually("the poll is archived", async () => (await votes()) !== undefined);
    await telegram.control.vote({ chatId, messageId: poll.id, answer: 1, by: 7 });
    await eventually("its votes are archived", async () =>
      JSON.stringify((await votes())?.poll).includes('"total_voters":7'),
    );
    await endBot();
    const missed = await telegram.control.postMessages({ chatId, text: "said meanwhile", count: 1 });
    await telegram.control.deleteMessages({ chatId, messageIds: [Number(id)] });
    await startBot();
    const missedId = String(missed.messages[0]?.id);
    await eventually(
      "what was missed is archived",
      async () => (await find(missedId))?.content === "said meanwhile",
    );
    await eventually("and the deletion", async () => (await find(id))?.deleted_at !== null);
  });
});
