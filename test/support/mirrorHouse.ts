/** What tests of mirroring share: an account of the loopback Telegram in the database, chats, mirrors, and the truth of both. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { formatSession } from "../../bot/platforms/telegram/sessionText.ts";
import { addChats } from "../../core/console/telegram/chats.ts";
import { insertMirror, type NewMirror } from "../../core/database/mirrors/mirrors.ts";
import { type CommonMirrorSettings, changeCommonSettings } from "../../core/database/mirrors/settings.ts";
import { drawAccountId, insertAccount, tokenPlace } from "../../core/database/workers/accountConfig.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { createSecretBox, fingerprint } from "../../core/secrets.ts";
import type { TelegramSandbox } from "../../sandbox/telegram/server.ts";
import type { TruthMessage } from "../../sandbox/telegram/truth/line.ts";
import { eventually } from "./eventually.ts";
import { API_HASH, API_ID, writeKeyFile } from "./telegram.ts";
import { logIn } from "./telegramAccount.ts";

type Telegram = Pick<TelegramSandbox, "dc" | "publicKeyPem" | "phones" | "control">;

export const encryptionKey = randomBytes(32).toString("base64");

/** The environment of a bot that has this Telegram. */
export function mirrorEnv(telegram: Telegram, databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    ENCRYPTION_KEY: encryptionKey,
    TELEGRAM_API_ID: String(API_ID),
    TELEGRAM_API_HASH: API_HASH,
    TELEGRAM_DC: telegram.dc,
    TELEGRAM_DC_PUBLIC_KEY: writeKeyFile(telegram),
    TELEGRAM_BUDGET_MESSAGES: "0",
    TASK_LEASE_SECONDS: "4",
    TASK_POLL_INTERVAL_MS: "1000",
    SLASH_COMMANDS: "off",
    MEDIA_DOWNLOADS: "off",
    MIN_FREE_BYTES: "0",
    LOG_LANGUAGE: "en",
    LOG_LEVEL: "debug",
  };
}

/** Logs the first account in and saves its session. Answers its number. */
export async function saveAccount(pool: Pool, telegram: Telegram): Promise<string> {
  const session = formatSession(await logIn(telegram));
  const id = await drawAccountId(pool);
  const token = {
    fingerprint: fingerprint(session),
    encrypted: createSecretBox(encryptionKey).seal(session, tokenPlace(id)),
    last4: "",
  };
  await insertAccount(pool, { id, platform: "telegram", label: null, enabled: true, token });
  return id;
}

/** A chat of the account's own. */
export async function makeChat(
  telegram: Telegram,
  title: string,
  kind: "channel" | "supergroup" = "channel",
): Promise<string> {
  const { id: chatId } = await telegram.control.createChat({ kind, title });
  await telegram.control.setMembership({ chatId, status: "creator", canPost: true });
  return chatId;
}

/** A channel of the account's own with a discussion group. */
export async function makeDiscussed(telegram: Telegram, title: string): Promise<Discussed> {
  const channelId = await makeChat(telegram, title);
  const groupId = await makeChat(telegram, `${title} talk`, "supergroup");
  await telegram.control.setDiscussion({ chatId: channelId, groupId });
  return { channelId, groupId };
}

export interface Discussed {
  channelId: string;
  groupId: string;
}

/** Somebody comments on a post, or answers a comment on it: once the post's copy stands in the group. */
export async function commentOn(
  telegram: Telegram,
  { groupId }: Discussed,
  comment: { postId: number; text: string; answers?: number; file?: "photo" | "file" },
): Promise<number> {
  const { postId, text, answers, file } = comment;
  const root = async () =>
    (await saidIn(telegram, groupId)).find(({ discussedPostId }) => discussedPostId === postId)?.id;
  const replyToId = answers ?? (await eventually("the post can be commented on", root));
  const { messages } = await telegram.control.postMessages({
    chatId: groupId,
    text,
    replyToId,
    count: 1,
    ...(file ? { file } : {}),
  });
  return messages[0]?.id ?? 0;
}

/**
 * The comments of a channel as they have to be in its copy: each with the place of its post, and what it answers. What stands
 * under protected posts is nowhere.
 */
export async function commentsOf(telegram: Telegram, { channelId, groupId }: Discussed): Promise<string[]> {
  const posts = (await saidIn(telegram, channelId)).filter(({ isProtected }) => !isProtected);
  const said = await saidIn(telegram, groupId);
  const byId = new Map(said.map((message) => [message.id, message]));
  const comments = said.filter((message) => rootOf(message, byId) !== null);
  const looks = shapes(comments);
  return comments.map((message, index) => {
    const post = posts.findIndex(({ id }) => id === rootOf(message, byId)?.discussedPostId);
    const answered = byId.get(message.replyToId ?? 0);
    return JSON.stringify([looks[index], post, answered?.discussedPostId === null ? answered.text : null]);
  });
}

/** The copy of the post that a message is a comment on; null: on none. */
function rootOf({ topId, replyToId }: TruthMessage, byId: Map<number, TruthMessage>): TruthMessage | null {
  const root = byId.get(topId ?? replyToId ?? 0);
  return root && root.discussedPostId !== null && !root.isProtected ? root : null;
}

/** Has chats archived, and waits until they are known. */
export async function archiveChats(pool: Pool, chats: string[]): Promise<void> {
  await addChats(pool, { chats, priority: 0 });
  await eventually("the chats are listed", async () => {
    const { rows } = await pool.query<{ state: string; reason: string }>(
      "select state, reason from chat_requests",
    );
    assert.ok(
      rows.every(({ state }) => state !== "failed"),
      JSON.stringify(rows),
    );
    const { rowCount } = await pool.query("select from channels where id = any($1::int8[])", [chats]);
    return rowCount === chats.length;
  });
}

export function makeMirror(
  pool: Pool,
  mirror: { accountId: string; source: string; target: string | null; targetGuildId?: string } & Partial<
    Omit<NewMirror, "target">
  >,
): Promise<string> {
  const { accountId, source, target, targetGuildId, ...rest } = mirror;
  return insertMirror(pool, {
    accountId,
    sourceGuildId: source,
    sourceChannelId: source,
    targetName: "Mirror",
    targetPlatform: "telegram",
    mode: "copy",
    withHistory: true,
    priority: 100,
    createdBy: "test",
    ...rest,
    target: target === null ? null : { guildId: targetGuildId ?? target, channelId: target },
  });
}

export const set = (pool: Pool, change: Partial<CommonMirrorSettings>): Promise<void> =>
  changeCommonSettings(pool, change);

/** What people wrote in a chat, oldest first. */
export async function saidIn(telegram: Telegram, chatId: string): Promise<TruthMessage[]> {
  const all: TruthMessage[] = [];
  for await (const message of telegram.control.truth.messages(chatId))
    if (message.action === null) all.push(message);
  return all;
}

/** What of a message has to be the same in a copy: albums are numbered by their place. */
export function shapes(messages: readonly TruthMessage[]): string[] {
  const albums: string[] = [];
  return messages.map(({ text, entities, albumId, media, file }) => {
    if (albumId !== null && !albums.includes(albumId)) albums.push(albumId);
    return JSON.stringify([
      text,
      entities.map(({ type, offset, length }) => `${type} ${offset} ${length}`),
      albumId === null ? null : albums.indexOf(albumId),
      media,
      file && [file.kind, file.id],
    ]);
  });
}
