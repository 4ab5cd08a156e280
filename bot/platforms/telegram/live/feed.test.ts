import assert from "node:assert/strict";
import { eventually } from "../../../../test/support/eventually.ts";
import { useTelegram } from "../../../../test/support/telegram.ts";
import {
  connectTelegram,
  logIn,
  type MemoryStore,
  makeStore,
} from "../../../../test/support/telegramAccount.ts";
import type { ChatEvent } from "../../liveFeed.ts";
import type { TelegramSession } from "../session.ts";

describe("TelegramFeed", function () {
  this.timeout(60_000);
  const sessions: TelegramSession[] = [];
  afterEach("close the sessions", async function () {
    await Promise.all(sessions.splice(0).map((session) => session.close()));
  });
  const telegram = useTelegram({ layout: "plain", chats: 2, messages: 400 });

  async function listen(store: MemoryStore, key: Awaited<ReturnType<typeof logIn>>) {
    const session = await connectTelegram(telegram, { key, store, compareEveryMs: 1_000 });
    sessions.push(session);
    const events: ChatEvent[] = [];
    session.live.listen({
      onEvent: (event) => events.push(event),
      onUnreadable: (event) => assert.fail(String(event.error)),
      onGap: () => undefined,
    });
    const [chatId = ""] = store.chosen;
    await eventually("it listens", async () => session.live.listeningSince(chatId) !== null);
    const created = () =>
      events.flatMap((event) => (event.kind === "created" ? [Number(event.message.id)] : []));
    return { session, events, created, chatId };
  }
  const chosen = async () => makeStore([(await telegram.control.truth.chats())[0]?.id ?? ""]);
  const post = async (chatId: string, count: number) =>
    (await telegram.control.postMessages({ chatId, count, text: "said" })).messages.map(({ id }) => id);

  it("tells everything in order, however fast it comes", async function () {
    const { created, chatId, session } = await listen(await chosen(), await logIn(telegram));
    const ids = await post(chatId, 120);
    await eventually("all is told", async () => created().length >= ids.length);
    assert.deepEqual(created(), ids);
    const channel = session.directory.channel(chatId);
    assert.ok(channel);
    assert.deepEqual(session.live.heard(channel), {
      fromId: String(ids[0]),
      belowId: String((ids.at(-1) ?? 0) + 1),
    });
  });
  it("asks for what got lost, once each, by the next update or by the clock", async function () {
    const { created, chatId } = await listen(await chosen(), await logIn(telegram));
    await telegram.control.loseUpdates({ count: 5 });
    const ids = await post(chatId, 8);
    await eventually("all is told", async () => created().length >= ids.length);
    assert.deepEqual(created(), ids);
    await telegram.control.loseUpdates({ count: 3 });
    ids.push(...(await post(chatId, 3)));
    await eventually(
      "the last are told, though nothing follows them",
      async () => created().length >= ids.length,
    );
    assert.deepEqual(created(), ids);
  });
  it("asks for what happened while the connection was broken", async function () {
    const { created, chatId } = await listen(await chosen(), await logIn(telegram));
    await telegram.control.cut({ refuse: true });
    const ids = await post(chatId, 250);
    await telegram.control.cut({ refuse: false });
    await eventually("all is told", async () => created().length >= ids.length);
    assert.deepEqual(created(), ids);
  });
  it("goes on after a restart from what was stored, and from nowhere else", async function () {
    const store = await chosen();
    const key = await logIn(telegram);
    const first = await listen(store, key);
    const [stored = 0] = await post(first.chatId, 1);
    await eventually("it is told", async () => first.created().includes(stored));
    await first.session.live.stored(first.session.live.position());
    const [unstored = 0] = await post(first.chatId, 1);
    await eventually("it is told", async () => first.created().includes(unstored));
    await first.session.close();
    const missed = await post(first.chatId, 2);
    const second = await listen(store, key);
    await eventually("what came since is told", async () => second.created().length >= 3);
    assert.deepEqual(second.created(), [unstored, ...missed], "what was not stored is told again");
  });
  it("begins anew where too much was missed, and says up to where there is more", async function () {
    const store = await chosen();
    const key = await logIn(telegram);
    const first = await listen(store, key);
    await first.session.live.stored(first.session.live.position());
    await first.session.close();
    const missed = await post(first.chatId, 30);
    await telegram.control.forgetUpdates({ chatId: first.chatId, keep: 0 });
    const { session, created, chatId } = await listen(store, key);
    const begun = () => session.live.position().chats.get(chatId)?.newestMessageId === missed.at(-1);
    await eventually("listening begins anew", async () => begun());
    assert.equal(session.directory.channel(chatId)?.lastMessageId, String(missed.at(-1)));
    const [next = 0] = await post(chatId, 1);
    await eventually("listening goes on", async () => created().includes(next));
    const channel = session.directory.channel(chatId);
    assert.ok(channel);
    assert.equal(session.live.heard(channel)?.fromId, String(next), "nothing of what was missed is claimed");
  });
  it("tells pins of old messages, those that happened unheard as well", async function () {
    const store = await chosen();
    const key = await logIn(telegram);
    const { events, chatId, session } = await listen(store, key);
    const pinned = () =>
      events.flatMap((event) =>
        event.kind === "changed" ? [[event.message.id, event.message.extra?.pinned === true]] : [],
      );
    const [first = 0, second = 0] = await post(chatId, 2);
    await telegram.control.setPinned({ chatId, messageId: first, pinned: true });
    await eventually("the pin is told", async () => pinned().length > 0);
    await telegram.control.cut({ refuse: true });
    await telegram.control.setPinned({ chatId, messageId: first, pinned: false });
    await telegram.control.setPinned({ chatId, messageId: second, pinned: true });
    await telegram.control.cut({ refuse: false });
    await eventually("what was missed is told", async () => pinned().length >= 3);
    assert.deepEqual(pinned(), [
      [String(first), true],
      [String(first), false],
      [String(second), true],
    ]);
    assert.ok(session.connection.floodWaits === 0);
  });
  it("tells votes of a poll as they stand, however many there are", async function () {
    const store = await chosen();
    const { events, chatId } = await listen(store, await logIn(telegram));
    const { id } = await telegram.control.postPoll({ chatId, question: "Tea?", answers: ["yes", "no"] });
    const polls = () =>
      events.flatMap((event) =>
        (event.kind === "created" || event.kind === "changed") && event.message.id === String(id)
          ? [event.message.extra?.poll as { id: string; results: { total_voters: number } }]
          : [],
      );
    await eventually("the poll is told", async () => polls().length > 0);
    store.polls.set(polls()[0]?.id ?? "", { chatId, messageId: id });
    for (let n = 0; n < 20; n++) await telegram.control.vote({ chatId, messageId: id, answer: n % 2 });
    await eventually("the votes are told", async () => polls().at(-1)?.results.total_voters === 20);
    assert.ok(polls().length <= 4, "not one request per vote");
  });
  it("never takes a deletion without a chat for one in a channel", async function () {
    const { events, chatId } = await listen(await chosen(), await logIn(telegram));
    const [id = 0] = await post(chatId, 1);
    await telegram.control.deleteMessages({ chatId, messageIds: [id] });
    await eventually("the deletion is told", async () => events.some(({ kind }) => kind === "deleted"));
    const deletions = events.filter((event) => event.kind === "deleted");
    assert.deepEqual(
      deletions.map((event) => [event.place.channelId, event.messageIds]),
      [[chatId, [String(id)]]],
    );
  });
});
