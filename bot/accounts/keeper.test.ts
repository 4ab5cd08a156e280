import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { addAccount, changeAccount, removeAccount } from "../../core/console/accountSettings.ts";
import { createLogger } from "../../core/log.ts";
import { AccountLostError, RetryableError } from "../../core/queue/errors.ts";
import { createSecretBox, fingerprint } from "../../core/secrets.ts";
import { makeChat } from "../../test/support/chat.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { eventually } from "../../test/support/eventually.ts";
import type { ChatPlatform, ChatSession } from "../platforms/platform.ts";
import { AccountKeeper } from "./keeper.ts";

const log = createLogger({ process: "test", level: "silent" });

describe("AccountKeeper", function () {
  const database = useTestDatabase();
  const keepers: AccountKeeper[] = [];
  afterEach(async function () {
    await Promise.all(keepers.splice(0).map((keeper) => keeper.close()));
  });

  /** A platform that connects in memory; what `connect` does can be set. */
  function makePlatform() {
    const platform = {
      name: "discord" as const,
      tokens: [] as string[],
      closed: 0,
      /** Ends the session that was connected last. */
      lose: (_reason: Error): void => undefined,
      fail: null as Error | null,
      check: () => Promise.reject(new Error("not asked for")),
      async connect({ token }: { token: string }): Promise<ChatSession> {
        platform.tokens.push(token);
        if (platform.fail) throw platform.fail;
        const lost = new Promise<Error>((resolve) => {
          platform.lose = resolve;
        });
        return Object.assign(makeChat(), { lost, close: async () => void platform.closed++ });
      },
    };
    return platform;
  }
  function makeKeeper(
    platform: ChatPlatform,
    options: { token?: string; isDemo?: boolean; key?: string; onChange?: () => void } = {},
  ) {
    const keeper = new AccountKeeper({
      pool: database.pool,
      leasePool: database.pool,
      workerId: randomUUID(),
      platforms: new Map([["discord", platform]]),
      ownTokens: options.token
        ? [{ platform: "discord", token: options.token, isDemo: options.isDemo ?? false }]
        : [],
      secrets: options.key ? createSecretBox(options.key) : null,
      leaseSeconds: 60,
      onChange: options.onChange ?? (() => undefined),
      log,
    });
    keepers.push(keeper);
    return keeper;
  }
  const account = async () =>
    (await database.pool.query<Record<string, unknown>>("select * from accounts")).rows[0];
  const untilReady = (keeper: AccountKeeper) =>
    eventually("the account is ready", () => keeper.sessions().length === 1);

  it("connects the token of its environment, stores the directory first, and tells who it is", async function () {
    const platform = makePlatform();
    let changes = 0;
    const keeper = makeKeeper(platform, { token: "secret-token", onChange: () => changes++ });
    await keeper.tick();
    await untilReady(keeper);
    assert.equal((await database.pool.query("select from guilds")).rowCount, 1);
    await eventually("the row says so", async () => (await account())?.status === "ready");
    const row = await account();
    assert.deepEqual([row?.name, row?.token_encrypted], ["bot", null]);
    assert.ok(!JSON.stringify(row).includes("secret-token"));
    await eventually("the bot is told", () => changes > 0);
  });
  it("opens stored tokens with the key, at their row only", async function () {
    const key = randomBytes(32).toString("base64");
    const { rows } = await database.pool.query<{ id: string }>(
      "insert into accounts (platform, token_fingerprint, token_encrypted) values ('discord', $1, 'x') returning id",
      [fingerprint("stored")],
    );
    const id = rows[0]?.id ?? "";
    await database.pool.query("update accounts set token_encrypted = $1", [
      createSecretBox(key).seal("stored", `accounts:token_encrypted:${id}`),
    ]);
    const platform = makePlatform();
    const keeper = makeKeeper(platform, { key });
    await keeper.tick();
    await untilReady(keeper);
    assert.deepEqual(platform.tokens, ["stored"]);
  });
  it("keeps a second process from connecting the same account", async function () {
    const platform = makePlatform();
    const [first, second] = [makeKeeper(platform, { token: "t" }), makeKeeper(platform, { token: "t" })];
    await first.tick();
    await second.tick();
    await untilReady(first);
    assert.deepEqual([platform.tokens.length, second.sessions().length], [1, 0]);
    await first.close();
    await second.tick(); // given back in good order: free at once
    await untilReady(second);
  });
  it("closes the session when another process has the lease", async function () {
    const platform = makePlatform();
    const keeper = makeKeeper(platform, { token: "t" });
    await keeper.tick();
    await untilReady(keeper);
    await database.pool.query(
      "update accounts set fence = fence + 1, worker_id = gen_random_uuid(), lease_expires_at = now() + interval '1 min'",
    );
    await keeper.tick();
    assert.deepEqual(keeper.sessions(), []);
    assert.ok(platform.closed > 0);
  });
  it("connects again after a connection was lost", async function () {
    this.timeout(60_000);
    const platform = makePlatform();
    const keeper = makeKeeper(platform, { token: "t" });
    await keeper.tick();
    await untilReady(keeper);
    platform.lose(new RetryableError("discord_not_ready", "the session ended"));
    await eventually("it is gone", () => keeper.sessions().length === 0);
    await untilReady(keeper);
    assert.equal(platform.tokens.length, 2);
  });
  it("connects ever later while sessions end as soon as they serve", async function () {
    this.timeout(60_000);
    const platform = makePlatform();
    const { connect } = platform;
    platform.connect = async (account) => {
      const session = await connect(account);
      platform.lose(new RetryableError("discord_not_ready", "the session ended"));
      return session;
    };
    const keeper = makeKeeper(platform, { token: "t" });
    await keeper.tick();
    // 1 s, 2 s, 4 s, each at least half of it: not one connection a second.
    const times: number[] = [];
    await eventually(
      "three connections",
      () => {
        if (platform.tokens.length > times.length) times.push(performance.now());
        return times.length === 3;
      },
      60_000,
    );
    assert.ok((times[2] ?? 0) - (times[1] ?? 0) >= 900);
  });
  it("records when the platform was last heard of", async function () {
    const keeper = makeKeeper(makePlatform(), { token: "t" });
    await keeper.tick();
    await untilReady(keeper);
    await keeper.tick();
    const row = await account();
    assert.ok(row?.gateway_heartbeat_at instanceof Date);
    assert.equal(row?.gateway_event_at, null);
  });
  it("shows a refused token in words and keeps it out of the log and the row", async function () {
    const platform = makePlatform();
    platform.fail = new AccountLostError("Discord refuses the bot token");
    const keeper = makeKeeper(platform, { token: "t" });
    await keeper.tick();
    await eventually("the refusal shows", async () => (await account())?.status === "refused");
    assert.equal((await account())?.status_detail, "Discord refuses the bot token");
  });

  describe("without a restart", function () {
    const key = randomBytes(32).toString("base64");
    const deps = () => ({ pool: database.pool, secrets: createSecretBox(key) });
    const save = (botToken: string) =>
      addAccount(deps(), { platform: "discord", botToken, enabled: true, isPrimary: undefined });
    const connected = async (
      keeper: AccountKeeper,
      tokens: readonly string[],
      expected: readonly string[],
    ) => {
      await keeper.tick();
      await eventually(`${expected.join()} connected`, () => tokens.join() === expected.join());
      await untilReady(keeper);
    };

    it("connects an account that is saved, with its token opened", async function () {
      const platform = makePlatform();
      const keeper = makeKeeper(platform, { key });
      await keeper.tick();
      assert.deepEqual(platform.tokens, []);
      await save("token-of-the-first");
      await connected(keeper, platform.tokens, ["token-of-the-first"]);
    });
    it("closes the session of a disabled account and gives the lease back", async function () {
      const platform = makePlatform();
      const keeper = makeKeeper(platform, { key });
      const id = await save("token-of-the-first");
      await connected(keeper, platform.tokens, ["token-of-the-first"]);
      await changeAccount(deps(), id, { enabled: false, botToken: undefined, isPrimary: undefined });
      await keeper.tick();
      assert.deepEqual([platform.closed, keeper.sessions().length], [1, 0]);
      const row = await account();
      assert.deepEqual([row?.worker_id, row?.lease_expires_at, row?.status], [null, null, "offline"]);
    });
    it("connects anew with another token", async function () {
      const platform = makePlatform();
      const keeper = makeKeeper(platform, { key });
      const id = await save("token-of-the-first");
      await connected(keeper, platform.tokens, ["token-of-the-first"]);
      await changeAccount(deps(), id, { botToken: "another-token", isPrimary: undefined });
      await connected(keeper, platform.tokens, ["token-of-the-first", "another-token"]);
      assert.equal(platform.closed, 1);
    });
    it("lets the sandbox's account go for the first real one, and takes it back after the last", async function () {
      const platform = makePlatform();
      const keeper = makeKeeper(platform, { key, token: "sandbox-token", isDemo: true });
      await connected(keeper, platform.tokens, ["sandbox-token"]);
      const id = await save("token-of-the-first");
      await connected(keeper, platform.tokens, ["sandbox-token", "token-of-the-first"]);
      assert.equal(platform.closed, 1);
      await removeAccount(deps(), id);
      await connected(keeper, platform.tokens, ["sandbox-token", "token-of-the-first", "sandbox-token"]);
      assert.equal(platform.closed, 2);
    });
    it("says of a token that it cannot open what to do", async function () {
      await save("token-of-the-first");
      const keeper = makeKeeper(makePlatform(), { key: randomBytes(32).toString("base64") });
      await keeper.tick();
      const row = await account();
      assert.equal(row?.status, "refused");
      assert.match(String(row?.status_detail), /ENCRYPTION_KEY/);
    });
  });
});
