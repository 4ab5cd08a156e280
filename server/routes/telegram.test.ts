import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { toChatInput } from "../../core/console/telegram/chats.ts";
import { proxyPlace } from "../../core/database/telegram/accountSession.ts";
import { claimChatRequest, resolveChatRequest } from "../../core/database/telegram/chatRequests.ts";
import { completeLogin } from "../../core/database/telegram/completeLogin.ts";
import { replaceDialogs } from "../../core/database/telegram/dialogs.ts";
import { claimErrand, finishErrand, finishLogOut } from "../../core/database/telegram/errands.ts";
import { loginPlace } from "../../core/database/telegram/loginRow.ts";
import {
  type ClaimedLogin,
  claimLogin,
  recordAnswerRefused,
  recordCodeSent,
  recordPasswordNeeded,
  takeAnswer,
} from "../../core/database/telegram/loginWork.ts";
import { recordWorkerAlive } from "../../core/database/workers/workers.ts";
import { createSecretBox } from "../../core/secrets.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";

const secrets = createSecretBox(randomBytes(32).toString("base64"));
const telegramApi = { id: 12345, hash: "0123456789abcdef0123456789abcdef" };
const user = { externalId: "7000001", name: "Alma", phone: "12025550123", isPremium: true, dc: 2 };

