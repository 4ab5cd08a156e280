/** Chats as guilds: which are archived through which account, and how each stands. */
import type { ChatKind, ChatState } from "../../model/telegram.ts";
import { inTransaction, type Pool, type Queryable } from "../../postgres/pool.ts";
import { upsertGuild } from "../guilds/directory.ts";

/** A chat as Telegram tells of it. */
export interface ListedChat {
  /** Marked id. */
  id: string;
  kind: ChatKind;
  name: string;
  /** Without @. */
  username: string | null;
  memberCount: number | null;
  isProtected: boolean;
  /** The discussion group of a channel, or the channel of a discussion group. */
  linkedChatId: string | null;
  isDemo: boolean;
}

/** Stores a chat as listed. Its channels and what is archived of it are the directory's and the archive's. */
export async function upsertChat(db: Queryable, chat: ListedChat): Promise<void> {
  const { id, kind, name, memberCount, isDemo } = chat;
  await upsertGuild(db, { id, platform: "telegram", kind, name, icon: null, memberCount, isDemo });
  await db.query({
    name: "update-chat-details",
    text: `
      update guilds set username = $2, is_protected = $3, linked_chat_id = $4, updated_at = now()
      where id = $1 and (username, is_protected, linked_chat_id) is distinct from ($2::text, $3::boolean, $4::int8)`,
    values: [id, chat.username, chat.isProtected, chat.linkedChatId],
  });
}

/** Chats that people chose to archive through an account, by their marked ids; upgraded groups are not among them. */
export async function findChosenChats(db: Queryable, accountId: string): Promise<string[]> {
  const { rows } = await db.query<{ chat_id: string }>({
    name: "find-chosen-chats",
    text: "select chat_id from telegram_chats where account_id = $1 order by chat_id",
    values: [accountId],
  });
  return rows.map((row) => row.chat_id);
}

/** Chooses a chat for an account. Its guild must be stored. */
export async function chooseChat(db: Queryable, accountId: string, chatId: string): Promise<void> {
  await db.query({
    name: "choose-chat",
    text: "insert into telegram_chats (account_id, chat_id) values ($1, $2) on conflict do nothing",
    values: [accountId, chatId],
  });
}

/** Stores and chooses those of the chats that are no guild yet: all of them, or none when it throws. */
export async function chooseFirstSeen(
  pool: Pool,
  accountId: string,
  chats: readonly ListedChat[],
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ id: string }>({
      name: "find-known-chats",
      text: "select id from guilds where id = any($1::int8[])",
      values: [chats.map(({ id }) => id)],
    });
    const known = new Set(rows.map(({ id }) => id));
    for (const chat of chats) {
      if (known.has(chat.id)) continue;
      await upsertChat(tx, chat);
      await chooseChat(tx, accountId, chat.id);
      const state = chat.isProtected ? "protected" : "resolved";
      await recordChatState(tx, chat.id, { state, reason: null });
    }
  });
}

/** Archives a chat no more, through no account; what is archived stays. False when it was not chosen. */
export async function dropChat(db: Queryable, chatId: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "drop-chat",
    text: "delete from telegram_chats where chat_id = $1",
    values: [chatId],
  });
  return (rowCount ?? 0) > 0;
}

/**
 * Records how a chat was found. One that was inaccessible and can be read again is `recovered` for a day, then
 * `resolved`; `chat_state_at` moves only when the state does.
 */
export async function recordChatState(
  db: Queryable,
  chatId: string,
  found: { state: Exclude<ChatState, "recovered">; reason: string | null },
): Promise<void> {
  await db.query({
    name: "record-chat-state",
    text: `
      with found as (
        select id, case
            when $2 <> 'inaccessible' and chat_state = 'inaccessible' then 'recovered'
            when $2 <> 'inaccessible' and chat_state = 'recovered' and chat_state_at > now() - interval '1 day'
              then 'recovered'
            else $2 end as state
        from guilds where id = $1 and platform = 'telegram'
      )
      update guilds g
      set chat_state = f.state, chat_state_reason = $3, chat_checked_at = now(),
          chat_state_at = case when g.chat_state is distinct from f.state then now() else g.chat_state_at end
      from found f where g.id = f.id`,
    values: [chatId, found.state, found.reason],
  });
}

/** Chats of an account whose state was looked at longest ago, at most `limit`, none younger than `ageSeconds`. */
export async function findChatsToCheck(
  db: Queryable,
  accountId: string,
  { ageSeconds, limit }: { ageSeconds: number; limit: number },
): Promise<string[]> {
  const { rows } = await db.query<{ chat_id: string }>({
    name: "find-chats-to-check",
    text: `
      select c.chat_id from telegram_chats c join guilds g on g.id = c.chat_id
      where c.account_id = $1 and g.migrated_to is null
        and coalesce(g.chat_checked_at < now() - make_interval(secs => $2::float8), true)
      order by g.chat_checked_at nulls first, c.chat_id
      limit $3`,
    values: [accountId, ageSeconds, limit],
  });
  return rows.map((row) => row.chat_id);
}

/**
 * A basic group became a supergroup: both stay in the archive, the old one points to the new one, and whoever archived
 * the old one archives the new one from now on, under the same group and priority.
 */
export async function recordMigration(pool: Pool, fromChatId: string, to: ListedChat): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await upsertChat(tx, to);
    await tx.query({
      name: "record-chat-migration",
      text: `
        with old as (
          update guilds set migrated_to = $2, updated_at = now() where id = $1 returning group_name, priority
        )
        update guilds g
        set group_name = coalesce(g.group_name, old.group_name),
            priority = case g.priority when 0 then old.priority else g.priority end
        from old where g.id = $2`,
      values: [fromChatId, to.id],
    });
    await tx.query({
      name: "choose-migrated-chat",
      text: `
        insert into telegram_chats (account_id, chat_id)
        select account_id, $2 from telegram_chats where chat_id = $1
        on conflict do nothing`,
      values: [fromChatId, to.id],
    });
  });
}
