/** Weekly digests: who gets them, which are due, and the notification that tells one. Once each, whoever finds it due. */
import type { DigestFacts } from "../../model/digest/facts.ts";
import type { Language } from "../../model/notification.ts";
import type { Platform } from "../../model/platform.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** A target, and when it is told of a guild; weekday null: it is not. */
export interface DigestTarget {
  targetId: string;
  name: string;
  language: Language;
  isTargetEnabled: boolean;
  weekday: number | null;
  hour: number | null;
  enabled: boolean | null;
  /** Day of the last one; null before the first. */
  toldFor: string | null;
}

/** All targets by name, with the digests of a guild that they get. */
export async function listDigestTargets(db: Queryable, guildId: string): Promise<DigestTarget[]> {
  const { rows } = await db.query<DigestTarget>({
    name: "list-digest-targets",
    text: `
      select t.id as "targetId", t.name, t.language, t.enabled as "isTargetEnabled", d.weekday, d.hour, d.enabled,
        case when d.told_for > (d.created_at at time zone 'utc')::date then d.told_for::text end as "toldFor"
      from notification_targets t left join digests d on d.target_id = t.id and d.guild_id = $1
      order by lower(t.name), t.id`,
    values: [guildId],
  });
  return rows;
}

export interface DigestWish {
  guildId: string;
  targetId: string;
  weekday: number;
  hour: number;
  enabled: boolean;
}

/** SQL: the zone of guild $1's statistics. */
const zoneOf = (guild: string) =>
  `coalesce((select zone from stats_guilds where guild_id = ${guild}), 'UTC')`;

/** Makes or changes one; what was due before is not made up for. False when there is no such target. */
export async function putDigest(db: Queryable, wish: DigestWish): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "put-digest",
    text: `
      insert into digests as d (guild_id, target_id, weekday, hour, enabled, told_for)
      select $1::int8, t.id, $3::int, $4::int, $5, digest_day(${zoneOf("$1")}, $3::int, $4::int)
      from notification_targets t where t.id = $2
      on conflict (guild_id, target_id) do update
      set weekday = excluded.weekday, hour = excluded.hour, enabled = excluded.enabled,
          told_for = greatest(d.told_for, excluded.told_for)`,
    values: [wish.guildId, wish.targetId, wish.weekday, wish.hour, wish.enabled],
  });
  return rowCount === 1;
}

/** False when there was none. */
export async function deleteDigest(db: Queryable, guildId: string, targetId: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "delete-digest",
    text: "delete from digests where guild_id = $1 and target_id = $2",
    values: [guildId, targetId],
  });
  return rowCount === 1;
}

export interface DueDigest {
  guildId: string;
  platform: Platform;
  guildName: string;
  targetId: string;
  /** The day it is due for: it tells of the seven days before. */
  day: string;
}

/** Those that are due, at most `limit`. Several of one guild come one after the other. */
export async function findDueDigests(db: Queryable, limit: number): Promise<DueDigest[]> {
  const { rows } = await db.query<DueDigest>({
    name: "find-due-digests",
    text: `
      select d.guild_id as "guildId", g.platform, g.name as "guildName", d.target_id as "targetId", due.day::text as day
      from digests d
      join guilds g on g.id = d.guild_id
      join notification_targets t on t.id = d.target_id and t.enabled
      cross join lateral (select digest_day(${zoneOf("d.guild_id")}, d.weekday, d.hour) as day) due
      where d.enabled and due.day > d.told_for
      order by d.guild_id, d.target_id limit $1`,
    values: [limit],
  });
  return rows;
}

/** Queues a digest that is due. False when somebody else did, or it is not wanted any more. */
export async function queueDueDigest(db: Queryable, due: DueDigest, facts: DigestFacts): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "queue-due-digest",
    text: `
      with told as (
        update digests set told_for = $3::date
        where guild_id = $1 and target_id = $2 and enabled and told_for < $3::date
        returning target_id
      )
      insert into notification_tasks (target_id, lane, key, event, occasion, facts, started_by)
      select t.id, coalesce(t.guild_id, 0), t.id, 'weekly_digest', format('digest:%s:%s', $1::int8, $3::date), $4::jsonb, 'digest'
      from notification_targets t join told on told.target_id = t.id where t.enabled
      on conflict (target_id, occasion) do nothing`,
    values: [due.guildId, due.targetId, due.day, toPayload(due.guildId, facts)],
  });
  return rowCount === 1;
}

/** Queues one now, whatever is due. Returns the delivery's number; null when there is no such target. */
export async function queueDigestNow(
  db: Queryable,
  guildId: string,
  targetId: string,
  facts: DigestFacts,
): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>({
    name: "queue-digest-now",
    text: `
      insert into notification_tasks (target_id, lane, key, event, occasion, facts, started_by)
      select t.id, coalesce(t.guild_id, 0), t.id, 'weekly_digest', 'digest:' || gen_random_uuid(), $2::jsonb, 'console'
      from notification_targets t where t.id = $1
      returning id`,
    values: [targetId, toPayload(guildId, facts)],
  });
  return rows[0]?.id ?? null;
}

const toPayload = (guildId: string, facts: DigestFacts) =>
  JSON.stringify({ guildId, guildName: facts.guildName, digest: facts });

/** Tasks of a guild that failed after a moment; parts of others are not counted. */
export async function countFailedOfGuild(db: Queryable, guildId: string, since: Date): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: "count-failed-of-guild",
    text: `
      select count(*)::int as count from history_fetch_tasks
      where guild_id = $1 and parent_task_id is null and status = 'failed' and completed_at >= $2`,
    values: [guildId, since],
  });
  return rows[0]?.count ?? 0;
}
