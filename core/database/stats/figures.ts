/**
 * Figures of a guild over a span of days, out of the sums and of what waits to be added to them. The sums of whole months
 * save reading those of their days.
 */
import { type Span, type Step, toPieces } from "../../model/statistics/span.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** How a guild's statistics stand. */
export interface StatisticsState {
  zone: string;
  isCounted: boolean;
  uncountedChannels: number;
  /** First and last day there is anything of, as far as it is added up; null when there is nothing. */
  known: Span | null;
}

export async function loadState(db: Queryable, guildId: string): Promise<StatisticsState> {
  const { rows } = await db.query<{
    zone: string | null;
    is_clearing: boolean | null;
    uncounted: number;
    first: string | null;
    last: string | null;
  }>({
    name: "load-statistics-state",
    text: `
      select g.zone, g.state = 'clearing' as is_clearing,
        (select count(*)::int from stats_backlog where guild_id = $1) as uncounted,
        (select least(min(period), (select min((hour at time zone coalesce(g.zone, 'UTC'))::date) from stats_deltas where guild_id = $1))
          from stats_totals where guild_id = $1 and grain = 'day')::text as first,
        (select greatest(max(period), (select max((hour at time zone coalesce(g.zone, 'UTC'))::date) from stats_deltas where guild_id = $1))
          from stats_totals where guild_id = $1 and grain = 'day')::text as last
      from (select 1) one left join stats_guilds g on g.guild_id = $1`,
    values: [guildId],
  });
  const [row] = rows;
  const uncountedChannels = row?.uncounted ?? 0;
  return {
    zone: row?.zone ?? "UTC",
    isCounted: row?.is_clearing !== true && uncountedChannels === 0,
    uncountedChannels,
    known: row?.first && row.last ? { from: row.first, to: row.last } : null,
  };
}

/** SQL: the days of what waits, in the guild's zone. $1 is the guild. */
const waiting = `(select d.*, (d.hour at time zone coalesce((select zone from stats_guilds where guild_id = $1), 'UTC'))::date as day
  from stats_deltas d where d.guild_id = $1)`;

/** SQL: columns of one of the sums over $2 … $7 (pieces) and of what waits over $8 and $9. */
function over(
  table: string,
  columns: string,
  where = "true",
  waitingColumns = columns,
  source = waiting,
): string {
  return `(
    select ${columns} from ${table} where guild_id = $1 and grain = 'month' and period >= $2::date and period < $3::date and ${where}
    union all
    select ${columns} from ${table} where guild_id = $1 and grain = 'day' and period >= $4::date and period < $5::date and ${where}
    union all
    select ${columns} from ${table} where guild_id = $1 and grain = 'day' and period >= $6::date and period < $7::date and ${where}
    union all
    select ${waitingColumns} from ${source} w where day >= $8::date and day <= $9::date and ${where})`;
}
const values = (guildId: string, span: Span): string[] => {
  const { months, head, tail } = toPieces(span);
  return [guildId, ...months, ...head, ...tail, span.from, span.to];
};
const waitingItems = "(select * from stats_item_deltas where guild_id = $1)";

export interface TotalsRecord {
  messages: number;
  replies: number;
  characters: number;
  edited: number;
  wordless: number;
  medium: number;
  long: number;
  veryLong: number;
  deleted: number;
  system: number;
  /** Who wrote, bots left out. */
  people: number;
}

const totalColumns =
  "messages, replies, characters, edited, wordless, medium, long, very_long, deleted, system";

