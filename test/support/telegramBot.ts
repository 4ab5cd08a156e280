/** A Telegram account and its chats as rows, as if logged in and chosen in the console: for bots that run as processes. */
import { chooseChat, upsertChat } from "../../core/database/telegram/chats.ts";
import { tokenPlace } from "../../core/database/workers/accountConfig.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { createSecretBox, fingerprint } from "../../core/secrets.ts";
import type { TelegramControl } from "../../sandbox/index.ts";

/** Saves a session for a new account and answers the account's number. */
export async function saveAccount(pool: Pool, encryptionKey: string, session: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    "insert into accounts (platform, token_fingerprint) values ('telegram', $1) returning id",
    [fingerprint(session)],
  );
  const id = rows[0]?.id ?? "";
  await renewSession(pool, encryptionKey, id, session);
  return id;
}

/** Gives the account another session, as a new login does. */
export async function renewSession(
  pool: Pool,
  encryptionKey: string,
  accountId: string,
  session: string,
): Promise<void> {
  await pool.query(
    `update accounts set token_encrypted = $2, token_fingerprint = $3, revoked_at = null, revoked_reason = null
     where id = $1`,
    [accountId, createSecretBox(encryptionKey).seal(session, tokenPlace(accountId)), fingerprint(session)],
  );
}

/** Chooses these chats of the sandbox for the account. */
export async function chooseChats(
  pool: Pool,
  control: TelegramControl,
  accountId: string,
  chatIds: readonly string[],
): Promise<void> {
  for (const chat of await control.truth.chats()) {
    if (!chatIds.includes(chat.id)) continue;
    await upsertChat(pool, {
      id: chat.id,
      kind: chat.forum ? "forum" : chat.kind,
      name: chat.title,
      username: chat.username,
      memberCount: null,
      isProtected: chat.protected,
      linkedChatId: null,
      isDemo: false,
    });
    await chooseChat(pool, accountId, chat.id);
  }
}
