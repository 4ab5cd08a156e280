import assert from "node:assert/strict";
import { eventually } from "../../../../test/support/eventually.ts";
import { API_ID, useTelegram } from "../../../../test/support/telegram.ts";
import { logIn, serverOf, silent } from "../../../../test/support/telegramAccount.ts";
import { DataCentres } from "../dataCentres.ts";
import { Api } from "../gram.ts";
import type { SessionKey } from "../sessionText.ts";
import { NoAnswerError, RpcError } from "./failures.ts";
import { type LinkOptions, MtprotoLink } from "./link.ts";

describe("MtprotoLink", function () {
  this.timeout(60_000);
  const telegram = useTelegram({ layout: "plain", chats: 1, messages: 300 });
  const links: MtprotoLink[] = [];
  afterEach(async function () {
    await Promise.all(links.splice(0).map((link) => link.close()));
  });
  function open(key: SessionKey | null, options: Partial<LinkOptions> = {}): MtprotoLink {
    const centres = new DataCentres(serverOf(telegram));
    const link = new MtprotoLink({
      dcId: 2,
      address: () => centres.addressOf(2),
      proxy: null,
      trusted: centres.trusted,
      key: key?.key ?? null,
      apiId: API_ID,
      log: silent,
      ...options,
    });
    links.push(link);
    return link;
  }
  const self = () => new Api.users.GetUsers({ id: [new Api.InputUserSelf()] });
  const calls = async (method: string) =>
    (await telegram.control.calls()).filter((call) => call.method === method).length;

  it("answers many requests at once, each with its own answer", async function () {
    const link = open(await logIn(telegram));
    const [users, config, state] = await Promise.all([
      link.send(self()),
      link.send(new Api.help.GetConfig()),
      link.send(new Api.updates.GetState()),
    ]);
    assert.ok(users[0] instanceof Api.User);
    assert.ok(config instanceof Api.Config);
    assert.ok(state instanceof Api.updates.State);
  });
  it("gets the answer that comes behind an error in one container", async function () {
    const link = open(await logIn(telegram));
    await telegram.control.addFault({
      match: { method: "getUsers" },
      action: "error-with-next",
      code: 400,
      error: "SPOILED",
      times: 1,
    });
    const refused = assert.rejects(
      link.send(self()),
      (error) => error instanceof RpcError && error.text === "SPOILED",
    );
    await eventually("the first request was taken", async () => (await calls("users.getUsers")) > 0);
    assert.ok((await link.send(new Api.updates.GetState())) instanceof Api.updates.State);
    await refused;
  });
  it("makes the connection anew for a request that is not answered, and gives up in time", async function () {
    const link = open(await logIn(telegram), { deadlineMs: 3_000 });
    await link.send(self());
    await telegram.control.addFault({ match: { method: "getUsers" }, action: "hang", times: 1 });
    assert.ok((await link.send(self()))[0] instanceof Api.User, "asked again on a new connection");
    await telegram.control.addFault({ match: { method: "getUsers" }, action: "hang" });
    await assert.rejects(link.send(self()), NoAnswerError);
    assert.ok((await link.send(new Api.updates.GetState())) instanceof Api.updates.State, "others go on");
  });
  it("asks again when the connection breaks before and after a request is carried out", async function () {
    const link = open(await logIn(telegram));
    await link.send(self());
    for (const action of ["drop-before", "drop-after", "lose-answer"] as const) {
      await telegram.control.addFault({ match: { method: "getState" }, action, times: 1 });
      if (action === "lose-answer") setTimeout(() => link.reconnect("the answer was lost"), 300);
      assert.ok((await link.send(new Api.updates.GetState())) instanceof Api.updates.State, action);
    }
  });
  for (const offsetSeconds of [7_200, -7_200])
    it(`goes by the server's clock when ours is ${offsetSeconds} s off, and takes new salts`, async function () {
      await telegram.control.setClock({ offsetSeconds });
      const link = open(await logIn(telegram)); // which knows the key, and nothing of the time
      assert.ok((await link.send(self()))[0] instanceof Api.User);
      await telegram.control.dropSalts({});
      assert.ok((await link.send(self()))[0] instanceof Api.User, "another salt");
    });
  it("notices a connection on which nothing arrives", async function () {
    const link = open(await logIn(telegram), { pingMs: 400, deadlineMs: 30_000 });
    await link.send(self());
    await eventually("pings are answered", async () => link.aliveAtMs !== null);
    await telegram.control.setGateway({ withholdPongs: true });
    await eventually("it is given up", async () => /nothing/.test(link.lastError?.message ?? ""));
    await telegram.control.setGateway({ withholdPongs: false });
    assert.ok((await link.send(self()))[0] instanceof Api.User);
  });
  it("keeps a connection whose pongs come seconds late", async function () {
    await telegram.control.setGateway({ pongDelayMs: 3_500 }); // GramJS gives up after 3 s
    const link = open(await logIn(telegram), { pingMs: 5_000 });
    const arrivals = new Set<number>();
    await eventually("pongs arrive", async () => {
      if (link.aliveAtMs !== null) arrivals.add(link.aliveAtMs);
      return arrivals.size === 2; // from the second ping on GramJS keeps that time
    });
    assert.equal(link.lastError, null);
  });
  it("agrees on a key every time, whatever its first byte is", async function () {
    for (let handshake = 0; handshake < 8; handshake++) {
      const link = open(null);
      assert.ok((await link.send(new Api.help.GetConfig())) instanceof Api.Config);
      await link.close();
    }
  });
  it("refuses a server that shows another key", async function () {
    const centres = new DataCentres(serverOf(telegram));
    const link = open(null, {
      trusted: new Set(["1"]),
      address: () => centres.addressOf(2),
      deadlineMs: 2_000,
    });
    await assert.rejects(link.send(new Api.help.GetConfig()), NoAnswerError);
    assert.match(link.lastError?.message ?? "", /valid key/);
  });
  it("leaves nothing open, and refuses what still waits", async function () {
    const key = await logIn(telegram);
    const link = open(key);
    await link.send(self());
    await telegram.control.addFault({ match: { method: "getUsers" }, action: "hang" });
    const waiting = assert.rejects(link.send(self()), /closed by us/);
    await link.close();
    await waiting;
    await link.close();
    await assert.rejects(link.send(self()), /closed by us/);
    await eventually("the server sees no connection", async () => {
      return (await telegram.control.state()).connections.length === 0;
    });
  });
});
