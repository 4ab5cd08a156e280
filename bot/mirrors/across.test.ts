import assert from "node:assert/strict";
import { useTestDatabase } from "../../test/support/database.ts";
import { eventually } from "../../test/support/eventually.ts";
import {
  archiveChats,
  makeChat,
  makeMirror,
  saidIn,
  saveAccount,
  set,
} from "../../test/support/mirrorHouse.ts";
import {
  acrossEnv,
  type DiscordHouse,
  makeDiscordChannel,
  saidOnDiscord,
  waitForDiscord,
} from "../../test/support/mirrorsAcross.ts";
import { useOwnBot } from "../../test/support/ownBot.ts";
import { useSandbox } from "../../test/support/sandbox.ts";
import { useTelegram } from "../../test/support/telegram.ts";

describe("a mirror from one platform to the other", function () {
  this.timeout(60_000);
  const bot = useOwnBot(() => acrossEnv(telegram, discord, database.url));
  const database = useTestDatabase();
  const telegram = useTelegram({ layout: "plain", chats: 1, messages: 10 });
  // Heartbeats prove what was said: Discord's own come every 41 s.
  const discord = useSandbox({
    layout: "plain",
    channels: 1,
    messages: 10,
    limits: "off",
    heartbeatIntervalMs: 500,
  });
  let telegramAccount = "";
  let house: DiscordHouse;

  async function startBot(): Promise<void> {
    await bot.start();
    house = await waitForDiscord(database.pool);
  }
  beforeEach("save an account and start the bot", async function () {
    telegramAccount = await saveAccount(database.pool, telegram);
    await set(database.pool, {
      mirrorIntervalMs: 0,
      mediaGroupBufferMs: 200,
      concurrentMirrors: 4,
      syncMessageEdits: true,
      syncMessageDeletions: true,
      nameAuthors: false,
    });
    await startBot();
  });

  const say = async (chatId: string, text: string, more: object = {}) =>
    (await telegram.control.postMessages({ chatId, text, count: 1, ...more })).messages[0]?.id ?? 0;
  const sayOnDiscord = async (channelId: string, content: string, more: object = {}) =>
    (await discord.control.postMessages({ channelId, content, ...more })).messages[0]?.id ?? "";
  const onDiscord = async (channelId: string) =>
    (await saidOnDiscord(discord, channelId)).map(({ content, attachments }) => [
      content,
      attachments.length,
    ]);
  const onTelegram = async (chatId: string) =>
    (await saidIn(telegram, chatId)).map(({ text, entities, file }) => [
      text,
      entities.map(({ type }) => type).join(),
      file?.kind ?? null,
    ]);
  const toDiscord = async (source: string, target: string) =>
    makeMirror(database.pool, {
      accountId: house.accountId,
      source,
      target,
      targetPlatform: "discord",
      targetGuildId: house.guildId,
    });
  const toTelegram = async (source: string, target: string) =>
    makeMirror(database.pool, {
      accountId: telegramAccount,
      source,
      sourceGuildId: house.guildId,
      target,
    });
  const shows = (what: string, read: () => Promise<unknown>, expected: unknown) =>
    eventually(what, async () => {
      assert.deepEqual(await read(), expected);
      return true;
    });

  it("copies a chat into a channel of Discord: marks, an album as one message, files, answers", async function () {
    const source = await makeChat(telegram, "Source");
    const first = await say(source, "one **bold** word *_");
    await telegram.control.postAlbum({ chatId: source, count: 3, text: "an album" });
    await say(source, "a file", { file: "file", sizeBytes: 5_000 });
    await say(source, "an answer @everyone", { replyToId: first });
    await archiveChats(database.pool, [source]);
    const target = await makeDiscordChannel(database.pool, discord, house.guildId, "target");
    await toDiscord(source, target);
    await shows("the channel has it all", () => onDiscord(target), [
      ["one **bold** word \\*\\_", 0],
      ["an album", 3],
      ["a file", 1],
      ["an answer @everyone", 0],
    ]);
    const said = await saidOnDiscord(discord, target);
    assert.equal(said[3]?.replyToId, said[0]?.id);
    await say(source, "said live");
    await eventually("what is said live follows", async () => (await onDiscord(target)).length === 5);
  });

  it("cuts what Discord takes no message of, and answers for every piece", async function () {
    const source = await makeChat(telegram, "Source");
    const text = Array.from({ length: 500 }, (_, index) => `word${index}`).join(" ");
    await say(source, text);
    await archiveChats(database.pool, [source]);
    const target = await makeDiscordChannel(database.pool, discord, house.guildId, "target");
    await toDiscord(source, target);
    await eventually("all pieces are there", async () => {
      const pieces = (await onDiscord(target)).map(([content]) => String(content));
      assert.equal(pieces.join(" "), text);
      return pieces.length > 1 && pieces.every(({ length }) => length <= 2_000);
    });
  });

  it("follows what was edited and deleted on Discord while nobody listened", async function () {
    const target = await makeChat(telegram, "Target");
    const source = await makeDiscordChannel(database.pool, discord, house.guildId, "source");
    const edited = await sayOnDiscord(source, "first");
    const deleted = await sayOnDiscord(source, "second");
    await toTelegram(source, target);
    await shows("the chat has both", () => onTelegram(target), [
      ["first", "", null],
      ["second", "", null],
    ]);
    await bot.end();
    await discord.control.editMessage({ channelId: source, messageId: edited, content: "first, edited" });
    await discord.control.deleteMessages({ channelId: source, messageIds: [deleted] });
    await startBot();
    await shows("the chat has what is left", () => onTelegram(target), [["first, edited", "", null]]);
    const { rows } = await database.pool.query(
      "select mode, started_by, count(*)::int as tasks from history_fetch_tasks where started_by = 'mirror' group by 1, 2",
    );
    assert.deepEqual(rows, [{ mode: "reconcile", started_by: "mirror", tasks: 1 }]);
  });

  it("copies a channel of Discord into a chat, and follows its edits and deletions", async function () {
    const target = await makeChat(telegram, "Target");
    const source = await makeDiscordChannel(database.pool, discord, house.guildId, "source");
    const edited = await sayOnDiscord(source, "**first** <@123456789012345678>");
    const pictures = [{ filename: "a.png" }, { filename: "b.png" }];
    await sayOnDiscord(source, "two pictures", { attachments: pictures });
    const deleted = await sayOnDiscord(source, "soon gone");
    await toTelegram(source, target);
    await shows("the chat has it all", () => onTelegram(target), [
      ["first @\u2060123456789012345678", "bold", null],
      ["two pictures", "", "photo"],
      ["", "", "photo"],
      ["soon gone", "", null],
    ]);
    await discord.control.editMessage({ channelId: source, messageId: edited, content: "*changed*" });
    await discord.control.deleteMessages({ channelId: source, messageIds: [deleted] });
    await shows("the chat follows", () => onTelegram(target), [
      ["changed", "italic", null],
      ["two pictures", "", "photo"],
      ["", "", "photo"],
    ]);
  });

  it("follows edits and deletions into Discord, of an album's single pictures too", async function () {
    const source = await makeChat(telegram, "Source");
    const edited = await say(source, "before");
    const { messages: album } = await telegram.control.postAlbum({ chatId: source, count: 3, text: "album" });
    const deleted = await say(source, "soon gone");
    await archiveChats(database.pool, [source]);
    const target = await makeDiscordChannel(database.pool, discord, house.guildId, "target");
    await toDiscord(source, target);
    await eventually("the channel has it all", async () => (await onDiscord(target)).length === 3);
    await telegram.control.editMessage({ chatId: source, messageId: edited, text: "after" });
    await telegram.control.deleteMessages({ chatId: source, messageIds: [album[1]?.id ?? 0, deleted] });
    await shows("the channel follows", () => onDiscord(target), [
      ["after", 0],
      ["album", 2],
    ]);
  });

  it("posts once when Discord's answer is lost, when it cannot be reached, and when it has forgotten the nonce", async function () {
    const source = await makeChat(telegram, "Source");
    for (const text of ["one", "two", "three", "four"]) await say(source, text);
    await archiveChats(database.pool, [source]);
    const target = await makeDiscordChannel(database.pool, discord, house.guildId, "target");
    const match = { route: "^POST /channels/:channel/messages$" };
    await discord.control.addFault({ action: "cut-after", match, times: 2 });
    await discord.control.addFault({ action: "cut", match, times: 1 });
    const id = await toDiscord(source, target);
    await eventually("the first was posted", async () => (await onDiscord(target)).length === 1);
    // Minutes later, after a crash: the platform knows the nonce no more.
    await discord.control.forgetNonces({});
    await database.pool.query(
      "update mirror_messages set sending_at = sending_at - interval '10 min' where mirror_id = $1 and sending_at is not null",
      [id],
    );
    await eventually("the channel has each once, and the map says so", async () => {
      await database.pool.query("update mirror_tasks set run_at = now() where status = 'pending'"); // no pauses
      const said = await saidOnDiscord(discord, target);
      assert.deepEqual(
        said.map(({ content }) => content),
        ["one", "two", "three", "four"],
      );
      const { rows } = await database.pool.query<{ id: string }>(
        "select target_message_id as id from mirror_parts order by message_id",
      );
      assert.deepEqual(
        rows.map((row) => row.id),
        said.map((message) => message.id),
      );
      return true;
    });
  });

  it("does not mirror back what the mirror in the other direction posted", async function () {
    const chat = await makeChat(telegram, "Chat");
    await archiveChats(database.pool, [chat]);
    const channel = await makeDiscordChannel(database.pool, discord, house.guildId, "channel");
    await database.pool.query("update guilds set keep_complete = true");
    await toDiscord(chat, channel);
    await toTelegram(channel, chat);
    await say(chat, "here");
    await sayOnDiscord(channel, "there");
    await eventually("both have both, and stay so", async () => {
      assert.deepEqual((await onTelegram(chat)).map(([text]) => String(text)).sort(), ["here", "there"]);
      assert.deepEqual((await onDiscord(channel)).map(([text]) => String(text)).sort(), ["here", "there"]);
      const { rows } = await database.pool.query<{ reason: string }>(
        "select skip_reason as reason from mirror_messages where skip_reason = 'mirrored'",
      );
      return rows.length === 2;
    });
  });

  it("pauses with a reason where the bot may not write, and goes on without a loss", async function () {
    const source = await makeChat(telegram, "Source");
    await say(source, "one");
    await archiveChats(database.pool, [source]);
    const target = await makeDiscordChannel(database.pool, discord, house.guildId, "target");
    await discord.control.setAccess({ channelId: target, send: false });
    await toDiscord(source, target);
    await eventually("it is blocked", async () => {
      const { rows } = await database.pool.query("select blocked_reason, resume_at from mirrors");
      return rows[0]?.blocked_reason === "target_forbidden" && rows[0].resume_at !== null;
    });
    await say(source, "two");
    await discord.control.setAccess({ channelId: target, send: true });
    await database.pool.query("update mirrors set resume_at = now()"); // a minute from now by itself
    await shows("the channel has both", async () => (await onDiscord(target)).map(([text]) => text), [
      "one",
      "two",
    ]);
  });
});