export async function loadTotals(db: Queryable, guildId: string, span: Span): Promise<TotalsRecord> {
  const [{ rows }, people] = await Promise.all([
    db.query<Record<string, string>>({
      name: "load-statistics-totals",
      text: `
        select ${totalColumns
          .split(", ")
          .map((column) => `coalesce(sum(${column}), 0) as ${column}`)
          .join(", ")}
        from ${over("stats_totals", totalColumns)} s`,
      values: values(guildId, span),
    }),
    db.query<{ people: number }>({
      name: "count-people-of-span",
      text: `
        select count(*)::int as people from (
          select author_id from ${over("stats_people", "author_id, messages", "author_id is not null")} p
          group by author_id having sum(messages) > 0
        ) s
        where not exists (select from authors a where a.id = s.author_id and a.is_bot)`,
      values: values(guildId, span),
    }),
  ]);
  const row = rows[0] ?? {};
  const of = (column: string) => Number(row[column] ?? 0);
  return {
    messages: of("messages"),
    replies: of("replies"),
    characters: of("characters"),
    edited: of("edited"),
    wordless: of("wordless"),
    medium: of("medium"),
    long: of("long"),
    veryLong: of("very_long"),
    deleted: of("deleted"),
    system: of("system"),
    people: people.rows[0]?.people ?? 0,
  };
}

export interface PeriodRecord {
  /** The day or the first of the month. */
  period: string;
  messages: number;
  people: number;
}

/** Days or months of a span on which something was said, oldest first. */
export async function loadPeriods(
  db: Queryable,
  guildId: string,
  span: Span,
  grain: "day" | "month",
): Promise<PeriodRecord[]> {
  const { rows } = await db.query<{ period: string; messages: string; people: string }>({
    name: `load-statistics-by-${grain}`,
    // How many wrote stands in the totals; counted by hand only where something waits, and less the bots, who are few.
    text: `
      with waiting as materialized (
        select ${grain === "day" ? "day" : "date_trunc('month', day)::date"} as period, author_id, sum(messages) as messages
        from ${waiting} w where day >= $2::date and day <= $3::date group by 1, 2
      ), kept as materialized (
        select period, messages, people from stats_totals
        where guild_id = $1 and grain = '${grain}' and period >= ${grain === "day" ? "$2::date" : "date_trunc('month', $2::date)::date"} and period <= $3::date
      ), bots as materialized (
        select author_id from stats_authors s join authors a on a.id = s.author_id and a.is_bot where s.guild_id = $1
      ), of_bots as (
        select p.period, count(*) as people from kept k cross join bots b
        join stats_people p on p.guild_id = $1 and p.grain = '${grain}' and p.period = k.period and p.author_id = b.author_id
        group by 1
      ), anew as (
        select period, count(*) as people from (
          select period, author_id from (
            select period, author_id, messages from waiting where author_id is not null
            union all
            select p.period, p.author_id, p.messages from stats_people p
            where p.guild_id = $1 and p.grain = '${grain}' and p.period in (select period from waiting where author_id is not null)
          ) both_kinds
          where not exists (select from authors a where a.id = author_id and a.is_bot)
          group by 1, 2 having sum(messages) > 0
        ) s group by 1
      )
      select period::text, sum(messages) as messages, max(people) as people from (
        select k.period, k.messages, case when exists (select from waiting w where w.period = k.period and w.author_id is not null)
          then coalesce(a.people, 0) else k.people - coalesce(b.people, 0) end as people
        from kept k left join of_bots b using (period) left join anew a using (period)
        union all
        select w.period, sum(w.messages), coalesce(max(a.people), 0) from waiting w left join anew a using (period) group by 1
      ) s
      group by 1 order by 1`,
    values: [guildId, span.from, span.to],
  });
  return rows.map((row) => ({
    period: row.period,
    messages: Number(row.messages),
    people: Number(row.people),
  }));
}

/** Messages by hour of a span, oldest first; hours without any are left out. */
export async function loadHours(
  db: Queryable,
  guildId: string,
  span: Span,
): Promise<{ hour: Date; messages: number }[]> {
  const { rows } = await db.query<{ hour: Date; messages: string }>({
    name: "load-statistics-by-hour",
    text: `
      with bounds as materialized (
        select $2::date::timestamp at time zone zone as low, ($3::date + 1)::timestamp at time zone zone as high
        from (select coalesce((select zone from stats_guilds where guild_id = $1), 'UTC') as zone) z
      )
      select hour, sum(messages) as messages from (
        select hour, messages from stats_hourly, bounds where guild_id = $1 and hour >= low and hour < high
        union all
        select hour, messages from stats_deltas, bounds where guild_id = $1 and hour >= low and hour < high
      ) s group by 1 having sum(messages) <> 0 order by 1`,
    values: [guildId, span.from, span.to],
  });
  return rows.map((row) => ({ hour: row.hour, messages: Number(row.messages) }));
}

