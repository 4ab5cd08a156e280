/** Where GramJS fails (docs/notes/0061), and nothing else tests it: each of these fails without its remedy. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { KnownFile } from "../../../core/database/media/files.ts";
import { useTestDatabase } from "../../../test/support/database.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { API_HASH, API_ID, useTelegram } from "../../../test/support/telegram.ts";
import {
  connectTelegram,
  logIn,
  makeStore,
  serverOf,
  silent,
} from "../../../test/support/telegramAccount.ts";
import { AccountKeeper } from "../../accounts/keeper.ts";
import { markedId } from "./peers.ts";
import { createTelegramPlatform } from "./platform.ts";
import type { TelegramSession } from "./session.ts";
import { formatSession } from "./sessionText.ts";

const never = new AbortController().signal;

describe("a Telegram session", function () {
  this.timeout(120_000);
  const telegram = useTelegram({ layout: "plain", chats: 3, messages: 900 });
  const sessions: TelegramSession[] = [];
  afterEach("close the sessions", async function () {
    await Promise.all(sessions.splice(0).map((session) => session.close()));
  });
  async function open(store = makeStore()): Promise<TelegramSession> {
    const session = await connectTelegram(telegram, { key: await logIn(telegram), store });
    sessions.push(session);
    return session;
  }
  const chatIds = async () => (await telegram.control.truth.chats()).map(({ id }) => id);

  it("answers large replies whole (1)", async function () {
    const [chatId = ""] = await chatIds();
    for (let n = 0; n < 2; n++)
      await telegram.control.postMessages({ chatId, count: 50, text: "ж".repeat(4_000) });
    const session = await open(makeStore([chatId]));
    const page = await session.historyPage(chatId, {}, never); // 800,000 bytes
    assert.deepEqual([page.messages.length, page.messages[0]?.content.length], [100, 4_000]);
  });

  it("remembers nobody whom answers name, and does not grow with the calls (7)", async function () {
    const [chatId = ""] = await chatIds();
    const store = makeStore([chatId]);
    const session = await open(store);
    const known = [...store.peers.keys()];
    const read = async (times: number) => {
      for (let n = 0; n < times; n++) await session.historyPage(chatId, {}, never);
      await telegram.control.resetCounters({}); // the sandbox's own log is in this process as well
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = await read(60);
    const after = await read(240);
    // Each answer names some 50 people: kept, they would be 240 times 50 objects.
    assert.ok(after - before < 3_000_000, `${after - before} bytes more`);
    assert.deepEqual([...store.peers.keys()], known);
  });

  it("tries again what is Telegram's own trouble, 500 and its time-outs numbered −503 (9)", async function () {
    const [chatId = ""] = await chatIds();
    const session = await open(makeStore([chatId]));
    for (const [code, error] of [
      [500, "INTERNAL_SERVER_ERROR"],
      [-503, "Timeout"],
    ] as const) {
      await telegram.control.addFault({
        match: { method: "getHistory" },
        action: "error",
        code,
        error,
        times: 2,
      });
      assert.equal((await session.historyPage(chatId, {}, never)).messages.length, 100);
    }
  });

  it("posts once, though the connection breaks before the answer (10)", async function () {
    const [chatId = ""] = await chatIds();
    const session = await open(makeStore([chatId]));
    await telegram.control.addFault({ match: { method: "sendMessage" }, action: "drop-after", times: 1 });
    const post = { title: "Backup failed", description: "no space", color: 0 };
    await session.send(chatId, post, "nonce-1", never);
    await session.send(chatId, post, "nonce-1", never); // as another process would, after a crash
    let copies = 0;
    for await (const { text } of telegram.control.truth.messages(chatId))
      if (text.startsWith("Backup failed")) copies++;
    assert.equal(copies, 1);
  });

  it("leaves no socket and no timer behind when it is closed, those for files included (6)", async function () {
    const [chatId = ""] = await chatIds();
    for (let n = 0; n < 8; n++) await telegram.control.postMessages({ chatId, count: 1, file: "file" });
    const before = active();
    const session = await open(makeStore([chatId]));
    const page = await session.historyPage(chatId, {}, never);
    const place = { kind: "attachment" as const, guildId: chatId, channelId: chatId, variant: null };
    const files = page.messages.flatMap(({ id: messageId, attachments }) =>
      attachments.map(({ id, url, sizeBytes }): KnownFile => {
        return { ...place, messageId, item: id, url, announcedBytes: sizeBytes };
      }),
    );
    assert.ok(files.length >= 8);
    for (const file of files) {
      const { body } = await session.files.download(file, 0, never);
      for await (const _part of body);
    }
    const { connections } = await telegram.control.state();
    assert.ok(new Set(connections.map(({ dcId }) => dcId)).size > 1, "files lie in other data centres");
    await sessions.pop()?.close();
    await eventually(
      "nothing is open",
      async () => (await telegram.control.state()).connections.length === 0,
    );
    await eventually("no socket is left", async () => active().sockets <= before.sockets);
    assert.ok(active().timers <= before.timers, JSON.stringify([before, active()]));
  });
});

describe("a Telegram account's dialogs", function () {
  this.timeout(60_000);
  const telegram = useTelegram({ layout: "plain", chats: 130, messages: 390 });

  it("are listed whole, page by page, those without a message among them (13)", async function () {
    for (let n = 0; n < 5; n++) {
      const { id } = await telegram.control.createChat({ kind: "supergroup", title: `Empty ${n}` });
      for await (const message of telegram.control.truth.messages(id))
        await telegram.control.deleteMessages({ chatId: id, messageIds: [message.id] });
    }
    const session = await connectTelegram(telegram, { key: await logIn(telegram) });
    try {
      const listed = new Set<string>();
      for await (const page of session.chats.dialogPages(never, 0))
        for (const { peer } of page.dialogs) listed.add(markedId(peer));
      const chats = (await telegram.control.truth.chats()).filter(({ kind }) => kind === "supergroup");
      assert.equal(chats.length, 135);
      for (const { id } of chats) assert.ok(listed.has(id), `${id} is missing`);
    } finally {
      await session.close();
    }
  });
});

describe("a Telegram account", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  const telegram = useTelegram({ layout: "plain", chats: 1, messages: 50 });

  it("is connected by one process at a time, and by the other once that is gone (15)", async function () {
    const token = formatSession(await logIn(telegram));
    const platform = createTelegramPlatform({
      findApi: async () => ({ id: API_ID, hash: API_HASH }),
      server: serverOf(telegram),
      store: makeStore(),
      budget: null,
      skipProtected: true,
      takeout: false,
      log: silent,
    });
    const keepers = [1, 2].map(
      () =>
        new AccountKeeper({
          pool: database.pool,
          leasePool: database.pool,
          workerId: randomUUID(),
          platforms: new Map([["telegram", platform]]),
          ownTokens: [{ platform: "telegram", token, isDemo: false }],
          secrets: null,
          leaseSeconds: 60,
          onChange: () => undefined,
          log: silent,
        }),
    );
    const [first, second] = keepers as [AccountKeeper, AccountKeeper];
    const connections = async () => (await telegram.control.state()).connections.length;
    try {
      await Promise.all(keepers.map((keeper) => keeper.tick()));
      const held = () => keepers.filter((keeper) => keeper.sessions().length > 0);
      await eventually("one holds it", async () => held().length === 1);
      await Promise.all(keepers.map((keeper) => keeper.tick()));
      assert.deepEqual([held().length, await connections()], [1, 1]);
      const holder = held()[0] === first ? first : second;
      const other = holder === first ? second : first;
      await holder.close();
      // The server hears of the end of a connection a moment after the client has ended it.
      await eventually("its connection is gone", async () => (await connections()) === 0);
      await other.tick();
      await eventually("the other holds it", async () => other.sessions().length === 1);
      assert.equal(await connections(), 1);
    } finally {
      await Promise.all(keepers.map((keeper) => keeper.close()));
    }
  });
});

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

/** What keeps a process alive. */
function active(): { sockets: number; timers: number } {
  const resources = process.getActiveResourcesInfo();
  const count = (kind: string) => resources.filter((one) => one === kind).length;
  return { sockets: count("TCPSocketWrap"), timers: count("Timeout") };
}
