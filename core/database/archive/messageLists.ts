/** Messages of a channel that have something in common, newest first. */
import type { Queryable } from "../../postgres/pool.ts";
import type { StoredMessage } from "./messagePages.ts";

const columns = `m.id, m.author_id as "authorId", m.kind, m.content, m.created_at as "createdAt",
        m.edited_at as "editedAt", m.deleted_at as "deletedAt", m.reply_to_id as "replyToId",
        m.topic_id as "topicId", m.album_id as "albumId", m.extra,
        (select count(*)::int from message_versions o where o.channel_id = m.channel_id and o.message_id = m.id)
          as "versionCount"`;

/** Pinned messages below an id. */
export async function loadPinned(
  db: Queryable,
  channelId: string,
  before: string,
  limit: number,
): Promise<StoredMessage[]> {
  const { rows } = await db.query<StoredMessage>({
    name: "load-pinned-messages",
    text: `
      select ${columns} from messages m
      where m.channel_id = $1 and m.extra @> '{"pinned": true}' and m.id < $2
      order by m.id desc limit $3`,
    values: [channelId, before, limit],
  });
  return rows;
}

/** How many messages are looked at for those of one person. More make a slow answer, fewer many requests. */
const looked = 20_000;

/**
 * One person's messages below an id, among the next `looked` of the channel: there is no index by channel and author,
 * which would cost every message that is written more than it is worth to those who ask this. `goesOnBefore`: where to
 * look next; null when the channel ends there.
 */
export async function loadByAuthor(
  db: Queryable,
  place: { channelId: string; authorId: string; before: string; limit: number },
): Promise<{ messages: StoredMessage[]; goesOnBefore: string | null }> {
  const { rows } = await db.query<StoredMessage & { goesOnBefore: string | null }>({
    name: "load-messages-by-author",
    text: `
      with reach as (
        select id from messages where channel_id = $1 and id < $3 order by id desc offset ${looked} limit 1
      )
      select reach.id as "goesOnBefore", found.*
      from (select (select id from reach) as id) reach
      left join lateral (
        select ${columns} from messages m
        where m.channel_id = $1 and m.author_id = $2 and m.id < $3 and (reach.id is null or m.id > reach.id)
        order by m.id desc limit $4
      ) found on true
      order by found.id desc nulls last`,
    values: [place.channelId, place.authorId, place.before, place.limit],
  });
  const messages = rows.filter(({ id }) => id !== null);
  const last = messages.at(-1);
  const reach = rows[0]?.goesOnBefore ?? null;
  // A full page goes on right below its last message; a short one where looking ended.
  return { messages, goesOnBefore: messages.length === place.limit ? (last?.id ?? null) : plusOne(reach) };
}

const plusOne = (id: string | null) => (id === null ? null : String(BigInt(id) + 1n));
