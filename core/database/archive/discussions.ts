/** Where messages of Telegram come from and lead to in other chats: originals of forwards, comments under posts. */
import type { Queryable } from "../../postgres/pool.ts";

/** A message in a chat that may be another one. */
export interface MessagePlaceRecord {
  guildId: string;
  channelId: string;
  messageId: string;
}

/** Those of the messages that are archived. */
export async function findPlaces(
  db: Queryable,
  wanted: readonly { channelId: string; messageId: string }[],
): Promise<MessagePlaceRecord[]> {
  if (wanted.length === 0) return [];
  const { rows } = await db.query<MessagePlaceRecord>({
    name: "find-message-places",
    text: `
      select m.guild_id as "guildId", m.channel_id as "channelId", m.id as "messageId"
      from unnest($1::int8[], $2::int8[]) as wanted (channel_id, id)
      join messages m on m.channel_id = wanted.channel_id and m.id = wanted.id`,
    values: [wanted.map(({ channelId }) => channelId), wanted.map(({ messageId }) => messageId)],
  });
  return rows;
}

/** Where the comments of a post stand. */
export interface DiscussionRecord extends MessagePlaceRecord {
  postId: string;
}

/**
 * The messages by which a channel's posts were forwarded into its discussion group: comments answer them. Posts of which
 * none is archived are absent.
 */
export async function findDiscussions(
  db: Queryable,
  channelId: string,
  postIds: readonly string[],
): Promise<DiscussionRecord[]> {
  if (postIds.length === 0) return [];
  const { rows } = await db.query<DiscussionRecord>({
    name: "find-discussions",
    text: `
      select m.guild_id as "guildId", m.channel_id as "channelId", m.id as "messageId",
        m.extra -> 'forward' ->> 'message_id' as "postId"
      from messages m
      where m.channel_id = (select g.linked_chat_id from guilds g where g.id = $1)
        and m.extra -> 'forward' ->> 'saved_from_id' = $2 and m.extra -> 'forward' ->> 'message_id' = any($3::text[])`,
    values: [channelId, channelId, postIds],
  });
  return rows;
}
