/** The promises of bot/platforms/platform.ts as a test suite: every platform passes it. */
import assert from "node:assert/strict";
import type { ChatSession, HistoryPage } from "../../bot/platforms/platform.ts";
import { PermanentError, SnoozeError } from "../../core/queue/errors.ts";
import type { PermanentReason } from "../../core/queue/reasons.ts";

/** A connected session over a world that is known, and what can be done to that world. */
export interface ChatSource {
  session: ChatSession;
  guildId: string;
  /** A channel with 250 messages, and their ids, oldest first. */
  channelId: string;
  messageIds: string[];
  emptyChannelId: string;
  /** Exists, but the account cannot see it. */
  hiddenChannelId: string;
  /** Makes the platform ask for a pause that is longer than anybody should wait. */
  limitHard(): Promise<void>;
  post(channelId: string): Promise<string>;
  /** The guild of a channel; all are in `guildId` where it is left out. */
  guildIdOf?(channelId: string): string;
  /** What a channel is refused with that can be read no more; "missing_permission" where it is left out. */
  lostAccess?: PermanentReason;
  /** Takes or gives the right to read a channel's history, without a word to the account. */
  setHistoryAccess(channelId: string, allowed: boolean): Promise<void>;
  close(): Promise<void>;
}

const never = () => new AbortController().signal;

export function describeChatPlatform(name: string, makeSource: () => Promise<ChatSource>): void {
  describe(`${name} as a ChatPlatform`, function () {
    this.timeout(60_000);
    let source: ChatSource;
    before(async function () {
      source = await makeSource();
    });
    after(async function () {
      await source?.close();
    });
    const page = (request: Parameters<ChatSession["historyPage"]>[1], channelId = source.channelId) =>
      source.session.historyPage(channelId, request, never());
    const guildIdOf = (channelId: string) => source.guildIdOf?.(channelId) ?? source.guildId;
    const known = (channelId: string) => {
      const { directory } = source.session;
      const found = directory.guild(guildIdOf(channelId))?.channels.find(({ id }) => id === channelId);
      assert.ok(found);
      return found;
    };
    const ids = ({ messages }: HistoryPage) => messages.map(({ id }) => id);
    const newestFirst = () => source.messageIds.toReversed();

    it("gives the newest messages first, a full page at a time, down to a last page that is not full", async function () {
      const first = await page({});
      assert.deepEqual([ids(first), first.isFull], [newestFirst().slice(0, 100), true]);
      const second = await page({ before: ids(first).at(-1) });
      assert.deepEqual([ids(second), second.isFull], [newestFirst().slice(100, 200), true]);
      const last = await page({ before: ids(second).at(-1) });
      assert.deepEqual([ids(last), last.isFull], [newestFirst().slice(200), false]);
    });
    it("gives the messages right after an id, newest first as well", async function () {
      assert.deepEqual(ids(await page({ after: "0" })), source.messageIds.slice(0, 100).toReversed());
      assert.deepEqual(
        ids(await page({ after: source.messageIds[199] })),
        source.messageIds.slice(200).toReversed(),
      );
    });
    it("takes both ends as exclusive, and ids that no message has", async function () {
      const middle = source.messageIds[120] ?? "";
      assert.equal(ids(await page({ before: middle }))[0], source.messageIds[119]);
      assert.equal(ids(await page({ before: (BigInt(middle) + 1n).toString() }))[0], middle);
      assert.equal(ids(await page({ after: middle })).at(-1), source.messageIds[121]);
    });
    it("names every author once", async function () {
      const { messages, authors } = await page({});
      const named = new Set(authors.map(({ id }) => id));
      assert.equal(named.size, authors.length);
      for (const { authorId } of messages) assert.ok(authorId === null || named.has(authorId));
    });
    it("calls settled what lies in the past", async function () {
      const { settledBelow } = await page({});
      assert.ok(BigInt(settledBelow) > BigInt(source.messageIds.at(-1) ?? 0));
    });
    it("gives an empty page for an empty channel", async function () {
      const empty = await page({}, source.emptyChannelId);
      assert.deepEqual([empty.messages, empty.isFull], [[], false]);
    });
    it("knows the guild, its channels and what cannot be read", async function () {
      const { directory } = source.session;
      assert.ok(directory.guildIds().includes(source.guildId));
      for (const channelId of [source.channelId, source.hiddenChannelId]) {
        const listed = await directory.refresh(guildIdOf(channelId), never());
        for (const snapshot of [listed, directory.guild(guildIdOf(channelId))]) {
          assert.ok(snapshot?.channels.some(({ id }) => id === channelId));
          const isLacking = (snapshot?.missing.get(channelId)?.length ?? 0) > 0;
          assert.equal(isLacking, channelId === source.hiddenChannelId);
        }
      }
      await assert.rejects(directory.refresh("1", never()), PermanentError);
    });
    it("looks up single channels and answers null for those that do not exist or are hidden", async function () {
      const { directory } = source.session;
      assert.equal((await directory.findChannel(source.channelId, never()))?.guildId, source.guildId);
      assert.equal(await directory.findChannel("999999999999999999", never()), null);
      assert.equal(await directory.findChannel(source.hiddenChannelId, never()), null);
    });
    it("refuses channels that cannot be read for good", async function () {
      await assert.rejects(page({}, source.hiddenChannelId), PermanentError);
      await assert.rejects(page({}, "999999999999999999"), PermanentError);
    });
    it("confirms that a channel can be read, by a message that stands, and one that does not", async function () {
      const confirm = (messageId: string | null, id = source.channelId) =>
        source.session.confirmReadable(known(id), messageId, never());
      assert.equal(await confirm(source.messageIds[100] ?? null), true);
      assert.equal(await confirm("300000000000000009"), false);
      assert.equal(await confirm(null), false);
      await assert.rejects(confirm(null, source.hiddenChannelId), PermanentError);
    });
    it("says at once when the right to read was taken away, though it answers empty pages", async function () {
      const { channelId } = source;
      const channel = known(channelId);
      await source.setHistoryAccess(channelId, false);
      for (const messageId of [source.messageIds[100] ?? null, null]) {
        await assert.rejects(
          source.session.confirmReadable(channel, messageId, never()),
          (error) =>
            error instanceof PermanentError && error.code === (source.lostAccess ?? "missing_permission"),
        );
      }
      await source.setHistoryAccess(channelId, true);
      assert.equal(
        await source.session.confirmReadable(channel, source.messageIds[100] ?? null, never()),
        true,
      );
    });
    it("tells the newest message, one sent a moment ago included", async function () {
      const channel = known(source.emptyChannelId);
      assert.equal(await source.session.newestMessageId(channel, never()), null);
      const id = await source.post(source.emptyChannelId);
      assert.equal(await source.session.newestMessageId(channel, never()), id);
    });
    it("stops at once when told to", async function () {
      const stop = new AbortController();
      const reading = source.session.historyPage(source.channelId, {}, stop.signal);
      stop.abort(new Error("told to stop"));
      await assert.rejects(reading, /told to stop/);
    });
    it("asks for a snooze instead of waiting long", async function () {
      await source.limitHard();
      const start = Date.now();
      await assert.rejects(
        page({}),
        (error) => error instanceof SnoozeError && error.until.getTime() > start + 10_000,
      );
      assert.ok(Date.now() - start < 10_000);
    });
    it("ends everything when it is closed, twice if need be", async function () {
      await source.session.close();
      await source.session.close();
      await assert.rejects(page({}));
    });
  });
}
