/** Mirrors of comments: made beside the mirrors of the posts, and where the post of a comment stands. */
import { type MirrorMessageState, mirrorNumbers } from "../../model/mirror.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { effective } from "./settings.ts";

/** SQL: whether the settings of mirror `m` want comments. */
const wantsComments = effective("sync_comments", "m.id", "false");

/** SQL: so many comments under a post mirror `m` of comments takes up, by the settings of the mirror of the posts. */
export const commentsWanted = effective(
  "max_comments_per_post",
  "m.comments_of",
  mirrorNumbers.maxCommentsPerPost.usual,
);

/** SQL: whether guild `g` is a channel that people only read: a discussion group names its channel in the same column. */
const isBroadcast = "g.kind = 'channel'";

/**
 * Makes the mirror of the comments for every mirror that wants one and has none: from the discussion group of the source, as
 * soon as that is archived. What it posts into is asked for when it begins. Returns how many were made.
 */
export async function openCommentMirrors(db: Queryable): Promise<number> {
  const { rowCount } = await db.query({
    name: "open-comment-mirrors",
    text: `
      with made as (
        insert into mirrors (account_id, source_guild_id, source_channel_id, target_name, target_platform, mode, priority,
          created_by, comments_of)
        select m.account_id, c.guild_id, c.id, m.target_name, m.target_platform, 'copy', m.priority, m.created_by, m.id
        from mirrors m join guilds g on g.id = m.source_guild_id join channels c on c.id = g.linked_chat_id
        where m.comments_of is null and m.moved_to is null and m.enabled and m.target_channel_id is not null
          and g.platform = 'telegram' and m.target_platform = 'telegram' and ${isBroadcast} and ${wantsComments}
          and not exists (select from mirrors k where k.comments_of = m.id and k.source_channel_id = c.id)
        on conflict do nothing
        returning id
      )
      insert into mirror_events (mirror_id, level, code) select id, 'info', 'created' from made`,
  });
  return rowCount ?? 0;
}

/** SQL: why the comments of mirror `m`, of guild `g`, are mirrored or not; null: they are not wanted. */
export const commentsState = `(case
  when m.comments_of is not null or not ${wantsComments} then null
  when g.platform <> 'telegram' or m.target_platform <> 'telegram' then 'other_platform'
  when g.linked_chat_id is null or not ${isBroadcast} then 'source_without_group'
  when not exists (select from channels c where c.id = g.linked_chat_id) then 'group_not_archived'
  else 'mirrored' end)`;

/** The post that a comment stands under, as the mirror of the posts knows it. */
export interface PostOfComment {
  /** Pending: it may still be mirrored. */
  state: MirrorMessageState;
  /** What it became; null while it is not posted, and where the platform does not tell. */
  targetId: string | null;
  /** Milliseconds since that was written down; null: it is not posted. */
  sentAgoMs: number | null;
  /** Where its copy stands; null while that is not made. */
  targetChannelId: string | null;
  /** The mirror of the posts posts now, as far as is known. */
  isOnItsWay: boolean;
}

/** SQL: message of a discussion group that the thread of message `s` begins with. */
export const threadRootId = `coalesce((s.extra -> 'reply_to' ->> 'thread_id')::int8, s.reply_to_id)`;

/** SQL: post from which message `r` was forwarded by itself; forwards of forwards name it apart. */
const postId = `coalesce(r.extra -> 'forward' ->> 'saved_from_message_id', r.extra -> 'forward' ->> 'message_id')::int8`;

/** Null where the message is no comment on a post of the mirror's. */
export async function findPostOfComment(
  db: Queryable,
  mirrorId: string,
  messageId: string,
): Promise<PostOfComment | null> {
  const { rows } = await db.query<PostOfComment>({
    name: "find-post-of-comment",
    text: `
      select coalesce(case when pm.state = 'failed' and pm.next_try_at is not null then 'pending' else pm.state end,
          case when ${postId} > p.position then 'pending' else 'skipped' end) as state,
        part.target_message_id as "targetId",
        (extract(epoch from clock_timestamp() - pm.sent_at) * 1000)::float8 as "sentAgoMs",
        p.target_channel_id as "targetChannelId",
        p.enabled and p.blocked_reason is null as "isOnItsWay"
      from mirrors m join mirrors p on p.id = m.comments_of
      join messages s on s.channel_id = m.source_channel_id and s.id = $2
      join messages r on r.channel_id = m.source_channel_id and r.id = ${threadRootId}
        and r.extra -> 'forward' ->> 'saved_from_id' = p.source_channel_id::text
      left join mirror_messages pm on pm.mirror_id = p.id and pm.message_id = ${postId}
      left join mirror_parts part on part.mirror_id = p.id and part.message_id = ${postId} and part.part = 0
        and part.target_channel_id = p.target_channel_id
      where m.id = $1`,
    values: [mirrorId, messageId],
  });
  return rows[0] ?? null;
}

/** Whether another mirror posts the same source into this channel. */
export async function isMirroredInto(db: Queryable, mirrorId: string, channelId: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "is-mirrored-into",
    text: `
      select from mirrors m join mirrors o on o.source_channel_id = m.source_channel_id and o.id <> m.id
      where m.id = $1 and o.target_channel_id = $2`,
    values: [mirrorId, channelId],
  });
  return rowCount !== 0;
}
