import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { keepChecking } from "../../bot/accounts/tokenChecker.ts";
import { createDiscordPlatform } from "../../bot/platforms/discord/platform.ts";
import { Wake } from "../../bot/worker/wake.ts";
import { tokenPlace } from "../../core/database/workers/accountConfig.ts";
import { registerAccount } from "../../core/database/workers/accounts.ts";
import { recordWorkerAlive } from "../../core/database/workers/workers.ts";
import { createLogger } from "../../core/log.ts";
import { createSecretBox, fingerprint } from "../../core/secrets.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { useSandbox } from "../../test/support/sandbox.ts";

const token = "a-token-that-nobody-may-see-1234";

describe("/bot-config", function () {
  const secrets = createSecretBox(randomBytes(32).toString("base64"));
  const stops: (() => Promise<void>)[] = [];
  afterEach("stop the checkers", async function () {
    await Promise.all(stops.splice(0).map((stop) => stop()));
  });
  const database = useTestDatabase();
  const api = useApi(database, { secrets, demo: true });
  const add = (body: object = {}) => api.post("/bot-config", { botToken: token, ...body });
  const change = (id: string, body: object) => api.request(`/bot-config/${id}`, { method: "PATCH", body });
  const remove = (id: string) => api.request(`/bot-config/${id}`, { method: "DELETE" });
  const isPrimary = async (id: string) => (await api.get(`/bot-config/${id}`)).body.account.isPrimary;

  it("takes the body of the manual as it stands, and keeps its token sealed at its row", async function () {
    const { status, body } = await api.post("/api/v1/bot-config", {
      platform: "discord",
      name: "main-bot",
      bot_token: `  Bot ${token}\n`,
      enabled: true,
      is_primary: true,
    });
    assert.equal(status, 201);
    const { account } = body;
    assert.deepEqual(
      [account.label, account.tokenLast4, account.source, account.isPrimary, account.enabled, account.status],
      ["main-bot", "1234", "console", true, true, "offline"],
    );
    const { rows } = await database.pool.query<Record<string, string>>("select * from accounts");
    assert.equal(rows[0]?.token_fingerprint, fingerprint(token));
    assert.equal(secrets.open(rows[0]?.token_encrypted ?? "", tokenPlace(account.id)), token);
    const list = await api.get("/bot-config");
    for (const seen of [rows, body, list.body, api.log]) assert.ok(!JSON.stringify(seen).includes(token));
  });
  it("refuses a token that is there already, also by a change, and one that is none", async function () {
    await add();
    const again = await add({ name: "another" });
    assert.deepEqual([again.status, again.body.error.code], [409, "account_exists"]);
    const other = await add({ botToken: "another-token-5678" });
    const changed = await change(other.body.account.id, { botToken: token });
    assert.deepEqual([changed.status, changed.body.error.code], [409, "account_exists"]);
    for (const bad of [{ botToken: "" }, { botToken: "two words here" }, { botToken: undefined }]) {
      const { status, body } = await add(bad);
      assert.deepEqual([status, body.error.code, body.error.field], [400, "invalid_input", "botToken"]);
    }
    const telegram = await add({ platform: "telegram", botToken: "123456:telegram-token" });
    assert.deepEqual([telegram.status, telegram.body.error.code], [409, "not_possible"]);
  });
  it("keeps one primary account: the first, until another is made it", async function () {
    const first = (await add()).body.account.id;
    const second = (await add({ botToken: "another-token-5678" })).body.account.id;
    assert.deepEqual([await isPrimary(first), await isPrimary(second)], [true, false]);
    assert.equal((await change(second, { isPrimary: true })).status, 200);
    assert.deepEqual([await isPrimary(first), await isPrimary(second)], [false, true]);
  });
  it("changes names, disables, replaces tokens and removes, each told to the bots", async function () {
    const client = await database.pool.connect();
    let told = 0;
    client.on("notification", () => told++);
    await client.query("listen account_control");
    const { id } = (await add()).body.account;
    const renamed = await change(id, { name: "archivist" });
    assert.equal(renamed.body.account.label, "archivist");
    assert.equal((await change(id, { name: "" })).body.account.label, null);
    assert.equal((await change(id, { enabled: false })).body.account.enabled, false);
    assert.equal((await change(id, { botToken: "another-token-5678" })).body.account.tokenLast4, "5678");
    assert.equal((await remove(id)).status, 200);
    const gone = await api.get(`/bot-config/${id}`);
    assert.deepEqual([gone.status, gone.body.error.code], [404, "unknown_account"]);
    await client.query("select 1");
    client.release(true);
    assert.equal(told, 4, "names are of no concern to the bots");
  });
  it("leaves a token in the environment there, and takes it over when it is entered", async function () {
    await registerAccount(database.pool, {
      platform: "discord",
      tokenFingerprint: fingerprint(token),
      isDemo: false,
    });
    const { accounts } = (await api.get("/bot-config")).body;
    assert.equal(accounts[0].source, "environment");
    const replaced = await change(accounts[0].id, { botToken: "another-token-5678" });
    assert.deepEqual([replaced.status, replaced.body.error.code], [409, "not_possible"]);
    await database.pool.query(
      "update accounts set worker_id = gen_random_uuid(), lease_expires_at = now() + interval '1 min'",
    );
    assert.equal((await remove(accounts[0].id)).body.error.code, "not_possible");
    const { account } = (await add()).body;
    assert.deepEqual([account.id, account.source], [accounts[0].id, "console"]);
  });
  it("ends the demonstration with the first account, and hides it", async function () {
    await registerAccount(database.pool, { platform: "discord", tokenFingerprint: "demo", isDemo: true });
    await database.pool.query(
      "insert into guilds (id, platform, kind, name, is_demo) values (1000000000000000001, 'discord', 'server', 'Demo', true)",
    );
    await api.deps.demoMode.refresh();
    const names = async () =>
      (await api.get("/guilds")).body.guilds.map(({ name }: { name: string }) => name);
    assert.deepEqual(await names(), ["Demo"]);
    const demoId = (await api.get("/bot-config")).body.accounts[0].id;
    assert.equal((await remove(demoId)).status, 404, "the sandbox's account is not the operator's");
    const { id } = (await add()).body.account;
    assert.deepEqual(await names(), []);
    const { isDemo, accounts } = (await api.get("/bot-config")).body;
    assert.deepEqual([isDemo, accounts.length], [false, 1]);
    assert.equal((await api.get("/workers")).body.isDemo, false);
    await remove(id);
    assert.deepEqual(await names(), ["Demo"]);
  });

  describe("POST /bot-config/test", function () {
    const sandbox = useSandbox(
      { layout: "plain", messages: 10, bots: [{ name: "Archivist", flags: 1 << 19 }] },
      { keep: true },
    );
    /** What a bot process does about tokens to be tried. */
    const startChecker = async () => {
      await recordWorkerAlive(database.pool, {
        id: randomUUID(),
        host: "h",
        processSpace: null,
        pid: 1,
        version: "1",
        status: "running",
        concurrency: 1,
        runningTasks: 0,
        rssBytes: 0,
      });
      const log = createLogger({ process: "test", level: "silent" });
      const stop = new AbortController();
      const { apiBase, cdnBase } = sandbox;
      const discord = createDiscordPlatform({ apiBase, cdnBase, requestsPerSecond: null, log });
      const running = keepChecking(
        {
          pool: database.pool,
          workerId: randomUUID(),
          platforms: new Map([["discord", discord]]),
          secrets,
          pollIntervalMs: 100,
          wake: new Wake(),
          log,
        },
        stop.signal,
      );
      stops.push(async () => {
        stop.abort();
        await running;
      });
    };
    const check = (botToken: string) => api.post("/bot-config/test", { botToken });

    it("says who the bot is, where it is, what it may, and keeps nothing of it", async function () {
      await startChecker();
      const { status, body } = await check(sandbox.tokens[0] ?? "");
      assert.equal(status, 200);
      const { outcome, name, readsContent, readsMembers, guilds } = body.result;
      assert.deepEqual([outcome, name, readsContent, readsMembers], ["accepted", "Archivist", true, false]);
      assert.equal(guilds.length, 1);
      assert.match(body.inviteUrl, /^https:\/\/discord\.com\/oauth2\/authorize\?client_id=\d+&scope=bot/);
      for (const table of ["account_checks", "accounts"])
        assert.equal((await database.pool.query(`select from ${table}`)).rowCount, 0);
      assert.equal((await sandbox.control.state()).connections, 0);
    });
    it("says that a token is refused", async function () {
      await startChecker();
      const { body } = await check("not-a-token-of-anybody");
      assert.deepEqual([body.result.outcome, body.inviteUrl], ["refused", null]);
    });
    it("says that no bot process runs", async function () {
      const { status, body } = await check(token);
      assert.deepEqual([status, body.error.code], [503, "no_bot_running"]);
    });
  });
});
