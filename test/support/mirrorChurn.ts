/** A source in which people go on talking and commenting while the bot that mirrors it is killed: for the chaos test and the soak. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { createLogger } from "../../core/log.ts";
import { type Pool, untilDatabaseAnswers } from "../../core/postgres/pool.ts";
import type { TelegramSandbox } from "../../sandbox/telegram/server.ts";
import { eventually } from "./eventually.ts";
import {
  archiveChats,
  commentOn,
  commentsOf,
  type Discussed,
  makeDiscussed,
  makeMirror,
  mirrorEnv,
  saidIn,
  saveAccount,
  set,
  shapes,
} from "./mirrorHouse.ts";
import type { ProcessOptions, TestProcess } from "./processes.ts";

export interface Churn {
  pool: Pool;
  databaseUrl: string;
  telegram: Pick<TelegramSandbox, "dc" | "publicKeyPem" | "phones" | "control">;
  start: (options: ProcessOptions) => TestProcess;
  from: ProcessOptions["from"];
  /** Random numbers from 0 to `below`, exclusive. */
  next: (below: number) => number;
  kills: number;
  /** Posts between two kills. */
  perKill: number;
  /** Longest wait for the end; 2 min unless given. */
  withinMs?: number;
  /** Restarts PostgreSQL under the bot before every kill of so many. */
  restarts?: { every: number; restart: () => Promise<void> };
}

/** What was seen in the end. */
export interface ChurnResult {
  posted: number;
  copied: number;
  forwarded: number;
  /** Under the copy and under the forward. */
  comments: number;
  protected: number;
  double: number;
}

const log = createLogger({ process: "test", level: "silent" });

/**
 * Mirrors one source with its comments into a copy that follows edits and deletions, and into a forward. Throws unless the copy
 * is the source as it is now but for what is protected, the forward holds every message that was not deleted, and every comment
 * stands under its post in both: each once, in order.
 */
export async function churnMirrors(churn: Churn): Promise<ChurnResult> {
  const { pool, telegram, next } = churn;
  const accountId = await saveAccount(pool, telegram);
  await set(pool, {
    mirrorIntervalMs: 0,
    mediaGroupBufferMs: 200,
    concurrentMirrors: 4,
    syncMessageEdits: true,
    syncMessageDeletions: true,
    syncComments: true,
    nameAuthors: false,
  });
  const source = await makeDiscussed(telegram, "Source");
  const [copy, forward] = [await makeDiscussed(telegram, "Copy"), await makeDiscussed(telegram, "Forward")];
  const env = mirrorEnv(telegram, churn.databaseUrl);
  const startBot = () => churn.start({ entry: "bot", env, from: churn.from });
  const commented = new Set<number>();
  await talkAndComment(churn, source, commented);
  let bot = startBot();
  await bot.waitForLine("account.ready", 90_000);
  await archiveChats(pool, [source.channelId, source.groupId]);
  await makeMirror(pool, { accountId, source: source.channelId, target: copy.channelId });
  await makeMirror(pool, { accountId, source: source.channelId, target: forward.channelId, mode: "forward" });
  const methods = "sendMessage|sendMedia|sendMultiMedia|forwardMessages|editMessage";
  for (const [seed, action] of (["drop-after", "drop-before", "lose-answer"] as const).entries())
    await telegram.control.addFault({
      action,
      match: { method: methods },
      probability: 0.03,
      seed: seed + 1,
    });
  await telegram.control.addFault({
    action: "flood",
    seconds: 1,
    match: { method: `${methods}|getDiscussionMessage` },
    probability: 0.01,
    seed: 4,
  });
  const sent = async () => {
    const { rows } = await untilDatabaseAnswers(
      () => pool.query<{ n: number }>("select count(*)::int as n from mirror_messages where state = 'sent'"),
      { log, waitingFor: "churn" },
    );
    return rows[0]?.n ?? 0;
  };
  for (let kill = 0; kill < churn.kills; kill++) {
    const before = await sent();
    await eventually("something is mirrored", async () => (await sent()) > before, 60_000);
    if (churn.restarts && kill % churn.restarts.every === 0) await churn.restarts.restart();
    await sleep(next(400)); // anywhere between writing down and having posted
    await bot.kill9();
    await talkAndComment(churn, source, commented);
    bot = startBot();
  }
  await telegram.control.clearFaults({});
  await eventually(
    "both targets have it all",
    async () => {
      const said = (await saidIn(telegram, source.channelId)).filter(({ isProtected }) => !isProtected);
      assert.deepEqual(shapes(await saidIn(telegram, copy.channelId)), shapes(said));
      assert.deepEqual(
        (await saidIn(telegram, forward.channelId)).map(({ forwardPostId }) => forwardPostId),
        said.map(({ id }) => id),
      );
      const comments = await commentsOf(telegram, source);
      assert.deepEqual(await commentsOf(telegram, copy), comments);
      assert.deepEqual(await commentsOf(telegram, forward), comments);
      return true;
    },
    churn.withinMs ?? 120_000,
  );
  const posts = await saidIn(telegram, source.channelId);
  const { rows } = await pool.query<{ n: number }>(
    "select count(*)::int - count(distinct (target_channel_id, target_message_id))::int as n from mirror_parts where target_message_id is not null",
  );
  await bot.stop();
  return {
    posted: posts.length,
    copied: (await saidIn(telegram, copy.channelId)).length,
    forwarded: (await saidIn(telegram, forward.channelId)).length,
    comments: (await commentsOf(telegram, copy)).length + (await commentsOf(telegram, forward)).length,
    protected: posts.filter(({ isProtected }) => isProtected).length,
    double: rows[0]?.n ?? 0,
  };
}

