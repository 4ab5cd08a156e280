/** Posts of Telegram's channels: how often they were seen and passed on, as last counted. */
import type { Span, Step } from "../../model/statistics/span.ts";
import type { Queryable } from "../../postgres/pool.ts";

export interface PostRecord {
  channelId: string;
  messageId: string;
  text: string;
  sentAt: Date;
  views: number;
  forwards: number;
  reactions: number;
}

/** SQL: the standing posts of $1 from $2 to $3 with their last counts. One index range per channel, one look per post. */
const posts = `
  zone as materialized (select coalesce((select zone from stats_guilds where guild_id = $1), 'UTC') as zone),
  posts as not materialized (
    select m.channel_id, m.id, m.content, m.created_at, (m.created_at at time zone zone)::date as day,
      coalesce(k.views, 0) as views, coalesce(k.forwards, 0) as forwards, coalesce(k.replies, 0) as replies,
      (select coalesce(sum(r.count), 0) from reactions r where r.channel_id = m.channel_id and r.message_id = m.id) as reactions
    from channels c
    cross join zone
    join messages m on m.channel_id = c.id and m.deleted_at is null and m.kind in ('default', 'reply')
      and m.created_at >= $2::date::timestamp at time zone zone and m.created_at < ($3::date + 1)::timestamp at time zone zone
    left join lateral (
      select views, forwards, replies from message_counts k
      where k.channel_id = m.channel_id and k.message_id = m.id order by counted_at desc limit 1
    ) k on true
    where c.guild_id = $1
  )`;

export interface PostPeriod {
  period: string;
  posts: number;
  views: number;
  forwards: number;
  replies: number;
  reactions: number;
}

/** Sums by the day or month on which posts were sent. */
export async function loadPostPeriods(
  db: Queryable,
  guildId: string,
  span: Span,
  step: Exclude<Step, "hour">,
): Promise<PostPeriod[]> {
  const { rows } = await db.query<Record<keyof PostPeriod, string>>({
    name: `load-posts-by-${step}`,
    text: `
      with ${posts}
      select date_trunc('${step}', day)::date::text as period, count(*) as posts, sum(views) as views, sum(forwards) as forwards,
        sum(replies) as replies, sum(reactions) as reactions
      from posts group by 1 order by 1`,
    values: [guildId, span.from, span.to],
  });
  return rows.map((row) => ({
    period: row.period,
    posts: Number(row.posts),
    views: Number(row.views),
    forwards: Number(row.forwards),
    replies: Number(row.replies),
    reactions: Number(row.reactions),
  }));
}

/** The most seen posts. */
export async function rankPosts(
  db: Queryable,
  guildId: string,
  span: Span,
  limit: number,
): Promise<PostRecord[]> {
  const { rows } = await db.query<Record<keyof PostRecord, string> & { sentAt: Date }>({
    name: "rank-posts",
    text: `
      with ${posts}
      select channel_id as "channelId", id as "messageId", left(content, 200) as text, created_at as "sentAt", views, forwards, reactions
      from posts order by views desc, id desc limit $4`,
    values: [guildId, span.from, span.to, limit],
  });
  return rows.map((row) => ({
    ...row,
    views: Number(row.views),
    forwards: Number(row.forwards),
    reactions: Number(row.reactions),
  }));
}

/** Members as last seen on each day on which their number changed, oldest first. */
export async function loadMemberCounts(
  db: Queryable,
  guildId: string,
  span: Span,
): Promise<{ day: string; members: number }[]> {
  const { rows } = await db.query<{ day: string; members: number }>({
    name: "load-member-counts",
    text: `
      select day::text, members from stats_members where guild_id = $1 and day >= $2::date and day <= $3::date order by day`,
    values: [guildId, span.from, span.to],
  });
  return rows;
}
