import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { loginPlace } from "../../../../core/database/telegram/loginRow.ts";
import {
  answerLogin,
  askForAnotherCode,
  cancelLogin,
  drawLoginId,
  insertLogin,
} from "../../../../core/database/telegram/logins.ts";
import { createSecretBox } from "../../../../core/secrets.ts";
import { useTestDatabase } from "../../../../test/support/database.ts";
import { eventually } from "../../../../test/support/eventually.ts";
import { API_HASH, API_ID, useTelegram } from "../../../../test/support/telegram.ts";
import { serverOf, silent } from "../../../../test/support/telegramAccount.ts";
import { Wake } from "../../../worker/wake.ts";
import { DataCentres } from "../dataCentres.ts";
import { keepLoggingIn } from "./keepLoggingIn.ts";

const secrets = createSecretBox(randomBytes(32).toString("base64"));
const elsewhere = "9996627777";

describe("keepLoggingIn", function () {
  this.timeout(60_000);
  let end: () => Promise<void> = async () => undefined;
  afterEach("end the logins", () => end());
  const database = useTestDatabase();
  const telegram = useTelegram({
    layout: "plain",
    chats: 1,
    messages: 200,
    accounts: [{ phone: "9996621234" }, { phone: elsewhere, dcId: 4 }],
  });

  function work() {
    const stop = new AbortController();
    const wake = new Wake();
    const working = keepLoggingIn(
      {
        pool: database.pool,
        workerId: randomUUID(),
        leaseSeconds: 30,
        secrets,
        findApi: async () => ({ id: API_ID, hash: API_HASH }),
        centres: new DataCentres(serverOf(telegram)),
        pollIntervalMs: 200,
        wake,
        log: silent,
      },
      stop.signal,
    );
    end = async () => {
      stop.abort();
      await working;
    };
    return wake;
  }
  async function begin(method: "phone" | "qr", phone = telegram.phones[0] ?? ""): Promise<string> {
    const id = await drawLoginId(database.pool);
    await insertLogin(database.pool, {
      id,
      method,
      accountId: null,
      label: null,
      phone:
        method === "qr" ? null : { encrypted: secrets.seal(phone, loginPlace("phone", id)), masked: "+99" },
      proxy: null,
    });
    return id;
  }
  const row = async () =>
    (await database.pool.query<Record<string, string | null>>("select * from telegram_logins")).rows[0];
  const until = (state: string) =>
    eventually(`it is ${state}`, async () => {
      const login = await row();
      return login?.state === state ? login : null;
    });
  const account = async () =>
    (await database.pool.query<Record<string, string | number | null>>("select * from accounts")).rows[0];
  const enter = (id: string, text: string) =>
    answerLogin(database.pool, id, { kind: "code", encrypted: secrets.seal(text, loginPlace("answer", id)) });

  it("follows a number to its own data centre, and takes another code when the first has expired", async function () {
    const wake = work();
    const id = await begin("phone", elsewhere);
    wake.ring();
    await until("code_sent");
    const { code } = await telegram.control.codeOf({ phone: elsewhere });
    await telegram.control.expireCode({ phone: elsewhere });
    await enter(id, code);
    await eventually("the code has expired", async () => (await row())?.error_code === "code_expired");
    await database.pool.query("update telegram_logins set resend_at = null");
    assert.ok(await askForAnotherCode(database.pool, id));
    await eventually("another code is sent", async () => {
      const login = await row();
      return login?.state === "code_sent" && login.error_code === null;
    });
    await enter(id, (await telegram.control.codeOf({ phone: elsewhere })).code);
    await until("done");
    assert.equal((await account())?.dc, 4);
  });
  it("is logged in by a code that a phone scans", async function () {
    work();
    await begin("qr");
    const shown = await until("qr_shown");
    const token = new URL(shown.qr_url ?? "").searchParams.get("token") ?? "";
    await telegram.control.acceptLoginToken({ phone: telegram.phones[0], token });
    const done = await until("done");
    assert.equal(done.qr_url, null);
    assert.ok((await account())?.token_encrypted);
  });
  it("says in the row what Telegram objects to", async function () {
    work();
    await telegram.control.addFault({
      match: { method: "sendCode" },
      action: "flood",
      seconds: 777,
      times: 1,
    });
    await begin("phone");
    const failed = await until("failed");
    assert.equal(failed.error_code, "flood");
    assert.ok(Number(new Date(failed.retry_at ?? 0)) > Date.now() + 700_000);
  });
  it("leaves a login that was cancelled, and logs nobody in", async function () {
    work();
    const id = await begin("phone");
    await until("code_sent");
    await cancelLogin(database.pool, id);
    await until("cancelled");
    await eventually("its connection is closed", async () => {
      return (await telegram.control.state()).connections.length === 0;
    });
    assert.equal(await account(), undefined);
  });
});
