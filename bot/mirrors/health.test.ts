import assert from "node:assert/strict";
import { getMirror } from "../../core/console/mirrors.ts";
import { tokenPlace } from "../../core/database/workers/accountConfig.ts";
import { createSecretBox, fingerprint } from "../../core/secrets.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { eventually } from "../../test/support/eventually.ts";
import {
  archiveChats,
  encryptionKey,
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
import { logIn } from "../../test/support/telegramAccount.ts";
import { formatSession } from "../platforms/telegram/sessionText.ts";

describe("a mirror whose chats or account fail", function () {
  this.timeout(90_000);
  const bot = useOwnBot(() => ({
    ...mirrorEnv(telegram, database.url),
    MIRROR_CHANNEL_HEALTHCHECK_INTERVAL_SEC: "5",
    MIRROR_CHANNEL_HEALTHCHECK_REFRESH_SEC: "10",
  }));
  const database = useTestDatabase();
  const telegram = useTelegram({ layout: "demo", messages: 400 });
  let accountId = "";

  beforeEach("save an account and start the bot", async function () {
    accountId = await saveAccount(database.pool, telegram);
    await set(database.pool, { mirrorIntervalMs: 0, mediaGroupBufferMs: 200, skipProtectedContent: false });
    await bot.start();
  });

  const post = (chatId: string, text: string) => telegram.control.postMessages({ chatId, text, count: 1 });
  const view = async (id: string) => (await getMirror(database.pool, id)).mirror;
  const blocked = (id: string, reason: string) =>
    eventually(`it says ${reason}, and when it goes on`, async () => {
      const { state, blockedReason, resumeAt } = await view(id);
      return state === "blocked" && blockedReason === reason && resumeAt !== null;
    });
  /** What happens by itself after a minute. */
  const tryNow = () =>
    database.pool.query("update mirrors set resume_at = now() where resume_at is not null");
  const sameAs = (source: string, target: string) =>
    eventually("the target has it all, once and in order", async () => {
      assert.deepEqual(shapes(await saidIn(telegram, target)), shapes(await saidIn(telegram, source)));
      return true;
    });

  it("says that its source is gone, once it has posted what is archived of it", async function () {
    const [source, target] = [await makeChat(telegram, "Source"), await makeChat(telegram, "Target")];
    await post(source, "one");
    await archiveChats(database.pool, [source]);
    const id = await makeMirror(database.pool, { accountId, source, target });
    await sameAs(source, target);
    const said = await saidIn(telegram, source);
    await telegram.control.deleteChat({ chatId: source });
    await blocked(id, "source_missing");
    assert.deepEqual(shapes(await saidIn(telegram, target)), shapes(said));
  });

  it("waits where its source is protected, and goes on once it is not", async function () {
    const [source, target] = [await makeChat(telegram, "Source"), await makeChat(telegram, "Target")];
    await post(source, "one");
    await archiveChats(database.pool, [source]);
    const id = await makeMirror(database.pool, { accountId, source, target });
    await sameAs(source, target);
    await telegram.control.setProtected({ chatId: source, protected: true });
    await eventually("that is known", async () => {
      const { rowCount } = await database.pool.query("select from guilds where id = $1 and is_protected", [
        source,
      ]);
      return rowCount === 1;
    });
    await telegram.control.postAlbum({ chatId: source, count: 2, text: "an album" });
    await blocked(id, "source_protected");
    await telegram.control.setProtected({ chatId: source, protected: false });
    await eventually("that is known too", async () => {
      await tryNow();
      return (await view(id)).state !== "blocked";
    });
    await sameAs(source, target);
  });

  it("says that the account is refused when its session ends within an album, and posts it once after a new login", async function () {
    const [source, target] = [await makeChat(telegram, "Source"), await makeChat(telegram, "Target")];
    await post(source, "one");
    await archiveChats(database.pool, [source]);
    const id = await makeMirror(database.pool, { accountId, source, target });
    await sameAs(source, target);
    // The album is posted, its answer lost, and the session ended before it can be asked again.
    await telegram.control.addFault({ action: "lose-answer", match: { method: "sendMultiMedia" }, times: 1 });
    await telegram.control.postAlbum({ chatId: source, count: 3, text: "an album" });
    await eventually("the album is there", async () => (await saidIn(telegram, target)).length === 4);
    await telegram.control.revokeSessions({});
    await eventually("it says so", async () => (await view(id)).state === "account_refused");
    await post(source, "and after it");
    const session = formatSession(await logIn(telegram));
    await database.pool.query(
      "update accounts set token_fingerprint = $2, token_encrypted = $3, status = 'offline', status_detail = null, revoked_at = null, updated_at = now() where id = $1",
      [accountId, fingerprint(session), createSecretBox(encryptionKey).seal(session, tokenPlace(accountId))],
    );
    await sameAs(source, target);
  });

  it("tells that the platform asked for a pause, and until when", async function () {
    const [source, target] = [await makeChat(telegram, "Source"), await makeChat(telegram, "Target")];
    await post(source, "one");
    await telegram.control.addFault({
      action: "flood",
      seconds: 900,
      match: { method: "sendMessage" },
      times: 1,
    });
    await archiveChats(database.pool, [source]);
    const id = await makeMirror(database.pool, { accountId, source, target });
    await eventually("the pause is shown", async () => {
      const { isRateLimited, resumeAt } = await view(id);
      const seconds = (Date.parse(resumeAt ?? "") - Date.now()) / 1_000;
      return isRateLimited && seconds > 700 && seconds < 910;
    });
  });

  const findGroup = async () =>
    (await telegram.control.truth.chats()).find(({ title }) => title === "Kitchen table")?.id ?? "";

  it("goes on in the supergroup that its target became", async function () {
    const [source, target] = [await makeChat(telegram, "Source"), await findGroup()];
    await post(source, "one");
    await archiveChats(database.pool, [source]);
    const id = await makeMirror(database.pool, { accountId, source, target });
    await eventually("the group has it", async () => (await saidIn(telegram, target)).at(-1)?.text === "one");
    await telegram.control.upgradeGroup({ chatId: target });
    await post(source, "two");
    await eventually("the supergroup has what came after, alone", async () => {
      const { channelId } = (await view(id)).target;
      if (channelId === null || channelId === target) return false;
      return (await saidIn(telegram, channelId)).map(({ text }) => text).join() === "two";
    });
  });

  it("goes on in the supergroup that its source became", async function () {
    const group = await findGroup();
    const target = await makeChat(telegram, "Target");
    await archiveChats(database.pool, [group]);
    const id = await makeMirror(database.pool, { accountId, source: group, target });
    await sameAs(group, target);
    await telegram.control.upgradeGroup({ chatId: group });
    const moved = await eventually("another mirror goes on", async () => {
      return (await view(id)).movedTo;
    });
    const { source } = await view(moved);
    await post(source.channelId ?? "", "said in the supergroup");
    await eventually("it is mirrored", async () =>
      (await saidIn(telegram, target)).some(({ text }) => text === "said in the supergroup"),
    );
  });
});
