/** Polls in the archive. */
import type { Queryable } from "../../postgres/pool.ts";

/** Messages that carry one of these polls (Telegram's numbers): several where a poll was passed on. At most 1,000. */
export async function findPolls(
  db: Queryable,
  pollIds: readonly string[],
): Promise<{ chatId: string; messageId: number }[]> {
  if (pollIds.length === 0) return [];
  const { rows } = await db.query<{ channel_id: string; id: string }>({
    name: "find-telegram-polls",
    // The index messages_telegram_poll has exactly these expressions.
    text: `
      select channel_id, id from messages
      where channel_id < 1000000000000000 and extra ? 'poll_as_sent' and extra -> 'poll' ->> 'id' = any($1::text[])
        and deleted_at is null
      limit 1000`,
    values: [pollIds],
  });
  return rows.map(({ channel_id, id }) => ({ chatId: channel_id, messageId: Number(id) }));
}
