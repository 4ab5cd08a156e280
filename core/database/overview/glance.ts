/** What the overview tells of all servers together, in sums that are kept and small tables. */
import type { Platform } from "../../model/platform.ts";
import type { TaskStatus } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";

export interface GuildAtAGlance {
  id: string;
  platform: Platform;
  name: string;
  isReadable: boolean;
  openTasks: number;
}

/** All guilds that may be shown, by id. */
export async function listGuildsAtAGlance(db: Queryable, includeDemo: boolean): Promise<GuildAtAGlance[]> {
  const { rows } = await db.query<GuildAtAGlance>({
    name: "list-guilds-at-a-glance",
    text: `
      select g.id, g.platform, g.name,
        g.removed_at is null and exists (
          select from account_guilds m join accounts a on a.id = m.account_id
          where m.guild_id = g.id and a.enabled) as "isReadable",
        coalesce(t.open, 0)::int as "openTasks"
      from guilds g
      left join (
        select guild_id, count(*) as open from history_fetch_tasks
        where parent_task_id is null and status in ('pending', 'running', 'paused') group by 1) t on t.guild_id = g.id
      where not g.is_demo or $1
      order by g.id`,
    values: [includeDemo],
  });
  return rows;
}

export interface DayOfGuild {
  guildId: string;
  /** How many days before the guild's today: 0 is today. */
  daysAgo: number;
  messages: number;
}

/** What was sent in each guild on each of its last days, out of the sums and what waits; days without anything are absent. */
export async function loadLastDays(
  db: Queryable,
  guildIds: readonly string[],
  days: number,
  now: Date,
): Promise<DayOfGuild[]> {
  const { rows } = await db.query<{ guild_id: string; days_ago: number; messages: string }>({
    name: "load-last-days",
    text: `
      with wanted as materialized (
        select g.id as guild_id, coalesce(s.zone, 'UTC') as zone,
          ($3::timestamptz at time zone coalesce(s.zone, 'UTC'))::date as today
        from unnest($1::int8[]) g (id) left join stats_guilds s on s.guild_id = g.id
      )
      select guild_id, days_ago, sum(messages) as messages from (
        select w.guild_id, w.today - t.period as days_ago, t.messages
        from wanted w
        join stats_totals t on t.guild_id = w.guild_id and t.grain = 'day' and t.period > w.today - $2::int and t.period <= w.today
        union all
        select w.guild_id, w.today - (d.hour at time zone w.zone)::date, d.messages
        from stats_deltas d join wanted w using (guild_id)
      ) s
      where days_ago >= 0 and days_ago < $2::int
      group by 1, 2 having sum(messages) > 0`,
    values: [guildIds, days, now],
  });
  return rows.map((row) => ({
    guildId: row.guild_id,
    daysAgo: row.days_ago,
    messages: Number(row.messages),
  }));
}

/** Bytes of the database and of stored files. */
export async function measureStorage(db: Queryable): Promise<{ databaseBytes: number; fileBytes: number }> {
  const { rows } = await db.query<{ database_bytes: string; file_bytes: string }>({
    name: "measure-storage",
    text: `
      select pg_database_size(current_database()) as database_bytes,
        (select coalesce(sum(size_bytes), 0) from media) as file_bytes`,
  });
  return { databaseBytes: Number(rows[0]?.database_bytes), fileBytes: Number(rows[0]?.file_bytes) };
}

export interface NextSchedule {
  id: string;
  name: string;
  guildName: string;
  nextRunAt: Date;
}

/** What comes due next, the soonest first. */
export async function listNextSchedules(
  db: Queryable,
  includeDemo: boolean,
  limit: number,
): Promise<NextSchedule[]> {
  const { rows } = await db.query<NextSchedule>({
    name: "list-next-schedules",
    text: `
      select s.id, s.name, g.name as "guildName", s.next_run_at as "nextRunAt"
      from schedules s join guilds g on g.id = s.guild_id
      where s.enabled and s.next_run_at is not null and (not g.is_demo or $1)
      order by s.next_run_at, s.id limit $2`,
    values: [includeDemo, limit],
  });
  return rows;
}

export interface Changes {
  ended: { status: TaskStatus; count: number }[];
  newServers: { guildId: string; name: string }[];
  joins: number;
  leaves: number;
}

/** What happened after a moment, of the guilds that may be shown. */
export async function loadChanges(db: Queryable, since: Date, includeDemo: boolean): Promise<Changes> {
  const [ended, servers, people] = await Promise.all([
    db.query<Changes["ended"][number]>({
      name: "count-ended-since",
      text: `
        select t.status, count(*)::int as count from tasks t
        where t.completed_at > $1 and t.parent_task_id is null and t.kind <> 'notification'
          and (t.kind <> 'history_fetch' or exists (
            select from guilds g where g.id = t.lane and (not g.is_demo or $2)))
        group by 1 order by 1`,
      values: [since, includeDemo],
    }),
    db.query<Changes["newServers"][number]>({
      name: "list-new-guilds-since",
      text: `
        select id as "guildId", name from guilds
        where created_at > $1 and (not is_demo or $2) order by created_at desc, id limit 20`,
      values: [since, includeDemo],
    }),
    db.query<{ joins: number; leaves: number }>({
      name: "count-comings-since",
      text: `
        select coalesce(sum(joins), 0)::int as joins, coalesce(sum(leaves), 0)::int as leaves
        from guilds g cross join lateral (
          select count(*) filter (where kind = 'joined') as joins, count(*) filter (where kind = 'left') as leaves
          from member_events e where e.guild_id = g.id and e.at > $1
        ) e
        where not g.is_demo or $2`,
      values: [since, includeDemo],
    }),
  ]);
  return { ended: ended.rows, newServers: servers.rows, ...(people.rows[0] ?? { joins: 0, leaves: 0 }) };
}
