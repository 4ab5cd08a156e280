/** When the message of an id was sent. */
import type { Platform } from "../../model/platform.ts";
import { snowflakeTimeMs } from "../../model/snowflake.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** An id on the axis of a channel; a message need not stand there. */
export interface MessagePlace {
  channelId: string;
  messageId: string;
}

/** The time of a place as ISO 8601; null for a null id, or when nothing near it is archived. */
export type TimeOf = (channelId: string, messageId: string | null) => string | null;

/**
 * Discord's ids carry their time. Telegram's do not: there a place has the time of the archived message at it, else
 * of the next one above it, else of the next one below it.
 */
export async function timeMessages(
  db: Queryable,
  platform: Platform,
  places: readonly MessagePlace[],
): Promise<TimeOf> {
  if (platform === "discord") {
    return (_, messageId) => (messageId === null ? null : new Date(snowflakeTimeMs(messageId)).toISOString());
  }
  const { rows } = await db.query<{ channel_id: string; message_id: string; created_at: Date | null }>({
    name: "time-messages",
    text: `
      select p.channel_id, p.message_id, coalesce(
        (select created_at from messages m where m.channel_id = p.channel_id and m.id >= p.message_id
         order by id limit 1),
        (select created_at from messages m where m.channel_id = p.channel_id and m.id < p.message_id
         order by id desc limit 1)) as created_at
      from unnest($1::int8[], $2::int8[]) as p (channel_id, message_id)`,
    values: [places.map((place) => place.channelId), places.map((place) => place.messageId)],
  });
  const times = new Map(rows.map((row) => [`${row.channel_id}/${row.message_id}`, row.created_at]));
  return (channelId, messageId) => times.get(`${channelId}/${messageId}`)?.toISOString() ?? null;
}
