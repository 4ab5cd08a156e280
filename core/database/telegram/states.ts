/** How far an account's updates are in the archive. */
import type { Queryable } from "../../postgres/pool.ts";

/** The account's own count, of private chats and basic groups. */
export interface AccountState {
  pts: number;
  qts: number;
  /** Seconds since 1970, by Telegram's clock. */
  date: number;
  seq: number;
}

/** A channel's or supergroup's own count. */
export interface ChatState {
  pts: number;
  /** Newest message at that count; 0 while there is none. */
  newestMessageId: number;
}

export interface StoredStates {
  /** Null before the first connection. */
  account: AccountState | null;
  /** By marked id. Of chats that the account counts (private ones, basic groups) only the newest message is of use. */
  chats: ReadonlyMap<string, ChatState>;
}

export async function findStates(db: Queryable, accountId: string): Promise<StoredStates> {
  const { rows } = await db.query<{
    chat_id: string;
    pts: string;
    qts: string | null;
    date: number | null;
    seq: string | null;
    newest_message_id: string | null;
  }>({
    name: "find-telegram-states",
    text: `
      select chat_id, pts, qts, extract(epoch from state_date)::int as date, seq, newest_message_id
      from telegram_states where account_id = $1`,
    values: [accountId],
  });
  const own = rows.find((row) => row.chat_id === "0");
  return {
    account: own
      ? { pts: Number(own.pts), qts: Number(own.qts), date: Number(own.date), seq: Number(own.seq) }
      : null,
    chats: new Map(
      rows
        .filter((row) => row.chat_id !== "0")
        .map((row) => [
          row.chat_id,
          { pts: Number(row.pts), newestMessageId: Number(row.newest_message_id ?? 0) },
        ]),
    ),
  };
}

/** Writes how far the archive is now. Null leaves the account's own count. */
export async function saveStates(
  db: Queryable,
  accountId: string,
  states: { account: AccountState | null; chats: ReadonlyMap<string, ChatState> },
): Promise<void> {
  const { account } = states;
  const rows = [
    ...(account
      ? [
          {
            chat_id: 0,
            pts: account.pts,
            qts: account.qts,
            state_date: new Date(account.date * 1_000),
            seq: account.seq,
          },
        ]
      : []),
    ...[...states.chats].map(([chatId, { pts, newestMessageId }]) => ({
      chat_id: chatId,
      pts,
      newest_message_id: newestMessageId,
    })),
  ];
  if (rows.length === 0) return;
  await db.query({
    name: "save-telegram-states",
    text: `
      insert into telegram_states (account_id, chat_id, pts, qts, state_date, seq, newest_message_id)
      select $1, s.* from json_to_recordset($2::json) as s (chat_id int8, pts int8, qts int8, state_date timestamptz,
        seq int8, newest_message_id int8)
      on conflict (account_id, chat_id) do update
      set pts = excluded.pts, qts = excluded.qts, state_date = excluded.state_date, seq = excluded.seq,
          newest_message_id = excluded.newest_message_id, updated_at = now()`,
    values: [accountId, JSON.stringify(rows)],
  });
}
