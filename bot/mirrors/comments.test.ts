import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { useTestDatabase } from "../../test/support/database.ts";
import { eventually } from "../../test/support/eventually.ts";
import {
  archiveChats,
  commentOn,
  commentsOf,
  type Discussed,
  makeChat,
  makeDiscussed,
  makeMirror,
  mirrorEnv,
  saidIn,
  saveAccount,
  set,
} from "../../test/support/mirrorHouse.ts";
import { useOwnBot } from "../../test/support/ownBot.ts";
import { useTelegram } from "../../test/support/telegram.ts";

describe("a mirror of comments", function () {
  this.timeout(60_000);
  const bot = useOwnBot(() => mirrorEnv(telegram, database.url));
  const database = useTestDatabase();
  const telegram = useTelegram({ layout: "plain", chats: 1, messages: 10 });
  let accountId = "";

  beforeEach("save an account", async function () {
    accountId = await saveAccount(database.pool, telegram);
    await set(database.pool, {
      mirrorIntervalMs: 0,
      mediaGroupBufferMs: 200,
      concurrentMirrors: 4,
      nameAuthors: false,
      syncComments: true,
      syncMessageEdits: true,
      syncMessageDeletions: true,
    });
    // The copy of a post comes noticeably later than the post.
    await telegram.control.setDiscussionDelay({ ms: 300 });
  });

  const post = async (chatId: string, text: string) =>
    (await telegram.control.postMessages({ chatId, text, count: 1 })).messages[0]?.id ?? 0;
  const makeEnds = async () =>
    [await makeDiscussed(telegram, "Source"), await makeDiscussed(telegram, "Target")] as const;
  const commentTexts = async ({ groupId }: Discussed) =>
    (await saidIn(telegram, groupId))
      .filter(({ discussedPostId }) => discussedPostId === null)
      .map(({ text }) => text);
  const skips = async () => {
    const { rows } = await database.pool.query<{ reason: string; count: number }>(`
      select skip_reason as reason, count(*)::int as count from mirror_messages mm join mirrors m on m.id = mm.mirror_id
      where m.comments_of is not null and skip_reason is not null group by 1 order by 1`);
    return Object.fromEntries(rows.map(({ reason, count }) => [reason, count]));
  };
  async function sameComments(source: Discussed, target: Discussed): Promise<void> {
    await eventually("the target has all comments", async () => {
      assert.deepEqual(await commentsOf(telegram, target), await commentsOf(telegram, source));
      return true;
    });
  }

  for (const mode of ["copy", "forward"] as const)
    it(`posts what was and is said under each post under its ${mode}, once and in order`, async function () {
      const [source, target] = [
        await makeDiscussed(telegram, "Source"),
        await makeDiscussed(telegram, "Target"),
      ];
      const first = await post(source.channelId, "first");
      const { messages: album } = await telegram.control.postAlbum({ chatId: source.channelId, count: 3 });
      const one = await commentOn(telegram, source, { postId: first, text: "under the **first**" });
      await commentOn(telegram, source, {
        postId: album[0]?.id ?? 0,
        text: "under the album",
        file: "photo",
      });
      await post(source.groupId, "talk of the group");
      await commentOn(telegram, source, { postId: first, text: "an answer", answers: one });
      await bot.start();
      await archiveChats(database.pool, [source.channelId, source.groupId]);
      await makeMirror(database.pool, {
        accountId,
        source: source.channelId,
        target: target.channelId,
        mode,
      });
      await sameComments(source, target);
      const live = await post(source.channelId, "said live");
      const late = await commentOn(telegram, source, { postId: live, text: "and at once under it" });
      await commentOn(telegram, source, { postId: first, text: "under the first again" });
      await sameComments(source, target);
      await telegram.control.editMessage({ chatId: source.groupId, messageId: late, text: "edited" });
      await telegram.control.deleteMessages({ chatId: source.groupId, messageIds: [one] });
      await eventually("edits and deletions are followed", async () => {
        const texts = (await saidIn(telegram, target.groupId)).map(({ text }) => text);
        return texts.includes("edited") && !texts.includes("under the first");
      });
      assert.equal((await commentsOf(telegram, target)).length, 4);
      // The group's own talk, and the copies of the posts.
      assert.deepEqual(await skips(), { not_a_comment: 6, unsupported_type: 1 });
    });

  it("names who said it, where authors are named", async function () {
    const [source, target] = await makeEnds();
    const postId = await post(source.channelId, "a post");
    await commentOn(telegram, source, { postId, text: "well said" });
    await set(database.pool, { nameAuthors: true });
    await bot.start();
    await archiveChats(database.pool, [source.channelId, source.groupId]);
    await makeMirror(database.pool, { accountId, source: source.channelId, target: target.channelId });
    const copy = await eventually("the comment is mirrored", async () =>
      (await saidIn(telegram, target.groupId)).find(({ text }) => text.endsWith("\nwell said")),
    );
    const [name] = copy.entities;
    assert.deepEqual([name?.type, name?.length], ["bold", copy.text.indexOf("\n")]);
  });

  it("waits until the target has a discussion group, and loses nothing meanwhile", async function () {
    const source = await makeDiscussed(telegram, "Source");
    const target = { channelId: await makeChat(telegram, "Target"), groupId: "" };
    const before = await post(source.channelId, "before there was a group");
    await commentOn(telegram, source, { postId: before, text: "without a place" });
    await bot.start();
    await archiveChats(database.pool, [source.channelId, source.groupId]);
    await makeMirror(database.pool, { accountId, source: source.channelId, target: target.channelId });
    await eventually("it says what is missing", async () => {
      const { rows } = await database.pool.query("select blocked_reason as reason from mirrors order by id");
      assert.deepEqual(
        rows.map(({ reason }) => reason),
        [null, "no_discussion_group"],
      );
      return true;
    });
    await eventually("the post is mirrored", async () => {
      const { rowCount } = await database.pool.query("select from mirror_messages where state = 'sent'");
      return rowCount === 1;
    });
    // As if it stood there for long: a fresh copy is given a minute until it can be commented on.
    await database.pool.query(
      "update mirror_messages set sent_at = sent_at - interval '1 h' where state = 'sent'",
    );
    target.groupId = await makeChat(telegram, "Talk", "supergroup");
    await telegram.control.setDiscussion({ chatId: target.channelId, groupId: target.groupId });
    await database.pool.query("update mirrors set resume_at = now() where blocked_reason is not null");
    const after = await post(source.channelId, "after it");
    await commentOn(telegram, source, { postId: after, text: "in its place" });
    await eventually("what can be commented on is", async () => {
      const texts = (await saidIn(telegram, target.groupId)).map(({ text }) => text);
      return texts.includes("in its place");
    });
    // Telegram lets nobody comment on what was posted before there was a group.
    assert.equal((await skips()).no_thread, 1);
  });

  it("posts nothing into a group into which its own group is mirrored already, and says so", async function () {
    const [source, target] = await makeEnds();
    const postId = await post(source.channelId, "a post");
    await commentOn(telegram, source, { postId, text: "a comment" });
    await bot.start();
    await archiveChats(database.pool, [source.channelId, source.groupId]);
    await makeMirror(database.pool, { accountId, source: source.groupId, target: target.groupId });
    await makeMirror(database.pool, { accountId, source: source.channelId, target: target.channelId });
    await eventually("it says why it cannot go on", async () => {
      const { rows } = await database.pool.query(
        "select blocked_reason as reason from mirrors where comments_of is not null",
      );
      assert.deepEqual(rows, [{ reason: "already_mirrored" }]);
      return true;
    });
    const copies = async () =>
      (await saidIn(telegram, target.groupId)).filter(({ text }) => text === "a comment").length;
    await eventually("the other mirror has posted it", async () => (await copies()) > 0);
    assert.equal(await copies(), 1);
  });

  it("goes by the settings of the mirror of the posts, and rests while that does", async function () {
    const [source, target] = await makeEnds();
    const postId = await post(source.channelId, "a post");
    await bot.start();
    await archiveChats(database.pool, [source.channelId, source.groupId]);
    const id = await makeMirror(database.pool, {
      accountId,
      source: source.channelId,
      target: target.channelId,
    });
    await database.pool.query(
      "insert into mirror_settings (mirror_id, message_filter, filter_keywords) values ($1, 'custom', '{advert}')",
      [id],
    );
    await commentOn(telegram, source, { postId, text: "an advert" });
    await commentOn(telegram, source, { postId, text: "well said" });
    const texts = () => commentTexts(target);
    await eventually("what is wanted is mirrored", async () => (await texts()).length > 0);
    assert.deepEqual(await texts(), ["well said"]);
    assert.equal((await skips()).filtered, 1);

    await database.pool.query("update mirrors set enabled = false where id = $1", [id]);
    await commentOn(telegram, source, { postId, text: "said while it rested" });
    await eventually("it is archived", async () => {
      const { rowCount } = await database.pool.query(
        "select from messages where content = 'said while it rested'",
      );
      return rowCount === 1;
    });
    await sleep(3_000); // the bot looks for mirrors with something to do every second
    assert.deepEqual(await texts(), ["well said"]);
    await database.pool.query("update mirrors set enabled = true where id = $1", [id]);
    await eventually("it goes on", async () => (await texts()).includes("said while it rested"));
  });

  it("waits again when the target's group is taken away, and skips nothing for it", async function () {
    const [source, target] = await makeEnds();
    const first = await post(source.channelId, "a post");
    await commentOn(telegram, source, { postId: first, text: "a comment" });
    await bot.start();
    await archiveChats(database.pool, [source.channelId, source.groupId]);
    await makeMirror(database.pool, { accountId, source: source.channelId, target: target.channelId });
    await sameComments(source, target);
    await telegram.control.setDiscussion({ chatId: target.channelId, groupId: null });
    const second = await post(source.channelId, "another post");
    await eventually("the post is mirrored", async () => {
      // As if it stood there for long: a fresh copy is given a minute until it can be commented on.
      const { rowCount } = await database.pool.query(
        `update mirror_messages mm set sent_at = sent_at - interval '1 h' from mirrors m
         where m.id = mm.mirror_id and m.comments_of is null and mm.message_id = $1 and mm.state = 'sent'`,
        [second],
      );
      return rowCount === 1;
    });
    await commentOn(telegram, source, { postId: second, text: "without a place" });
    await eventually("it says what is missing", async () => {
      const { rows } = await database.pool.query(
        "select blocked_reason as reason from mirrors where comments_of is not null",
      );
      assert.deepEqual(rows, [{ reason: "no_discussion_group" }]);
      return true;
    });
    assert.equal((await skips()).no_thread, undefined);
  });

  it("mirrors so many comments of a post as are wanted, the first ones, whenever they are taken up", async function () {
    const [source, target] = await makeEnds();
    await set(database.pool, { maxCommentsPerPost: 2 });
    const [long, short] = [
      await post(source.channelId, "a long one"),
      await post(source.channelId, "a short one"),
    ];
    const first = await commentOn(telegram, source, { postId: long, text: "long 1" });
    await commentOn(telegram, source, { postId: short, text: "short 1" });
    await commentOn(telegram, source, { postId: long, text: "long 2", answers: first });
    await commentOn(telegram, source, { postId: long, text: "long 3" });
    await bot.start();
    await archiveChats(database.pool, [source.channelId, source.groupId]);
    await makeMirror(database.pool, { accountId, source: source.channelId, target: target.channelId });
    const texts = () => commentTexts(target);
    await eventually("the first ones are mirrored", async () => (await texts()).length === 3);
    await commentOn(telegram, source, { postId: long, text: "long 4" });
    await commentOn(telegram, source, { postId: short, text: "short 2" });
    await eventually("the later ones are", async () => (await texts()).includes("short 2"));
    assert.deepEqual(await texts(), ["long 1", "short 1", "long 2", "short 2"]);
    assert.equal((await skips()).too_many_comments, 2);
  });

  it("leaves comments alone where they are not wanted, and takes them up when they are", async function () {
    const [source, target] = await makeEnds();
    await set(database.pool, { syncComments: false });
    const postId = await post(source.channelId, "a post");
    await commentOn(telegram, source, { postId, text: "a comment" });
    await bot.start();
    await archiveChats(database.pool, [source.channelId, source.groupId]);
    const id = await makeMirror(database.pool, {
      accountId,
      source: source.channelId,
      target: target.channelId,
    });
    await eventually(
      "the post is mirrored",
      async () => (await saidIn(telegram, target.channelId)).length === 1,
    );
    assert.deepEqual(await commentsOf(telegram, target), []);
    await database.pool.query("insert into mirror_settings (mirror_id, sync_comments) values ($1, true)", [
      id,
    ]);
    await sameComments(source, target);
  });
});