/** What the bot's part does here is done by its own functions of core/database; the bot has its tests beside it. */
describe("/telegram", function () {
  const database = useTestDatabase();
  const api = useApi(database, { secrets, telegramApi });
  const bare = useApi(database, { secrets });
  const workerId = randomUUID();
  const startBot = () =>
    recordWorkerAlive(database.pool, {
      id: workerId,
      host: "h",
      pid: 1,
      processSpace: null,
      version: "1",
      status: "running",
      concurrency: 1,
      runningTasks: 0,
      rssBytes: 0,
    });
  const phone = "+1 (202) 555-0123";
  const start = (body: object = {}) => api.post("/telegram/logins", { method: "phone", phone, ...body });
  const claim = async (): Promise<ClaimedLogin> => {
    const login = await claimLogin(database.pool, { workerId, leaseSeconds: 60 });
    assert.ok(login);
    return login;
  };
  const code = {
    kind: "app",
    length: 5,
    nextKind: "sms",
    resendAfterSeconds: 60,
    workEncrypted: "w",
  } as const;
  /** Logs in with code and password; answers the account's number. */
  const logIn = async () => {
    await startBot();
    const { body } = await start();
    const login = await claim();
    await recordCodeSent(database.pool, login, code);
    await api.post(`/telegram/logins/${body.login.id}/code`, { code: "12345" });
    const done = await completeLogin(database.pool, secrets, login, { session: "the session", user });
    assert.ok(done.outcome === "saved");
    return done.accountId;
  };

  it("logs in by phone, code and password, and answers none of them", async function () {
    await startBot();
    const begun = await start({ name: "Reader" });
    assert.deepEqual([begun.status, begun.body.created], [201, true]);
    const path = `/telegram/logins/${begun.body.login.id}`;
    const login = await claim();
    assert.equal(secrets.open(login.phoneEncrypted ?? "", loginPlace("phone", login.id)), "+12025550123");
    await recordCodeSent(database.pool, login, code);
    const sent = (await api.get(path)).body.login;
    assert.deepEqual(
      [sent.state, sent.codeKind, sent.codeLength, sent.nextCodeKind],
      ["code_sent", "app", 5, "sms"],
    );
    assert.equal((await api.post(`${path}/code`, { code: " 123-45 " })).body.login.state, "checking_code");
    const taken = await takeAnswer(database.pool, login);
    assert.equal(secrets.open(taken ?? "", loginPlace("answer", login.id)), "12345");
    await recordPasswordNeeded(database.pool, login, { hint: "cat", workEncrypted: "w" });
    assert.equal((await api.get(path)).body.login.passwordHint, "cat");
    await api.post(`${path}/password`, { password: " a secret " });
    const password = await takeAnswer(database.pool, login);
    assert.equal(secrets.open(password ?? "", loginPlace("answer", login.id)), " a secret ");
    await completeLogin(database.pool, secrets, login, { session: "the session", user });
    const { accountId, state } = (await api.get(path)).body.login;
    assert.equal(state, "done");
    const { account } = (await api.get(`/bot-config/${accountId}`)).body;
    assert.deepEqual(
      [account.label, account.name, account.telegram.phoneMasked, account.telegram.isPremium],
      ["Reader", "Alma", "+12•••••••23", true],
    );
    const { rows } = await database.pool.query("select * from telegram_logins, accounts");
    for (const secret of ["2025550123", "12345-no", " a secret ", "the session"])
      assert.ok(!JSON.stringify([rows, api.log]).includes(secret), secret);
  });
  it("shows a second tab the login that is open", async function () {
    await startBot();
    const first = await start();
    const second = await start({ method: "qr", phone: undefined });
    assert.deepEqual(
      [second.status, second.body.created, second.body.login.id],
      [200, false, first.body.login.id],
    );
    assert.equal((await api.get("/telegram")).body.login.id, first.body.login.id);
    await api.post(`/telegram/logins/${first.body.login.id}/cancel`);
    assert.equal((await api.get("/telegram")).body.login, null);
    assert.equal((await start({ method: "qr", phone: undefined })).status, 201);
  });
  it("says what stands in the way: no credentials, no bot, no number", async function () {
    const withoutApi = await bare.post("/telegram/logins", { method: "qr" });
    assert.equal(withoutApi.body.error.code, "telegram_not_configured");
    assert.equal((await start()).body.error.code, "no_bot_running");
    for (const bad of ["", "hello", "123", undefined]) {
      const { status, body } = await start({ phone: bad });
      assert.deepEqual([status, body.error.field], [400, "phone"], String(bad));
    }
  });
  it("keeps api_id and api_hash sealed, and those of the environment before them", async function () {
    assert.equal((await bare.get("/telegram")).body.api, null);
    const saved = await bare.request("/telegram", {
      method: "PATCH",
      body: { apiId: 777, apiHash: "FEDCBA9876543210FEDCBA9876543210" },
    });
    assert.deepEqual(saved.body.api, { apiId: 777, source: "console" });
    assert.deepEqual((await api.get("/telegram")).body.api, { apiId: 12345, source: "environment" });
  });
  it("refuses answers nobody asked for, and those before Telegram's pause is over", async function () {
    await startBot();
    const { body } = await start();
    const path = `/telegram/logins/${body.login.id}`;
    const early = await api.post(`${path}/code`, { code: "12345" });
    assert.deepEqual([early.status, early.body.error.code], [409, "not_possible"]);
    const login = await claim();
    await recordCodeSent(database.pool, login, code);
    const resend = await api.post(`${path}/resend`);
    assert.deepEqual([resend.status, resend.body.error.code], [429, "too_many_attempts"]);
    assert.ok(resend.body.error.retryAfterSeconds > 50);
    await api.post(`${path}/code`, { code: "12345" });
    await recordAnswerRefused(database.pool, login, { error: "flood", detail: null, retryAfterSeconds: 90 });
    const shown = (await api.get(path)).body.login;
    assert.deepEqual([shown.state, shown.errorCode], ["code_sent", "flood"]);
    assert.equal((await api.post(`${path}/code`, { code: "12345" })).status, 429);
    assert.equal((await api.get("/telegram/logins/999")).body.error.code, "unknown_login");
  });
  it("logs out through a bot, and the account stays", async function () {
    const id = await logIn();
    const asked = await api.post(`/bot-config/${id}/log-out`);
    assert.equal(asked.status, 202);
    const errand = await claimErrand(database.pool, { workerId, accountIds: [id], leaseSeconds: 60 });
    assert.ok(errand);
    await finishLogOut(database.pool, errand, id);
    assert.equal((await api.get(`/telegram/errands/${errand.id}`)).body.errand.state, "done");
    const { account } = (await api.get(`/bot-config/${id}`)).body;
    assert.ok(account.telegram.loggedOutAt);
    assert.equal((await api.post(`/bot-config/${id}/log-out`)).body.error.code, "not_possible");
    assert.equal((await api.post(`/bot-config/${id}/dialogs`)).body.error.code, "not_possible");
  });
  it("keeps an account's proxy sealed, shows where it stands, and has it tried", async function () {
    const id = await logIn();
    const proxy = { kind: "socks5", host: "10.0.0.1", port: 1080, username: "u", password: "hush-hush" };
    const set = await api.request(`/bot-config/${id}/proxy`, { method: "PATCH", body: { proxy } });
    assert.equal(set.status, 200);
    const { rows } = await database.pool.query<Record<string, string>>("select * from accounts");
    assert.deepEqual(JSON.parse(secrets.open(rows[0]?.proxy_encrypted ?? "", proxyPlace(id))), proxy);
    const list = await api.get("/bot-config");
    assert.equal(list.body.accounts[0].telegram.proxyShown, "socks5 10.0.0.1:1080");
    assert.ok(!JSON.stringify([rows, list.body, api.log]).includes("hush-hush"));
    const asked = await api.post(`/bot-config/${id}/proxy/test`);
    const errand = await claimErrand(database.pool, { workerId, accountIds: [], leaseSeconds: 60 });
    assert.ok(errand);
    await finishErrand(database.pool, errand, { latencyMs: 42 });
    const { state, latencyMs } = (await api.get(`/telegram/errands/${asked.body.errand.id}`)).body.errand;
    assert.deepEqual([state, latencyMs], ["done", 42]);
    const bad = { kind: "mtproto", host: "10.0.0.1", port: 443, secret: "short" };
    const refused = await api.post("/telegram/proxy/test", { proxy: bad });
    assert.deepEqual([refused.status, refused.body.error.field], [400, "proxy.secret"]);
    await api.request(`/bot-config/${id}/proxy`, { method: "PATCH", body: { proxy: null } });
    assert.equal((await api.get(`/bot-config/${id}`)).body.account.telegram.proxyShown, null);
  });
  it("takes no token for Telegram, and no errands for accounts of Discord", async function () {
    const { body } = await api.post("/bot-config", { platform: "telegram", botToken: "a-token-of-some-bot" });
    assert.equal(body.error.code, "not_possible");
    const bot = await api.post("/bot-config", { botToken: "a-token-of-some-bot" });
    const { status } = await api.post(`/bot-config/${bot.body.account.id}/log-out`);
    assert.equal(status, 404);
  });

  describe("chats", function () {
    it("are chosen from the dialogs or named, looked up by a bot, and stand among the guilds", async function () {
      const accountId = await logIn();
      await replaceDialogs(database.pool, accountId, [
        {
          chatId: "-1001000000001",
          kind: "channel",
          title: "News",
          username: "news",
          memberCount: 3,
          isProtected: true,
          isArchived: false,
          folders: [],
          lastMessageAt: null,
        },
      ]);
      const dialogs = () => api.get(`/bot-config/${accountId}/dialogs`);
      assert.equal((await dialogs()).body.dialogs[0].isAdded, false);
      const asked = await api.post("/telegram/chats", {
        chats: ["-1001000000001", "https://t.me/news/55", "@NEWS"],
        accountId,
        groupName: "Press",
        priority: 20,
      });
      assert.deepEqual(
        asked.body.requests.map(({ input }: { input: string }) => input),
        ["-1001000000001", "@news"],
      );
      const request = await claimChatRequest(database.pool, {
        workerId,
        accountIds: [accountId],
        leaseSeconds: 60,
      });
      assert.ok(request);
      await resolveChatRequest(database.pool, request, {
        accountId,
        chat: {
          id: "-1001000000001",
          kind: "channel",
          name: "News",
          username: "news",
          memberCount: 3,
          isProtected: false,
          linkedChatId: null,
          isDemo: false,
        },
        linked: null,
      });
      const batch = `/telegram/chats/batches/${asked.body.batchId}`;
      assert.equal((await api.get(batch)).body.requests[0].guildId, "-1001000000001");
      const cancelled = (await api.post(`${batch}/cancel`)).body.requests;
      assert.deepEqual(
        cancelled.map(({ state }: { state: string }) => state),
        ["resolved", "cancelled"],
      );
      assert.equal((await dialogs()).body.dialogs[0].isAdded, true);
      const guild = async () => (await api.get("/guilds")).body.guilds[0];
      const { id, platform, groupName, priority, chat } = await guild();
      assert.deepEqual(
        [id, platform, groupName, priority, chat.username, chat.state, chat.isChosen],
        ["-1001000000001", "telegram", "Press", 20, "news", "resolved", true],
      );
      const change = (body: object) => api.request(`/guilds/${id}`, { method: "PATCH", body });
      await change({ groupName: "", priority: -5 });
      const changed = await guild();
      assert.deepEqual([changed.groupName, changed.priority, changed.keepComplete], [null, -5, null]);
      assert.equal((await change({ priority: 101 })).status, 400);
      const started = await api.post(`/fetch/${id}/start`, {});
      assert.deepEqual([started.status, started.body.task.priority], [202, 105]);
      assert.equal((await api.get(`/history/${id}/tasks`)).body.tasks.length, 1);
      await api.request(`/telegram/chats/${id}`, { method: "DELETE" });
      assert.equal((await guild()).chat.isChosen, false);
    });
    it("are refused by the line that is none, more than a hundred at once, and without an account", async function () {
      const none = await api.post("/telegram/chats", { chats: ["@news"] });
      assert.equal(none.body.error.code, "not_possible");
      await logIn();
      const bad = await api.post("/telegram/chats", { chats: ["@news", "not a chat"] });
      assert.deepEqual([bad.status, bad.body.error.field], [400, "chats.1"]);
      const chats = Array.from({ length: 101 }, (_, i) => `@chat${i}`);
      assert.equal((await api.post("/telegram/chats", { chats })).status, 400);
    });
    it("are understood however people write them", function () {
      const spellings: Record<string, string | null> = {
        "@News_Room": "@news_room",
        newsroom: "@newsroom",
        "t.me/newsroom": "@newsroom",
        "https://t.me/s/newsroom?before=5": "@newsroom",
        "https://telegram.me/newsroom/12/34": "@newsroom",
        "tg://resolve?domain=newsroom": "@newsroom",
        "https://t.me/+AbCdEfGhIjKlMnOp": "https://t.me/+AbCdEfGhIjKlMnOp",
        "https://t.me/joinchat/AbCdEfGhIjKlMnOp": "https://t.me/+AbCdEfGhIjKlMnOp",
        "tg://join?invite=AbCdEfGhIjKlMnOp": "https://t.me/+AbCdEfGhIjKlMnOp",
        "https://t.me/c/1234567890/55": "-1001234567890",
        "-1001234567890": "-1001234567890",
        "777000": "777000",
        "https://example.org/newsroom": null,
        "@ab": null,
        "two words": null,
        "": null,
      };
      for (const [text, expected] of Object.entries(spellings))
        assert.equal(toChatInput(text), expected, text);
    });
  });
});
