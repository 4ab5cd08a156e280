/** Views, forwards and comments of messages, as they grow. */
import type { Queryable } from "../../postgres/pool.ts";
import type { ArchiveMessage, MessageCounters } from "../archive/messages.ts";

export interface MessageCounts extends MessageCounters {
  messageId: string;
}

/** What messages count; nothing on platforms that do not. */
export const countsOf = (messages: readonly ArchiveMessage[]): MessageCounts[] =>
  messages.flatMap(({ id, counts }) => (counts ? [{ messageId: id, ...counts }] : []));

/**
 * Records what messages count now: one row per hour, and none while nothing changes. Messages that are not archived are
 * passed over. Safe to repeat.
 */
export async function recordCounts(
  tx: Queryable,
  channelId: string,
  counts: readonly MessageCounts[],
): Promise<void> {
  if (counts.length === 0) return;
  await tx.query({
    name: "record-message-counts",
    text: `
      insert into message_counts as known (channel_id, message_id, counted_at, views, forwards, replies)
      select $1, now_counted.message_id, date_trunc('hour', now()), coalesce(now_counted.views, last.views),
        coalesce(now_counted.forwards, last.forwards), coalesce(now_counted.replies, last.replies)
      from (
        select message_id, max(views) as views, max(forwards) as forwards, max(replies) as replies
        from json_to_recordset($2::json) as c (message_id int8, views int8, forwards int8, replies int8)
        group by message_id
      ) now_counted
      join messages m on m.channel_id = $1 and m.id = now_counted.message_id
      left join lateral (
        select k.views, k.forwards, k.replies from message_counts k
        where k.channel_id = $1 and k.message_id = now_counted.message_id order by k.counted_at desc limit 1
      ) last on true
      where (coalesce(now_counted.views, last.views), coalesce(now_counted.forwards, last.forwards),
             coalesce(now_counted.replies, last.replies)) is distinct from (last.views, last.forwards, last.replies)
      order by now_counted.message_id
      on conflict (channel_id, message_id, counted_at) do update
      set views = excluded.views, forwards = excluded.forwards, replies = excluded.replies`,
    values: [
      channelId,
      JSON.stringify(
        counts.map(({ messageId, views, forwards, replies }) => ({
          message_id: messageId,
          views,
          forwards,
          replies,
        })),
      ),
    ],
  });
}

/** What messages count by the newest word on it; those of which nothing was counted are absent. */
export async function loadCounts(
  db: Queryable,
  channelId: string,
  messageIds: readonly string[],
): Promise<MessageCounts[]> {
  if (messageIds.length === 0) return [];
  const { rows } = await db.query<MessageCounts>({
    name: "load-message-counts",
    text: `
      select distinct on (message_id) message_id as "messageId", views::float8, forwards::float8, replies::float8
      from message_counts where channel_id = $1 and message_id = any($2::int8[])
      order by message_id, counted_at desc`,
    values: [channelId, messageIds],
  });
  return rows;
}
