import assert from "node:assert/strict";
import type { TelegramClient } from "telegram";
import { Raw } from "telegram/events/index.js";
import { ConnectionTCPObfuscated, UpdateConnectionState } from "telegram/network/index.js";
import { Api } from "telegram/tl/index.js";
import { eventually } from "../../test/support/eventually.ts";
import { failsWith, useTelegram } from "../../test/support/telegram.ts";

describe("faults of the sandbox's Telegram", function () {
  const telegram = useTelegram({ messages: 300, proxySecret: "00112233445566778899aabbccddeeff" });
  const state = (client: TelegramClient) => client.invoke(new Api.updates.GetState());

  it("serves clients that obfuscate their stream", async function () {
    const client = await telegram.signedIn({ params: { connection: ConnectionTCPObfuscated } });
    assert.ok((await state(client)).pts > 0);
    const { connections } = await telegram.control.state();
    assert.equal(connections[0]?.transport, "obfuscated abridged");
  });

  it("answers errors by rule, and counts them", async function () {
    const client = await telegram.signedIn();
    await telegram.control.addFault({
      action: "error",
      code: 400,
      error: "CHANNEL_PRIVATE",
      match: { method: "getState" },
      times: 1,
    });
    await assert.rejects(state(client), failsWith("CHANNEL_PRIVATE"));
    await telegram.control.addFault({
      action: "flood",
      seconds: 900,
      match: { method: "getState" },
      times: 1,
    });
    await assert.rejects(state(client), (error: { seconds?: number }) => error.seconds === 900);
    assert.ok((await state(client)).pts > 0);
    assert.equal((await telegram.control.counters()).byOutcome.FLOOD_WAIT_900, 1);
  });

  it("leaves a call without an answer while pings go on", async function () {
    const client = await telegram.signedIn();
    await telegram.control.addFault({ action: "hang", match: { method: "getState" }, times: 1 });
    const hung = state(client);
    await state(client);
    const first = await Promise.race([hung.then(() => "answered"), state(client).then(() => "other")]);
    assert.equal(first, "other");
    hung.catch(() => {});
  });

  it("breaks the connection before a call; the client asks again on a new one", async function () {
    const client = await telegram.signedIn();
    await telegram.control.addFault({ action: "drop-before", match: { method: "getState" }, times: 1 });
    assert.ok((await state(client)).pts > 0);
    assert.equal((await telegram.control.counters()).byOutcome["drop-before"], 1);
  });

  it("ends sessions and forgets keys", async function () {
    const client = await telegram.signedIn();
    await telegram.control.revokeSessions({});
    await assert.rejects(state(client), failsWith("SESSION_REVOKED"));
    const other = await telegram.signedIn();
    await other.getMe(true); // before its first event GramJS asks who it is, which nobody would answer then
    let broken = false;
    other.addEventHandler((update: unknown) => {
      if (update instanceof UpdateConnectionState && update.state === UpdateConnectionState.broken)
        broken = true;
    }, new Raw({}));
    await telegram.control.forgetKeys({});
    state(other).catch(() => {});
    await eventually("the key is told to be unknown", () => broken);
  });

  it("refuses a wrong clock until the client has set its own by it", async function () {
    await telegram.control.setClock({ offsetSeconds: 7_200 });
    const client = await telegram.signedIn();
    assert.ok((await state(client)).pts > 0);
    await telegram.control.setClock({ offsetSeconds: 0 });
    assert.ok((await state(client)).pts > 0);
  });

  it("changes salts under a client's feet", async function () {
    const client = await telegram.signedIn();
    await telegram.control.dropSalts({});
    assert.ok((await state(client)).pts > 0);
  });

  it("makes those wait who read too fast, exactly as long as it says", async function () {
    const client = await telegram.signedIn({ params: { floodSleepThreshold: 0 } });
    await telegram.control.setLimits({ enabled: true, historyMessages: 200, historyWindowSeconds: 2 });
    const read = () =>
      client.invoke(new Api.messages.GetHistory({ peer: new Api.InputPeerSelf(), limit: 100 }));
    await read();
    await read();
    let seconds = 0;
    await assert.rejects(read(), (error: { seconds: number }) => {
      seconds = error.seconds;
      return seconds >= 1;
    });
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    await read();
    assert.equal((await telegram.control.counters()).floodWaits, 1);
  });

  it("opens takeout sessions, and refuses those that are none", async function () {
    const client = await telegram.signedIn();
    await telegram.control.setTakeout({ delaySeconds: 3_600 });
    await assert.rejects(client.invoke(new Api.account.InitTakeoutSession({})), /TAKEOUT_INIT_DELAY|wait/i);
    await telegram.control.setTakeout({ delaySeconds: 0 });
    const { id } = await client.invoke(new Api.account.InitTakeoutSession({}));
    const query = new Api.updates.GetState();
    assert.ok(
      ((await client.invoke(new Api.InvokeWithTakeout({ takeoutId: id, query }))) as Api.updates.State).pts >
        0,
    );
    const wrong = new Api.InvokeWithTakeout({ takeoutId: id.add(1), query });
    await assert.rejects(client.invoke(wrong), failsWith("TAKEOUT_INVALID"));
  });
});
