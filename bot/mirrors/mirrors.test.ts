import assert from "node:assert/strict";
import { useTestDatabase } from "../../test/support/database.ts";
import { eventually } from "../../test/support/eventually.ts";
import {
  archiveChats,
  makeChat,
  makeMirror,
  mirrorEnv,
  saidIn,
  saveAccount,
  set,
  shapes,
} from "../../test/support/mirrorHouse.ts";
import { useOwnBot } from "../../test/support/ownBot.ts";
import { useTelegram } from "../../test/support/telegram.ts";

describe("a mirror", function () {
  this.timeout(60_000);
  const bot = useOwnBot(() => mirrorEnv(telegram, database.url));
  const database = useTestDatabase();
  const telegram = useTelegram({ layout: "plain", chats: 1, messages: 10 });
  let accountId = "";

  beforeEach("save an account", async function () {
    accountId = await saveAccount(database.pool, telegram);
    await set(database.pool, { mirrorIntervalMs: 0, mediaGroupBufferMs: 200 });
  });

  const post = async (chatId: string, text: string, more: object = {}) =>
    (await telegram.control.postMessages({ chatId, text, count: 1, ...more })).messages[0]?.id ?? 0;
  const texts = async (chatId: string) => (await saidIn(telegram, chatId)).map(({ text }) => text);
  /** What became of all; the making of a channel is a message that nobody wrote. */
  const states = async () => {
    const { rows } = await database.pool.query<{ state: string; reason: string | null; count: number }>(
      `select state, skip_reason as reason, count(*)::int as count from mirror_messages group by 1, 2 order by 1, 2`,
    );
    return rows.map(({ state, reason, count }) => `${state}${reason ? ` ${reason}` : ""}: ${count}`);
  };
  async function sameAs(source: string, target: string): Promise<void> {
    await eventually("the target has it all", async () => {
      assert.deepEqual(shapes(await saidIn(telegram, target)), shapes(await saidIn(telegram, source)));
      return true;
    });
  }

  it("copies history and what is said live, with albums, media and marks, in order", async function () {
    const [source, target] = [await makeChat(telegram, "Source"), await makeChat(telegram, "Target")];
    await post(source, "one **bold** word");
    await telegram.control.postAlbum({ chatId: source, count: 3, text: "an album" });
    for (const file of ["video", "voice", "file", "sticker"] as const)
      await post(source, `a ${file}`, { file });
    await bot.start();
    await archiveChats(database.pool, [source]);
    await makeMirror(database.pool, { accountId, source, target });
    await sameAs(source, target);
    await post(source, "said live");
    await telegram.control.postAlbum({ chatId: source, count: 4, text: "a live album" });
    await post(source, "and after it");
    await sameAs(source, target);
    await eventually("all outcomes are written down", async () => {
      assert.deepEqual(await states(), ["sent: 14", "skipped unsupported_type: 1"]);
      return true;
    });
  });

  it("forwards what was said while the bot was down, once, and names the origin", async function () {
    const [source, target] = [await makeChat(telegram, "Source"), await makeChat(telegram, "Target")];
    await post(source, "before");
    await bot.start();
    await archiveChats(database.pool, [source]);
    await makeMirror(database.pool, { accountId, source, target, mode: "forward" });
    await sameAs(source, target);
    await bot.end();
    const missed = await post(source, "missed");
    await telegram.control.postAlbum({ chatId: source, count: 3, text: "a missed album" });
    await bot.start();
    await sameAs(source, target);
    const forwarded = (await saidIn(telegram, target)).find(({ text }) => text === "missed");
    assert.deepEqual([forwarded?.forwardFromId, forwarded?.forwardPostId], [source, missed]);
  });

  it("posts once when the answer is lost after it was carried out", async function () {
    const [source, target] = [await makeChat(telegram, "Source"), await makeChat(telegram, "Target")];
    await post(source, "first");
    await telegram.control.postAlbum({ chatId: source, count: 3, text: "album" });
    await post(source, "last");
    for (const method of ["sendMessage", "sendMultiMedia"])
      await telegram.control.addFault({ action: "drop-after", match: { method }, times: 1 });
    await bot.start();
    await archiveChats(database.pool, [source]);
    await makeMirror(database.pool, { accountId, source, target });
    await sameAs(source, target);
    const { rows } = await database.pool.query<{ id: string }>(
      "select target_message_id as id from mirror_parts order by message_id",
    );
    assert.deepEqual(
      rows.map(({ id }) => Number(id)),
      (await saidIn(telegram, target)).map(({ id }) => id),
    );
  });

  it("finds what it posted before it was killed, though thousands talked in the target since", async function () {
    const source = await makeChat(telegram, "Source");
    const target = await makeChat(telegram, "Target", "supergroup");
    await post(source, "first");
    await bot.start();
    await archiveChats(database.pool, [source]);
    await makeMirror(database.pool, { accountId, source, target });
    await sameAs(source, target);
    const [first] = await saidIn(telegram, target);
    await eventually("its outcome is written down", async () => (await states()).includes("sent: 1"));
    await bot.end();
    // As if it had been killed before the outcome was written down.
    await database.pool.query("update mirror_parts set target_message_id = null");
    await database.pool.query(
      "update mirror_messages set state = 'pending', sent_at = null where state = 'sent'",
    );
    await telegram.control.postMessages({ chatId: target, text: "talk", count: 2_500 });
    await post(source, "second");
    await bot.start();
    await eventually("both are there", async () => (await states()).includes("sent: 2"));
    const said = (await saidIn(telegram, target)).filter(({ text }) => text !== "talk");
    const { rows } = await database.pool.query<{ id: string }>(
      "select target_message_id as id from mirror_parts order by message_id",
    );
    assert.deepEqual(
      rows.map(({ id }) => Number(id)),
      said.map(({ id }) => id),
    );
    assert.equal(said[0]?.id, first?.id);
  });

  it("keeps an album together where what is taken up at once ends within it", async function () {
    const [source, target] = [await makeChat(telegram, "Source"), await makeChat(telegram, "Target")];
    // The making of the channel, 497 that are left out, and two of the album: five hundred.
    await telegram.control.postMessages({ chatId: source, text: "filler", count: 497 });
    await telegram.control.postAlbum({ chatId: source, count: 4, text: "an album" });
    await set(database.pool, { messageFilter: "custom", filterKeywords: ["filler"] });
    await bot.start();
    await archiveChats(database.pool, [source]);
    await database.pool.query("insert into history_fetch_tasks (guild_id, channel_id) values ($1, $1)", [
      source,
    ]);
    await eventually("it is archived", async () => {
      const { rowCount } = await database.pool.query(
        "select from history_fetch_tasks where status = 'completed'",
      );
      return rowCount === 1;
    });
    // As if it were of old: a fresh album is waited for anyway.
    await database.pool.query("update messages set created_at = created_at - interval '1 h'");
    await makeMirror(database.pool, { accountId, source, target });
    await eventually("the album is there", async () => (await saidIn(telegram, target)).length === 4);
    assert.equal(new Set((await saidIn(telegram, target)).map(({ albumId }) => albumId)).size, 1);
  });

  it("waits for the parts of an album that the archive lacks", async function () {
    const [source, target] = [await makeChat(telegram, "Source"), await makeChat(telegram, "Target")];
    await bot.start();
    await archiveChats(database.pool, [source]);
    const { messages } = await telegram.control.postAlbum({ chatId: source, count: 4, text: "an album" });
    const third = messages[2]?.id ?? 0;
    const archived = async () =>
      (await database.pool.query("select from messages where album_id is not null")).rowCount === 4;
    await eventually("it is archived", archived);
    await bot.end();
    // As if it had been killed when it had heard half of it.
    await database.pool.query("delete from messages where channel_id = $1 and id >= $2", [source, third]);
    await database.pool.query(
      "update channels set covered = covered - int8multirange(int8range($2, null)) where id = $1",
      [source, third],
    );
    await makeMirror(database.pool, { accountId, source, target });
    await bot.start();
    await sameAs(source, target);
  });

  it("makes its target by itself", async function () {
    const source = await makeChat(telegram, "Source");
    await post(source, "hello");
    await set(database.pool, { autoChannelPrefix: "Copy of " });
    await bot.start();
    await archiveChats(database.pool, [source]);
    const id = await makeMirror(database.pool, { accountId, source, target: null, targetName: "Source" });
    const target = await eventually("the target is made", async () => {
      const { rows } = await database.pool.query<{ id: string }>(
        "select target_channel_id as id from mirrors where id = $1",
        [id],
      );
      return rows[0]?.id;
    });
    await sameAs(source, target);
    const chats = await telegram.control.truth.chats();
    assert.equal(chats.filter(({ title }) => title === "Copy of Source").length, 1);
  });

  it("leaves out what the settings leave out, and says why", async function () {
    const [source, target] = [await makeChat(telegram, "Source"), await makeChat(telegram, "Target")];
    await post(source, "keep");
    await post(source, "an ADVERT for you");
    await post(source, "a film", { file: "video" });
    await post(source, "too large", { file: "file", sizeBytes: 3_000_000 });
    await post(source, "keep too");
    await set(database.pool, {
      messageFilter: "custom",
      filterKeywords: ["advert"],
      mirrorVideos: false,
      maxFileSizeMb: 2,
    });
    await bot.start();
    await archiveChats(database.pool, [source]);
    await makeMirror(database.pool, { accountId, source, target });
    await eventually("all is decided", async () => (await states()).join().includes("sent: 2"));
    assert.deepEqual(await texts(target), ["keep", "keep too"]);
    assert.deepEqual(await states(), [
      "sent: 2",
      "skipped file_too_large: 1",
      "skipped filtered: 2",
      "skipped unsupported_type: 1",
    ]);
  });

  it("follows edits and deletions where it is told to", async function () {
    const [source, target] = [await makeChat(telegram, "Source"), await makeChat(telegram, "Target")];
    const edited = await post(source, "first");
    const deleted = await post(source, "second");
    await set(database.pool, { syncMessageEdits: true, syncMessageDeletions: true });
    await bot.start();
    await archiveChats(database.pool, [source]);
    await makeMirror(database.pool, { accountId, source, target });
    await sameAs(source, target);
    await telegram.control.editMessage({ chatId: source, messageId: edited, text: "first, edited" });
    await telegram.control.deleteMessages({ chatId: source, messageIds: [deleted] });
    await eventually("the target follows", async () => {
      assert.deepEqual(await texts(target), ["first, edited"]);
      return true;
    });
  });

  it("pauses with a reason when it may not write, and goes on by itself without a loss", async function () {
    const [source, target] = [await makeChat(telegram, "Source"), await makeChat(telegram, "Target")];
    await post(source, "one");
    await telegram.control.setMembership({ chatId: target, status: "member", canPost: false });
    await bot.start();
    await archiveChats(database.pool, [source]);
    await makeMirror(database.pool, { accountId, source, target });
    await eventually("it is blocked", async () => {
      const { rows } = await database.pool.query("select blocked_reason, blocked_detail from mirrors");
      return (
        rows[0]?.blocked_reason === "target_forbidden" && rows[0].blocked_detail === "CHAT_ADMIN_REQUIRED"
      );
    });
    await post(source, "two");
    await telegram.control.setMembership({ chatId: target, status: "creator", canPost: true });
    await database.pool.query("update mirrors set resume_at = now()"); // a minute from now by itself
    await sameAs(source, target);
    const { rows } = await database.pool.query("select blocked_reason from mirrors");
    assert.equal(rows[0]?.blocked_reason, null);
  });

  it("never mirrors back what a mirror posted", async function () {
    const [source, target] = [await makeChat(telegram, "Source"), await makeChat(telegram, "Target")];
    await set(database.pool, { concurrentMirrors: 4 });
    await bot.start();
    await archiveChats(database.pool, [source, target]);
    await makeMirror(database.pool, { accountId, source, target });
    await makeMirror(database.pool, { accountId, source: target, target: source });
    await post(source, "here");
    await post(target, "there");
    await eventually("both have both", async () => {
      assert.deepEqual((await texts(source)).sort(), ["here", "there"]);
      assert.deepEqual((await texts(target)).sort(), ["here", "there"]);
      return (await states()).join() === "sent: 2,skipped mirrored: 2,skipped unsupported_type: 2";
    });
  });
});
