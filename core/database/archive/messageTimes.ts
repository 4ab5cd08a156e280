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
  // One query per place: a distributed PostgreSQL sends each to where its channel's messages stand.
  const keys = new Map(places.map((place) => [keyOf(place.channelId, place.messageId), place]));
  const times = new Map<string, Date | null>();
  await Promise.all([...keys].map(async ([key, place]) => times.set(key, await timeMessage(db, place))));
  return (channelId, messageId) =>
    messageId === null ? null : (times.get(keyOf(channelId, messageId))?.toISOString() ?? null);
}

const keyOf = (channelId: string, messageId: string) => `${channelId}/${messageId}`;

async function timeMessage(db: Queryable, place: MessagePlace): Promise<Date | null> {
  const { rows } = await db.query<{ created_at: Date }>({
    name: "time-message",
    text: `
      select created_at from (
        (select created_at, 0 as rank from messages where channel_id = $1 and id >= $2 order by id limit 1)
        union all
        (select created_at, 1 as rank from messages where channel_id = $1 and id < $2 order by id desc limit 1)
      ) near
      order by rank limit 1`,
    values: [place.channelId, place.messageId],
  });
  return rows[0]?.created_at ?? null;
}