/** Messages by weekday (1 is Monday) and hour of the zone's clock. */
export async function loadHeat(
  db: Queryable,
  guildId: string,
  span: Span,
): Promise<{ weekday: number; hour: number; messages: number }[]> {
  const { rows } = await db.query<{ weekday: number; hour: number; messages: string }>({
    name: "load-statistics-heat",
    text: `
      with zone as materialized (select coalesce((select zone from stats_guilds where guild_id = $1), 'UTC') as zone),
      bounds as materialized (
        select $2::date::timestamp at time zone zone as low, ($3::date + 1)::timestamp at time zone zone as high, zone from zone
      )
      select extract(isodow from local)::int as weekday, extract(hour from local)::int as hour, sum(messages) as messages
      from (
        select hour at time zone zone as local, messages from stats_hourly, bounds
        where guild_id = $1 and hour >= low and hour < high
        union all
        select hour at time zone zone, messages from stats_deltas, bounds where guild_id = $1 and hour >= low and hour < high
      ) s group by 1, 2`,
    values: [guildId, span.from, span.to],
  });
  return rows.map((row) => ({ ...row, messages: Number(row.messages) }));
}

export interface ChannelRank {
  id: string;
  name: string;
  parentName: string | null;
  isThread: boolean;
  messages: number;
}

/** The channels and the threads in which most was said, each at most `limit`. */
export async function rankChannels(
  db: Queryable,
  guildId: string,
  span: Span,
  limit: number,
): Promise<ChannelRank[]> {
  const { rows } = await db.query<Omit<ChannelRank, "messages"> & { messages: string }>({
    name: "rank-channels",
    text: `
      select id, name, "parentName", "isThread", messages from (
        select c.id, c.name, p.name as "parentName", c.kind like '%thread' or c.kind = 'topic' as "isThread", s.messages,
          row_number() over (partition by c.kind like '%thread' or c.kind = 'topic' order by s.messages desc, c.id) as rank
        from (select channel_id, sum(messages) as messages from ${over("stats_channels", "channel_id, messages")} k
          group by 1 having sum(messages) > 0) s
        join channels c on c.id = s.channel_id
        left join channels p on p.id = c.parent_id
      ) ranked
      where rank <= $10 order by messages desc, id`,
    values: [...values(guildId, span), limit],
  });
  return rows.map((row) => ({ ...row, messages: Number(row.messages) }));
}

/** How much was said in each of these channels, by id. */
export async function countInChannels(
  db: Queryable,
  guildId: string,
  span: Span,
  channelIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ channel_id: string; messages: string }>({
    name: "count-in-channels",
    text: `
      select channel_id, sum(messages) as messages
      from ${over("stats_channels", "channel_id, messages", "channel_id = any($10::int8[])")} k group by 1`,
    values: [...values(guildId, span), channelIds],
  });
  return new Map(rows.map((row) => [row.channel_id, Number(row.messages)]));
}

export interface PersonRank {
  id: string;
  name: string;
  userName: string;
  isBot: boolean;
  messages: number;
  /** Last day on which they wrote anything in the guild. */
  lastDay: string | null;
}

/** Who wrote most; people who opted out are not among them. */
export async function rankPeople(
  db: Queryable,
  guildId: string,
  span: Span,
  limit: number,
  { withBots = true }: { withBots?: boolean } = {},
): Promise<PersonRank[]> {
  const { rows } = await db.query<Omit<PersonRank, "messages"> & { messages: string }>({
    name: "rank-people",
    text: `
      select s.author_id as id, coalesce(m.nick, a.display_name, a.name, s.author_id::text) as name,
        coalesce(a.name, s.author_id::text) as "userName", coalesce(a.is_bot, false) as "isBot", s.messages,
        k.last_day::text as "lastDay"
      from (
        select author_id, sum(messages) as messages
        from ${over("stats_people", "author_id, messages", "author_id is not null")} p
        group by 1 having sum(messages) > 0
      ) s
      left join authors a on a.id = s.author_id
      left join members m on m.guild_id = $1 and m.user_id = s.author_id
      left join stats_authors k on k.guild_id = $1 and k.author_id = s.author_id
      where ($11 or not coalesce(a.is_bot, false))
        and not exists (select from forgotten f where f.kind = 'person' and f.subject_id = s.author_id)
      order by s.messages desc, s.author_id limit $10`,
    values: [...values(guildId, span), limit, withBots],
  });
  return rows.map((row) => ({ ...row, messages: Number(row.messages) }));
}

