import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { useTestDatabase } from "../../../test/support/database.ts";
import { createSecretBox } from "../../secrets.ts";
import { tokenPlace } from "../workers/accountConfig.ts";
import { extendAccountLeases, leaseAccounts } from "../workers/accounts.ts";
import { proxyPlace, recordSessionRevoked } from "./accountSession.ts";
import { completeLogin, maskPhone } from "./completeLogin.ts";
import { loginPlace } from "./loginRow.ts";
import {
  answerLogin,
  askForAnotherCode,
  cancelLogin,
  drawLoginId,
  expireLogins,
  findLogin,
  insertLogin,
} from "./logins.ts";
import {
  claimLogin,
  extendLogin,
  failLogin,
  type LoginClaim,
  recordAnswerRefused,
  recordCodeSent,
  recordPasswordNeeded,
  recordQrShown,
  releaseLogin,
  takeAnswer,
} from "./loginWork.ts";

const secrets = createSecretBox(randomBytes(32).toString("base64"));
const user = { externalId: "7000001", name: "Alma", phone: "12025550123", isPremium: false, dc: 2 };

describe("a login to Telegram", function () {
  const database = useTestDatabase();
  const workerId = randomUUID();
  const begin = async (login: Partial<Parameters<typeof insertLogin>[1]> = {}) => {
    const id = await drawLoginId(database.pool);
    return insertLogin(database.pool, {
      id,
      method: "phone",
      accountId: null,
      label: null,
      phone: {
        encrypted: secrets.seal("+12025550123", loginPlace("phone", id)),
        masked: maskPhone("12025550123"),
      },
      proxy: null,
      ...login,
    });
  };
  const claim = async (leaseSeconds = 60) => {
    const login = await claimLogin(database.pool, { workerId, leaseSeconds });
    assert.ok(login);
    return login;
  };
  const sendCode = (login: LoginClaim, code: Partial<Parameters<typeof recordCodeSent>[2]> = {}) =>
    recordCodeSent(database.pool, login, {
      kind: "app",
      length: 5,
      nextKind: "sms",
      resendAfterSeconds: 0,
      workEncrypted: "work",
      ...code,
    });
  const answer = (id: string, kind: "code" | "password") =>
    answerLogin(database.pool, id, { kind, encrypted: `sealed ${kind}` });
  const stateOf = async (id: string) => (await findLogin(database.pool, id))?.state;
  const rowOf = async (id: string) => {
    const { rows } = await database.pool.query<Record<string, unknown>>(
      "select * from telegram_logins where id = $1",
      [id],
    );
    return rows[0] ?? {};
  };
  /** From its beginning to the check of the password. */
  const reachPasswordCheck = async () => {
    const begun = await begin();
    assert.ok(begun);
    const login = await claim();
    assert.equal(login.state, "sending_code");
    assert.equal(secrets.open(login.phoneEncrypted ?? "", loginPlace("phone", login.id)), "+12025550123");
    assert.ok(await sendCode(login));
    assert.equal((await answer(login.id, "code"))?.state, "checking_code");
    assert.equal(await takeAnswer(database.pool, login), "sealed code");
    assert.ok(await recordPasswordNeeded(database.pool, login, { hint: "cat", workEncrypted: "work" }));
    assert.equal((await answer(login.id, "password"))?.state, "checking_password");
    assert.equal(await takeAnswer(database.pool, login), "sealed password");
    return login;
  };
  const complete = (login: LoginClaim, session = "session 1", as = user) =>
    completeLogin(database.pool, secrets, login, { session, user: as });

  it("goes from phone to code to password and ends as an account with its session sealed at its row", async function () {
    const login = await reachPasswordCheck();
    const done = await complete(login);
    assert.ok(done.outcome === "saved");
    assert.equal(await stateOf(login.id), "done");
    const { rows } = await database.pool.query<Record<string, string>>("select * from accounts");
    assert.equal(rows.length, 1);
    assert.equal(secrets.open(rows[0]?.token_encrypted ?? "", tokenPlace(done.accountId)), "session 1");
    assert.deepEqual(
      [rows[0]?.external_id, rows[0]?.phone_masked, rows[0]?.is_primary, rows[0]?.enabled],
      ["7000001", "+12•••••••23", true, true],
    );
  });
  it("keeps no secret a moment longer than it is needed", async function () {
    await reachPasswordCheck();
    const open = await claimLogin(database.pool, { workerId, leaseSeconds: 60 });
    assert.equal(open, null); // it is claimed
    const { rows } = await database.pool.query<{ id: string }>("select id from telegram_logins");
    const id = rows[0]?.id ?? "";
    assert.equal((await rowOf(id)).answer_encrypted, null);
    await cancelLogin(database.pool, id);
    const { phone_encrypted, proxy_encrypted, work_encrypted, qr_url, worker_id } = await rowOf(id);
    assert.deepEqual(
      [phone_encrypted, proxy_encrypted, work_encrypted, qr_url, worker_id],
      Array(5).fill(null),
    );
  });
  it("is one at a time, and free to begin anew once the other has ended", async function () {
    const first = await begin();
    assert.ok(first);
    assert.equal(await begin(), null);
    assert.equal((await cancelLogin(database.pool, first.id))?.state, "cancelled");
    assert.equal(await cancelLogin(database.pool, first.id), null);
    assert.ok(await begin());
  });
  it("takes an answer only where it asks for one, and once", async function () {
    const begun = await begin();
    assert.ok(begun);
    assert.equal(await answer(begun.id, "code"), null);
    const login = await claim();
    await sendCode(login);
    assert.equal(await answer(login.id, "password"), null);
    const answers = await Promise.all([answer(login.id, "code"), answer(login.id, "code")]);
    assert.equal(answers.filter(Boolean).length, 1);
  });
  it("goes back to its question when the answer is refused, and not before Telegram's pause is over", async function () {
    await begin();
    const login = await claim();
    await sendCode(login);
    await answer(login.id, "code");
    await takeAnswer(database.pool, login);
    await recordAnswerRefused(database.pool, login, { error: "wrong_code", detail: "PHONE_CODE_INVALID" });
    assert.equal((await findLogin(database.pool, login.id))?.errorCode, "wrong_code");
    assert.equal((await answer(login.id, "code"))?.errorCode, null);
    await recordAnswerRefused(database.pool, login, { error: "flood", detail: null, retryAfterSeconds: 60 });
    assert.equal(await answer(login.id, "code"), null);
    assert.equal(await askForAnotherCode(database.pool, login.id), null);
  });
  it("sends another code where there is another way, once Telegram allows it or the old one has expired", async function () {
    await begin();
    const login = await claim();
    await sendCode(login, { resendAfterSeconds: 60 });
    assert.equal(await askForAnotherCode(database.pool, login.id), null);
    await sendCode(login, { nextKind: null });
    assert.equal(await askForAnotherCode(database.pool, login.id), null);
    await recordAnswerRefused(database.pool, login, { error: "code_expired", detail: null });
    assert.equal((await askForAnotherCode(database.pool, login.id))?.state, "sending_code");
  });
  it("goes on under another process, which asks again for an answer that died with the first", async function () {
    await begin();
    const first = await claim();
    await sendCode(first, { workEncrypted: "half a session" });
    await answer(first.id, "code");
    await takeAnswer(database.pool, first);
    await database.pool.query("update telegram_logins set lease_expires_at = now() - interval '1 s'");
    const second = await claim();
    assert.deepEqual(
      [second.state, second.errorCode, second.workEncrypted],
      ["code_sent", "interrupted", "half a session"],
    );
    assert.equal(await extendLogin(database.pool, first, 60), null);
    assert.equal(await sendCode(first), false);
    assert.deepEqual(await complete(first), { outcome: "lost" });
    await releaseLogin(database.pool, second);
    assert.equal((await claim()).state, "code_sent");
  });
  it("that was cancelled while Telegram agreed saves nothing", async function () {
    const login = await reachPasswordCheck();
    await cancelLogin(database.pool, login.id);
    assert.deepEqual(await complete(login), { outcome: "lost" });
    assert.equal((await database.pool.query("select from accounts")).rowCount, 0);
  });
  it("shows one QR code after another, and ends from there", async function () {
    await begin({ method: "qr", phone: null });
    const login = await claim();
    assert.equal(login.state, "waiting_for_bot");
    for (const url of ["tg://login?token=a", "tg://login?token=b"])
      assert.ok(await recordQrShown(database.pool, login, { url, validSeconds: 30 }));
    const shown = await findLogin(database.pool, login.id);
    assert.deepEqual([shown?.state, shown?.qrUrl], ["qr_shown", "tg://login?token=b"]);
    assert.equal((await complete(login)).outcome, "saved");
    assert.equal((await rowOf(login.id)).qr_url, null);
  });
  it("renews the account of the same user, whoever began it, and leaves that of another alone", async function () {
    const first = await complete(await reachPasswordCheck());
    assert.ok(first.outcome === "saved");
    assert.deepEqual(await complete(await reachPasswordCheck(), "session 2"), first);
    await begin({ accountId: first.accountId, method: "qr", phone: null });
    const login = await claim();
    await recordQrShown(database.pool, login, { url: "tg://login?token=a", validSeconds: 30 });
    const other = await complete(login, "session 3", { ...user, externalId: "7000002", name: "Bela" });
    assert.deepEqual(other, { outcome: "other_account" });
    assert.equal((await findLogin(database.pool, login.id))?.errorCode, "other_account");
    const { rows } = await database.pool.query<{ token_encrypted: string }>("select * from accounts");
    assert.equal(rows.length, 1);
    assert.equal(secrets.open(rows[0]?.token_encrypted ?? "", tokenPlace(first.accountId)), "session 2");
  });
  it("hands its proxy on to the account, sealed anew", async function () {
    const id = await drawLoginId(database.pool);
    await insertLogin(database.pool, {
      id,
      method: "qr",
      accountId: null,
      label: "Reader",
      phone: null,
      proxy: { encrypted: secrets.seal("{}", loginPlace("proxy", id)), shown: "socks5 10.0.0.1:1080" },
    });
    const login = await claim();
    await recordQrShown(database.pool, login, { url: "tg://login?token=a", validSeconds: 30 });
    const done = await complete(login);
    assert.ok(done.outcome === "saved");
    const { rows } = await database.pool.query<Record<string, string>>("select * from accounts");
    assert.equal(secrets.open(rows[0]?.proxy_encrypted ?? "", proxyPlace(done.accountId)), "{}");
    assert.deepEqual([rows[0]?.label, rows[0]?.proxy_shown], ["Reader", "socks5 10.0.0.1:1080"]);
  });
  it("fails by itself when nobody goes on", async function () {
    await begin();
    const login = await claim();
    await database.pool.query("update telegram_logins set expires_at = now() - interval '1 s'");
    assert.equal(await extendLogin(database.pool, login, 60), null);
    await expireLogins(database.pool);
    const ended = await findLogin(database.pool, login.id);
    assert.deepEqual([ended?.state, ended?.errorCode], ["failed", "timed_out"]);
  });
  it("takes no step that its state does not know, not even in SQL", async function () {
    await begin();
    const set = (state: string) => database.pool.query("update telegram_logins set state = $1", [state]);
    await assert.rejects(set("done"), /waiting_for_bot cannot become done/);
    await assert.rejects(set("checking_password"), /cannot become/);
    const login = await claim();
    await failLogin(database.pool, login, { error: "phone_banned", detail: "PHONE_NUMBER_BANNED" });
    await assert.rejects(set("waiting_for_bot"), /failed cannot become/);
    await assert.rejects(
      database.pool.query("update telegram_logins set qr_url = 'tg://login?token=a'"),
      /cannot change/,
    );
    await assert.rejects(
      database.pool.query("update telegram_logins set phone_encrypted = 'again'"),
      /telegram_logins_nothing_left/,
    );
  });
  it("tells the bots and the API of every step", async function () {
    const heard: string[] = [];
    const client = await database.pool.connect();
    try {
      client.on("notification", ({ channel, payload }) => heard.push(`${channel} ${payload}`));
      await client.query("listen telegram_login");
      const begun = await begin();
      await cancelLogin(database.pool, begun?.id ?? "");
      await client.query("select 1");
      assert.deepEqual(heard, [`telegram_login ${begun?.id}`, `telegram_login ${begun?.id}`]);
      await client.query("unlisten *");
    } finally {
      client.release();
    }
  });

  describe("whose account is revoked", function () {
    it("makes it wanted again, which no bot takes up before", async function () {
      const done = await complete(await reachPasswordCheck());
      assert.ok(done.outcome === "saved");
      const lease = () => leaseAccounts(database.pool, { workerId, fingerprints: [], leaseSeconds: 60 });
      const [leased] = await lease();
      assert.ok(leased);
      await recordSessionRevoked(database.pool, leased, { reason: "SESSION_REVOKED", detail: "Revoked." });
      assert.deepEqual(await extendAccountLeases(database.pool, [leased], 60), new Set());
      await database.pool.query("update accounts set lease_expires_at = null, worker_id = null");
      assert.deepEqual(await lease(), []);
      await complete(await reachPasswordCheck(), "session 2");
      assert.equal((await lease()).length, 1);
    });
    it("is connected anew when its proxy changes", async function () {
      await complete(await reachPasswordCheck());
      const [leased] = await leaseAccounts(database.pool, { workerId, fingerprints: [], leaseSeconds: 60 });
      assert.ok(leased);
      assert.equal((await extendAccountLeases(database.pool, [leased], 60)).size, 1);
      await database.pool.query("update accounts set proxy_encrypted = 'sealed'");
      assert.equal((await extendAccountLeases(database.pool, [leased], 60)).size, 0);
    });
  });
});
