/** The chats of a Telegram account, from which people choose what to archive. */
import type { ChatKind } from "../../model/telegram.ts";
import { inTransaction, type Pool, type Queryable } from "../../postgres/pool.ts";
import { toSafeJson } from "../archive/messages.ts";

export interface Dialog {
  /** Marked id. */
  chatId: string;
  kind: ChatKind;
  title: string;
  /** Without @. */
  username: string | null;
  memberCount: number | null;
  isProtected: boolean;
  isArchived: boolean;
  folders: readonly string[];
  lastMessageAt: Date | null;
}

/** Stores an account's dialogs as listed whole: those that are not among them are forgotten. */
export async function replaceDialogs(
  pool: Pool,
  accountId: string,
  dialogs: readonly Dialog[],
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    // The row lock keeps two listings of one account apart.
    await tx.query({
      name: "mark-dialogs-listed",
      text: "update accounts set dialogs_listed_at = now() where id = $1",
      values: [accountId],
    });
    await upsertDialogs(tx, accountId, dialogs);
    await tx.query({
      name: "forget-unlisted-dialogs",
      text: "delete from telegram_dialogs where account_id = $1 and chat_id <> all($2::int8[])",
      values: [accountId, dialogs.map(({ chatId }) => chatId)],
    });
  });
}

/** Stores some of an account's dialogs; the others stay as they are. */
export async function upsertDialogs(
  db: Queryable,
  accountId: string,
  dialogs: readonly Dialog[],
): Promise<void> {
  if (dialogs.length === 0) return;
  await db.query({
    name: "upsert-telegram-dialogs",
    text: `
      insert into telegram_dialogs (account_id, chat_id, kind, title, username, member_count, is_protected,
        is_archived, folders, last_message_at)
      select distinct on (d.chat_id) $1::int8, d.chat_id, d.kind, d.title, d.username, d.member_count, d.is_protected,
        d.is_archived, d.folders, d.last_message_at
      from json_to_recordset($2::json) as d (chat_id int8, kind text, title text, username text, member_count int,
        is_protected boolean, is_archived boolean, folders text[], last_message_at timestamptz)
      on conflict (account_id, chat_id) do update
      set kind = excluded.kind, title = excluded.title, username = excluded.username,
          member_count = coalesce(excluded.member_count, telegram_dialogs.member_count),
          is_protected = excluded.is_protected, is_archived = excluded.is_archived, folders = excluded.folders,
          last_message_at = greatest(excluded.last_message_at, telegram_dialogs.last_message_at), listed_at = now()`,
    values: [
      accountId,
      toSafeJson(
        dialogs.map((dialog) => ({
          chat_id: dialog.chatId,
          kind: dialog.kind,
          title: dialog.title,
          username: dialog.username,
          member_count: dialog.memberCount,
          is_protected: dialog.isProtected,
          is_archived: dialog.isArchived,
          folders: dialog.folders,
          last_message_at: dialog.lastMessageAt,
        })),
      ),
    ],
  });
}

/** A dialog as the picker shows it. */
export interface DialogRecord extends Dialog {
  /** Chosen for the archive already, through this account or another. */
  isAdded: boolean;
  listedAt: Date;
}

/** All dialogs of an account, the liveliest first, and when they were last listed whole (null: never). */
export async function listDialogs(
  db: Queryable,
  accountId: string,
): Promise<{ dialogs: DialogRecord[]; listedAt: Date | null }> {
  const { rows } = await db.query<{
    chat_id: string;
    kind: ChatKind;
    title: string;
    username: string | null;
    member_count: number | null;
    is_protected: boolean;
    is_archived: boolean;
    folders: string[];
    last_message_at: Date | null;
    listed_at: Date;
    is_added: boolean;
  }>({
    name: "list-telegram-dialogs",
    text: `
      select d.chat_id, d.kind, d.title, d.username, d.member_count, d.is_protected, d.is_archived, d.folders,
        d.last_message_at, d.listed_at,
        exists (select from telegram_chats c where c.chat_id = d.chat_id) as is_added
      from telegram_dialogs d
      where d.account_id = $1
      order by d.is_archived, d.last_message_at desc nulls last, d.chat_id`,
    values: [accountId],
  });
  const listed = await db.query<{ dialogs_listed_at: Date | null }>({
    name: "find-dialogs-listed-at",
    text: "select dialogs_listed_at from accounts where id = $1",
    values: [accountId],
  });
  return {
    dialogs: rows.map((row) => ({
      chatId: row.chat_id,
      kind: row.kind,
      title: row.title,
      username: row.username,
      memberCount: row.member_count,
      isProtected: row.is_protected,
      isArchived: row.is_archived,
      folders: row.folders,
      lastMessageAt: row.last_message_at,
      listedAt: row.listed_at,
      isAdded: row.is_added,
    })),
    listedAt: listed.rows[0]?.dialogs_listed_at ?? null,
  };
}
