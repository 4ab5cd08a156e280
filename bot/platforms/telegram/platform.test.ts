import assert from "node:assert/strict";
import { startTelegram } from "../../../sandbox/telegram/server.ts";
import { describeChatPlatform } from "../../../test/support/describeChatPlatform.ts";
import { useTelegram } from "../../../test/support/telegram.ts";
import { connectTelegram, logIn, makeStore } from "../../../test/support/telegramAccount.ts";
import { SessionLostError } from "./errors.ts";

describeChatPlatform("Telegram", async function () {
  const telegram = await startTelegram({ layout: "plain", chats: 2, messages: 500, limits: "off" });
  const { control } = telegram;
  const [chat, hidden] = await control.truth.chats();
  assert.ok(chat && hidden);
  const empty = await control.createChat({ kind: "supergroup", title: "Empty" });
  for await (const { id } of control.truth.messages(empty.id))
    await control.deleteMessages({ chatId: empty.id, messageIds: [id] });
  const key = await logIn(telegram);
  await control.setMembership({ chatId: hidden.id, status: "banned" });
  const session = await connectTelegram(telegram, { key, store: makeStore([chat.id, hidden.id, empty.id]) });
  const messageIds: string[] = [];
  for await (const message of control.truth.messages(chat.id)) messageIds.push(String(message.id));
  return {
    session,
    guildId: chat.id,
    channelId: chat.id,
    messageIds,
    emptyChannelId: empty.id,
    hiddenChannelId: hidden.id,
    guildIdOf: (channelId) => channelId,
    lostAccess: "missing_access",
    async limitHard() {
      await control.addFault({ match: { method: "getHistory" }, times: 1, action: "flood", seconds: 600 });
    },
    async post(channelId) {
      const { messages } = await control.postMessages({ chatId: channelId, text: "new", count: 1 });
      return String(messages[0]?.id);
    },
    async setHistoryAccess(channelId, allowed) {
      await control.setMembership({ chatId: channelId, status: allowed ? "member" : "banned", silent: true });
    },
    async close() {
      await session.close();
      await telegram.close();
    },
  };
});

describe("firstIdAt", function () {
  this.timeout(60_000);
  const telegram = useTelegram({ layout: "plain", chats: 1, messages: 700 });

  it("finds the first message at any time, before the first and after the last as well", async function () {
    const [chat] = await telegram.control.truth.chats();
    const chatId = chat?.id ?? "";
    const truth: { id: number; date: number }[] = [];
    for await (const { id, date } of telegram.control.truth.messages(chatId)) truth.push({ id, date });
    const session = await connectTelegram(telegram, {
      key: await logIn(telegram),
      store: makeStore([chatId]),
    });
    try {
      const find = (seconds: number) =>
        session.firstIdAt(chatId, new Date(seconds * 1_000), new AbortController().signal);
      const last = truth.at(-1)?.date ?? 0;
      for (const at of [0, 60, 300, 350, 640, 699].flatMap((n) => {
        const date = truth[n]?.date ?? 0;
        return [date, date + 1, date - 1];
      })) {
        const expected = truth.find(({ date }) => date >= at);
        assert.equal(await find(at), expected ? String(expected.id) : null, `at ${at}`);
      }
      assert.equal(await find(1), String(truth[0]?.id));
      assert.equal(await find(last + 1), null);
    } finally {
      await session.close();
    }
  });
});

describe("createTelegramPlatform", function () {
  this.timeout(60_000);
  const telegram = useTelegram({ layout: "plain", chats: 2, messages: 400 });

  it("loses an account once, in words, when its session is revoked", async function () {
    const session = await connectTelegram(telegram, { key: await logIn(telegram) });
    await telegram.control.revokeSessions({});
    await session.chats.lookUp(["-1001"], new AbortController().signal).catch(() => undefined);
    const reason = await session.lost;
    assert.ok(reason instanceof SessionLostError, String(reason));
    await session.close();
  });
  it("loses an account whose key the server has forgotten, which says nothing but -404", async function () {
    const session = await connectTelegram(telegram, { key: await logIn(telegram) });
    await telegram.control.forgetKeys({});
    session.connection.main.reconnect("as a network would");
    const reason = await session.lost;
    assert.ok(reason instanceof SessionLostError && reason.endedBy === "AUTH_KEY_FORGOTTEN", String(reason));
    await session.close();
  });
});