/**
 * Posts as `talk` makes them, some of them protected, and comments under them: answers, edits and deletions among them. Posts
 * that were commented on are not deleted: what became of the comments would depend on which came first.
 */
async function talkAndComment(
  churn: Pick<Churn, "telegram" | "next" | "perKill">,
  source: Discussed,
  commented: Set<number>,
): Promise<void> {
  const { telegram, next, perKill } = churn;
  const { channelId, groupId } = source;
  for (let n = 0; n < perKill; n++) {
    await talk({ ...churn, perKill: 1 }, channelId, commented);
    if (next(12) === 0)
      await telegram.control.postMessages({
        chatId: channelId,
        text: `secret ${next(1_000_000_000)}`,
        count: 1,
        protected: true,
      });
    if (next(3) > 0) continue;
    const posts = await saidIn(telegram, channelId);
    const post = posts[posts.length - 1 - next(Math.min(8, posts.length))];
    if (!post) continue;
    // Comments on an album stand under its first picture.
    const postId = posts.find(({ albumId }) => albumId !== null && albumId === post.albumId)?.id ?? post.id;
    commented.add(postId);
    const text = `comment ${next(1_000_000_000)}`;
    const id = await commentOn(telegram, source, {
      postId,
      text,
      ...(next(4) === 0 ? { file: "photo" } : {}),
    });
    const what = next(6);
    if (what < 2)
      await commentOn(telegram, source, { postId, text: `answer ${next(1_000_000_000)}`, answers: id });
    if (what === 2)
      await telegram.control.editMessage({ chatId: groupId, messageId: id, text: `${text} (edited)` });
    if (what === 3) await telegram.control.deleteMessages({ chatId: groupId, messageIds: [id] });
    if (what === 4)
      await telegram.control.postMessages({ chatId: groupId, text: `other talk ${next(1_000)}`, count: 1 });
  }
}

/** Texts, files, albums, edits and deletions; every text is another one, so that doubles show. `spared` are not deleted. */
export async function talk(
  { telegram, next, perKill }: Pick<Churn, "telegram" | "next" | "perKill">,
  chatId: string,
  spared: ReadonlySet<number> = new Set(),
): Promise<void> {
  const { control } = telegram;
  for (let n = 0; n < perKill; n++) {
    const what = next(10);
    const text = `said ${next(1_000_000_000)} and **meant**`;
    if (what === 0) await control.postAlbum({ chatId, count: 2 + next(4), text });
    else if (what < 3)
      await control.postMessages({ chatId, text, file: next(2) === 0 ? "photo" : "file", count: 1 });
    else await control.postMessages({ chatId, text, count: 1 });
    const said = what > 6 ? await saidIn(telegram, chatId) : [];
    const one = said[said.length - 1 - next(Math.min(20, said.length))];
    if (what === 7 && one && one.albumId === null && one.media === null)
      await control.editMessage({
        chatId,
        messageId: one.id,
        text: `${one.text} (edited ${next(1_000_000)})`,
      });
    if (what === 8 && one && one.albumId === null && !spared.has(one.id))
      await control.deleteMessages({ chatId, messageIds: [one.id] });
  }
}
