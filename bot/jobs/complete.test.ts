/** What a fetch must not call complete, and what it must not call deleted. */
import assert from "node:assert/strict";
import { findChannel } from "../../core/database/guilds/directory.ts";
import { createLogger } from "../../core/log.ts";
import { PermanentError, RetryableError } from "../../core/queue/errors.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import { type MemoryChat, makeChat, makeMessages } from "../../test/support/chat.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { archiveMessage, channelId, claimOne, makeChannel, makeTask } from "../../test/support/factories.ts";
import { createArchiveWriter } from "../archive/writer.ts";
import { fetchChannel } from "./fetchChannel.ts";

const never = new AbortController().signal;
const log = createLogger({ process: "test", level: "silent" });
const isContradiction = (error: unknown) =>
  error instanceof RetryableError && error.code === "inconsistent_page";

describe("what a fetch calls complete", function () {
  const database = useTestDatabase();

  /** Works one attempt of a task with these columns, as its `attempt`-th. */
  async function attempt(
    chat: MemoryChat,
    columns: Record<string, unknown> = {},
    attempts = 1,
  ): Promise<JobOutcome> {
    await makeChannel(database.pool, { lastMessageId: chat.channels[0]?.lastMessageId ?? null });
    await database.pool.query("update history_fetch_tasks set status = 'cancelled' where status = 'running'");
    await makeTask(database.pool, { channel_id: channelId, attempts: attempts - 1, ...columns });
    const task = await claimOne(database.pool);
    const channel = await findChannel(database.pool, channelId);
    assert.ok(channel);
    const writer = createArchiveWriter(database.pool, "discord");
    const outcome = await fetchChannel(
      { pool: database.pool, writer, session: chat, log },
      task,
      channel,
      never,
    );
    await database.pool.query("update history_fetch_tasks set status = 'completed' where id = $1", [task.id]);
    return outcome;
  }
  const ids = async (where = "true") =>
    (
      await database.pool.query<{ id: string }>(`select id from messages where ${where} order by id`)
    ).rows.map((row) => row.id);
  const deleted = () => ids("deleted_at is not null");
  const covered = async () =>
    (await database.pool.query<{ covered: string }>("select covered::text from channels")).rows[0]?.covered;
  const sent = (chat: MemoryChat) => (chat.messages.get(channelId) ?? []).map(({ id }) => id);
  /** From its `page`-th page on, the chat may not be read any more. */
  const blindFrom = (chat: MemoryChat, page: number) => {
    chat.beforePage = () => {
      if (chat.requests.length >= page) chat.isBlind = true;
    };
  };

  describe("when the permission is taken away in mid-fetch", function () {
    for (const page of [1, 2, 3, 5, 9]) {
      it(`warns instead of completing, from page ${page} on`, async function () {
        const chat = makeChat(1_250);
        blindFrom(chat, page);
        const outcome = await attempt(chat);
        assert.deepEqual(
          [outcome.kind, "reason" in outcome && outcome.reason],
          ["warning", "missing_permission"],
        );
        assert.ok((await ids()).length < 1_250);
        assert.notEqual(await covered(), "{[0,13501)}");
        chat.isBlind = false;
        chat.beforePage = () => undefined;
        assert.deepEqual(await attempt(chat), { kind: "completed" });
        assert.deepEqual(await ids(), sent(chat));
      });
    }
    it("records no deletions in a reconcile, of all or of a range", async function () {
      const chat = makeChat(800);
      await attempt(chat);
      const before = await covered();
      for (const columns of [{}, { after_message_id: "2000", before_message_id: "6005" }]) {
        for (const page of [1, 3]) {
          chat.requests = [];
          blindFrom(chat, page);
          const outcome = await attempt(chat, { mode: "reconcile", ...columns });
          assert.equal(outcome.kind, "warning");
          assert.deepEqual(await deleted(), []);
          chat.isBlind = false;
        }
      }
      assert.equal(await covered(), before);
    });
  });

  describe("when a page is empty", function () {
    it("believes an empty channel once the permission is confirmed and a second look shows nothing", async function () {
      const chat = makeChat(0);
      assert.deepEqual(await attempt(chat), { kind: "completed" });
      assert.equal(chat.requests.length, 2);
      assert.equal(chat.confirmations.length, 1);
    });
    it("believes an emptied channel once its last message is known to be deleted", async function () {
      const chat = makeChat(3);
      chat.messages.set(channelId, []);
      assert.deepEqual(await attempt(chat), { kind: "completed" });
      assert.deepEqual(chat.confirmations, ["1030"]);
    });
    it("does not complete while the message that the listing names stands, and warns in the end", async function () {
      const chat = makeChat(300);
      chat.beforePage = () => {
        chat.nextPage = { messages: [], isFull: false };
      };
      await assert.rejects(attempt(chat, {}, 1), isContradiction);
      await assert.rejects(attempt(chat, {}, 2), isContradiction);
      const outcome = await attempt(chat, {}, 3);
      assert.deepEqual(
        [outcome.kind, "reason" in outcome && outcome.reason],
        ["warning", "inconsistent_page"],
      );
      assert.equal(await covered(), "{}");
    });
    it("remembers what an earlier attempt saw", async function () {
      const chat = makeChat(350);
      chat.channels = [{ ...chat.channels[0], lastMessageId: null } as (typeof chat.channels)[0]];
      chat.beforePage = () => {
        if (chat.requests.length === 3) throw new RetryableError("discord_unreachable", "cut");
      };
      await assert.rejects(attempt(chat), /cut/);
      chat.beforePage = () => {
        chat.nextPage = { messages: [], isFull: false };
      };
      await assert.rejects(attempt(chat), isContradiction);
    });
    it("records deletions of all that is gone when each of its ends is asked for and gone", async function () {
      const chat = makeChat(400);
      await attempt(chat);
      const gone = chat.messages.get(channelId)?.splice(0, 250) ?? [];
      assert.deepEqual(await attempt(chat, { mode: "reconcile" }), { kind: "completed" });
      assert.deepEqual(
        await deleted(),
        gone.map(({ id }) => id),
      );
    });
    it("records none while one of the messages below stands", async function () {
      const chat = makeChat(400);
      await attempt(chat);
      chat.beforePage = (_channel, request) => {
        if (request.before !== undefined && Number(request.before) < 3_500)
          chat.nextPage = { messages: [], isFull: false };
      };
      await assert.rejects(attempt(chat, { mode: "reconcile" }), isContradiction);
      assert.deepEqual(await deleted(), []);
    });
  });

  describe("when a page is not what was asked for", function () {
    it("does not complete with the same page for every question", async function () {
      for (const count of [250, 201, 500]) {
        const chat = makeChat(count);
        const newest = (chat.messages.get(channelId) ?? []).slice(-100).toReversed();
        chat.beforePage = () => {
          chat.nextPage = { messages: newest, isFull: true };
        };
        await assert.rejects(attempt(chat, {}, 1), isContradiction);
        assert.equal((await attempt(chat, {}, 3)).kind, "warning");
        await database.pool.query("truncate channels, messages, history_fetch_tasks cascade");
      }
    });
    it("does not take a short page for the beginning while older messages are archived and stand", async function () {
      const chat = makeChat(400);
      await attempt(chat, { before_message_id: "2000" });
      chat.beforePage = (_channel, request) => {
        if (request.before !== undefined) {
          const below = (chat.messages.get(channelId) ?? []).filter(
            ({ id }) => Number(id) < Number(request.before),
          );
          chat.nextPage = { messages: below.slice(-7).toReversed(), isFull: false };
        }
      };
      await assert.rejects(attempt(chat), isContradiction);
    });
  });

  describe("when a message turns up where all was thought to be archived", function () {
    it("withdraws that coverage, reads it again and says so", async function () {
      const chat = makeChat(600);
      await attempt(chat);
      const all = chat.messages.get(channelId) ?? [];
      const late = [...makeMessages(3, 1_015), ...makeMessages(2, 6_955)];
      chat.messages.set(
        channelId,
        [...all, ...late, ...makeMessages(5, 8_000)].sort((a, b) => Number(a.id) - Number(b.id)),
      );
      const outcome = await attempt(chat);
      assert.deepEqual(await ids(), sent(chat));
      assert.equal(await covered(), "{[0,8041)}");
      assert.equal(outcome.kind === "completed" && outcome.note?.reason, "coverage_withdrawn");
      assert.match((outcome.kind === "completed" && outcome.note?.message) || "", /0 to 7000/);
    });
    it("does the same in a reconcile of a part, and reads the rest as well", async function () {
      const chat = makeChat(600);
      await attempt(chat);
      chat.messages.get(channelId)?.splice(301, 0, archiveMessage({ id: "4015" }));
      chat.messages.get(channelId)?.splice(5, 0, archiveMessage({ id: "1055" }));
      const outcome = await attempt(chat, {
        mode: "reconcile",
        after_message_id: "3900",
        before_message_id: "4100",
      });
      assert.equal(outcome.kind === "completed" && outcome.note?.reason, "coverage_withdrawn");
      assert.deepEqual(await ids(), sent(chat));
      assert.equal(await covered(), "{[0,7001)}");
      assert.deepEqual(await deleted(), []);
    });
    it("leaves the rest unproven when it cannot be read again", async function () {
      const chat = makeChat(600);
      await attempt(chat);
      chat.messages.get(channelId)?.splice(301, 0, archiveMessage({ id: "4015" }));
      blindFrom(chat, chat.requests.length + 2);
      const columns = { mode: "reconcile", before_message_id: "4500" };
      assert.equal((await attempt(chat, columns)).kind, "warning");
      const proven = await covered();
      assert.match(proven ?? "", /^\{\[\d{4},4500\)\}$/);
    });
  });

  it("marks a channel that the platform does not know any more as removed", async function () {
    const chat = makeChat(300);
    chat.beforePage = () => {
      if (chat.requests.length > 1) throw new PermanentError("unknown_channel", "Unknown Channel");
    };
    await assert.rejects(attempt(chat), PermanentError);
    const { rows } = await database.pool.query<{ removed: boolean }>(
      "select removed_at is not null as removed from channels",
    );
    assert.deepEqual(rows, [{ removed: true }]);
  });
  it("knows of messages that keep coming, so that the channel is not shown complete", async function () {
    const chat = makeChat(300);
    chat.beforePage = () => {
      const all = chat.messages.get(channelId);
      all?.push(...makeMessages(1, Number(all.at(-1)?.id) + 10));
    };
    await attempt(chat);
    const { rows } = await database.pool.query<{ known: string; shown: boolean }>(
      "select last_message_id as known, covered @> last_message_id as shown from channels",
    );
    assert.deepEqual(rows, [{ known: sent(chat).at(-1), shown: false }]);
  });
});