export type ItemKind = "emoji" | "reaction" | "domain" | "attachment";

/** What messages carried most. */
export async function rankItems(
  db: Queryable,
  guildId: string,
  span: Span,
  kind: ItemKind,
  limit: number,
): Promise<{ item: string; count: number }[]> {
  const { rows } = await db.query<{ item: string; count: string }>({
    name: "rank-items",
    text: `
      select item, sum(count) as count
      from ${over("stats_items", "item, count", "kind = $10", "item, count", waitingItems)} i
      group by 1 having sum(count) > 0 order by sum(count) desc, item limit $11`,
    values: [...values(guildId, span), kind, limit],
  });
  return rows.map((row) => ({ item: row.item, count: Number(row.count) }));
}

/** How many people wrote for the first time, by day or month; bots left out. */
export async function countNewPeople(
  db: Queryable,
  guildId: string,
  span: Span,
  step: Exclude<Step, "hour">,
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ period: string; people: number }>({
    name: `count-new-people-by-${step}`,
    text: `
      select ${step === "day" ? "first_day" : "date_trunc('month', first_day)::date"}::text as period, count(*)::int as people
      from (
        select author_id, min(first_day) as first_day from (
          select author_id, first_day from stats_authors where guild_id = $1
          union all
          select author_id, day from ${waiting} w where author_id is not null group by 1, 2 having sum(messages) > 0
        ) f group by 1
      ) s
      where first_day >= $2::date and first_day <= $3::date
        and not exists (select from authors a where a.id = s.author_id and a.is_bot)
      group by 1`,
    values: [guildId, span.from, span.to],
  });
  return new Map(rows.map((row) => [row.period, row.people]));
}

/** Who first wrote in a month and how many of them wrote in which month; from the month `since` on. */
export async function loadCohorts(
  db: Queryable,
  guildId: string,
  since: string,
): Promise<{ month: string; period: string; people: number }[]> {
  const { rows } = await db.query<{ month: string; period: string; people: number }>({
    name: "load-cohorts",
    text: `
      select date_trunc('month', s.first_day)::date::text as month, p.period::text, count(*)::int as people
      from stats_authors s
      join stats_people p on p.guild_id = $1 and p.grain = 'month' and p.author_id = s.author_id and p.period >= $2::date
      where s.guild_id = $1 and s.first_day >= $2::date
        and not exists (select from authors a where a.id = s.author_id and a.is_bot)
      group by 1, 2 order by 1, 2`,
    values: [guildId, since],
  });
  return rows;
}

/** Who came and went, by day or month of the guild's zone. */
export async function countComings(
  db: Queryable,
  guildId: string,
  span: Span,
  step: Exclude<Step, "hour">,
): Promise<Map<string, { joins: number; leaves: number }>> {
  const { rows } = await db.query<{ period: string; joins: number; leaves: number }>({
    name: `count-comings-by-${step}`,
    text: `
      with zone as materialized (select coalesce((select zone from stats_guilds where guild_id = $1), 'UTC') as zone)
      select date_trunc('${step}', at at time zone zone)::date::text as period,
        count(*) filter (where kind = 'joined')::int as joins, count(*) filter (where kind = 'left')::int as leaves
      from member_events, zone
      where guild_id = $1 and kind in ('joined', 'left')
        and at >= $2::date::timestamp at time zone zone and at < ($3::date + 1)::timestamp at time zone zone
      group by 1`,
    values: [guildId, span.from, span.to],
  });
  return new Map(rows.map((row) => [row.period, { joins: row.joins, leaves: row.leaves }]));
}
