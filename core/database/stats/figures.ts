/**
 * Figures of a guild over a span of days, out of the sums and of what waits to be added to them. The sums of whole months
 * save reading those of their days.
 */
import { type Span, type Step, toParts, toPieces } from "../../model/statistics/span.ts";
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

/**
 * SQL: (sign, …) of the rows of one of the sums over $2 … $5 (the parts of a span, toParts) and of what waits over $6 and $7.
 * Whoever sums multiplies by the sign.
 */
function over(
  table: string,
  columns: string,
  where = "true",
  waitingColumns = columns,
  source = waiting,
): string {
  return `(
    select p.sign, s.* from unnest($2::text[], $3::date[], $4::date[], $5::int[]) p (grain, low, high, sign)
    cross join lateral (
      select ${columns} from ${table} where guild_id = $1 and grain = p.grain and period >= p.low and period < p.high and ${where}
    ) s
    union all
    select 1, ${waitingColumns} from ${source} w where day >= $6::date and day <= $7::date and ${where})`;
}
const values = (guildId: string, asked: AskedSpan): unknown[] => {
  const parts = toParts(asked, asked.known?.to ?? null);
  return [
    guildId,
    parts.map(({ grain }) => grain),
    parts.map(({ low }) => low),
    parts.map(({ high }) => high),
    parts.map(({ sign }) => sign),
    asked.from,
    asked.to,
  ];
};
const waitingItems = "(select * from stats_item_deltas where guild_id = $1)";

/** A span, and the days there is anything of (loadState), null when there is nothing: others cost nothing to read. */
export interface AskedSpan extends Span {
  known: Span | null;
}

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
}

const totalColumns =
  "messages, replies, characters, edited, wordless, medium, long, very_long, deleted, system";

export async function loadTotals(db: Queryable, guildId: string, span: AskedSpan): Promise<TotalsRecord> {
  const { rows } = await db.query<Record<string, string>>({
    name: "load-statistics-totals",
    text: `
      select ${totalColumns
        .split(", ")
        .map((column) => `coalesce(sum(sign * ${column}), 0) as ${column}`)
        .join(", ")}
      from ${over("stats_totals", totalColumns)} s`,
    values: values(guildId, span),
  });
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
  };
}

export interface PeriodRecord {
  /** The day or the first of the month. */
  period: string;
  messages: number;
}

/** Days or months of a span on which something was said, oldest first; months at its ends are whole. */
export async function loadPeriods(
  db: Queryable,
  guildId: string,
  span: Span,
  grain: "day" | "month",
): Promise<PeriodRecord[]> {
  const { rows } = await db.query<{ period: string; messages: string }>({
    name: `load-statistics-by-${grain}`,
    text: `
      select period::text, sum(messages) as messages from (
        select period, messages from stats_totals
        where guild_id = $1 and grain = '${grain}' and period >= ${grain === "day" ? "$2::date" : "date_trunc('month', $2::date)::date"} and period <= $3::date
        union all
        select ${grain === "day" ? "day" : "date_trunc('month', day)::date"}, messages
        from ${waiting} w where day >= $2::date and day <= $3::date
      ) s
      group by 1 order by 1`,
    values: [guildId, span.from, span.to],
  });
  return rows.map((row) => ({ period: row.period, messages: Number(row.messages) }));
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
  const { months, head, tail } = toPieces(span);
  const { rows } = await db.query<{ weekday: number; hour: number; messages: string }>({
    name: "load-statistics-heat",
    text: `
      with zone as materialized (select coalesce((select zone from stats_guilds where guild_id = $1), 'UTC') as zone)
      select weekday, hour, sum(messages) as messages from (
        select weekday::int, hour::int, messages from stats_clock where guild_id = $1 and month >= $2::date and month < $3::date
        union all
        select extract(isodow from local)::int, extract(hour from local)::int, messages from (
          select h.hour at time zone zone as local, h.messages
          from zone, (values ($4::date, $5::date), ($6::date, $7::date)) piece (low, high)
          cross join lateral (
            select hour, messages from stats_hourly
            where guild_id = $1 and hour >= low::timestamp at time zone zone and hour < high::timestamp at time zone zone
          ) h
          union all
          select d.hour at time zone zone, d.messages from stats_deltas d, zone
          where d.guild_id = $1 and d.hour >= $8::date::timestamp at time zone zone
            and d.hour < ($9::date + 1)::timestamp at time zone zone
        ) ends
      ) s group by 1, 2`,
    values: [guildId, ...months, ...head, ...tail, span.from, span.to],
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
  span: AskedSpan,
  limit: number,
): Promise<ChannelRank[]> {
  const { rows } = await db.query<Omit<ChannelRank, "messages"> & { messages: string }>({
    name: "rank-channels",
    text: `
      select id, name, "parentName", "isThread", messages from (
        select c.id, c.name, p.name as "parentName", c.kind like '%thread' or c.kind = 'topic' as "isThread", s.messages,
          row_number() over (partition by c.kind like '%thread' or c.kind = 'topic' order by s.messages desc, c.id) as rank
        from (select channel_id, sum(sign * messages) as messages from ${over("stats_channels", "channel_id, messages")} k
          group by 1 having sum(sign * messages) > 0) s
        join channels c on c.id = s.channel_id
        left join channels p on p.id = c.parent_id
      ) ranked
      where rank <= $8 order by messages desc, id`,
    values: [...values(guildId, span), limit],
  });
  return rows.map((row) => ({ ...row, messages: Number(row.messages) }));
}

/** How much was said in each of these channels, by id. */
export async function countInChannels(
  db: Queryable,
  guildId: string,
  span: AskedSpan,
  channelIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ channel_id: string; messages: string }>({
    name: "count-in-channels",
    text: `
      select channel_id, sum(sign * messages) as messages
      from ${over("stats_channels", "channel_id, messages", "channel_id = any($8::int8[])")} k group by 1`,
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
  span: AskedSpan,
  limit: number,
  { withBots = true }: { withBots?: boolean } = {},
): Promise<PersonRank[]> {
  const isAll = span.known !== null && span.from <= span.known.from && span.to >= span.known.to;
  const { rows } = await db.query<Omit<PersonRank, "messages"> & { messages: string }>(
    isAll
      ? {
          name: "rank-all-people",
          text: ranking(allPeople, "$2", "$3"),
          values: [guildId, limit, withBots],
        }
      : {
          name: "rank-people",
          text: ranking(over("stats_people", "author_id, messages", "author_id is not null"), "$8", "$9"),
          values: [...values(guildId, span), limit, withBots],
        },
  );
  return rows.map((row) => ({ ...row, messages: Number(row.messages) }));
}

/** SQL: what everybody of $1 ever wrote, which no span has to be read for. */
const allPeople = `(
  select 1 as sign, author_id, messages from stats_authors where guild_id = $1
  union all
  select 1, author_id, messages from stats_deltas where guild_id = $1 and author_id is not null)`;

/** SQL: the first of these people. Who is left out is known by few rows; names are looked up for those that are shown. */
const ranking = (source: string, limit: string, withBots: string): string => `
  select s.author_id as id, coalesce(m.nick, a.display_name, a.name, s.author_id::text) as name,
    coalesce(a.name, s.author_id::text) as "userName", coalesce(a.is_bot, false) as "isBot", s.messages,
    k.last_day::text as "lastDay"
  from (
    select p.author_id, p.messages
    from (select author_id, sum(sign * messages) as messages from ${source} each
      group by 1 having sum(sign * messages) > 0) p
    where not exists (select from forgotten f where f.kind = 'person' and f.subject_id = p.author_id)
      and (${withBots} or not exists (select from authors a where a.is_bot and a.id = p.author_id))
    order by 2 desc, 1 limit ${limit}
  ) s
  left join authors a on a.id = s.author_id
  left join members m on m.guild_id = $1 and m.user_id = s.author_id
  left join stats_authors k on k.guild_id = $1 and k.author_id = s.author_id
  order by s.messages desc, s.author_id`;

export type ItemKind = "emoji" | "reaction" | "domain" | "attachment";

/** What messages carried most. */
export async function rankItems(
  db: Queryable,
  guildId: string,
  span: AskedSpan,
  kind: ItemKind,
  limit: number,
): Promise<{ item: string; count: number }[]> {
  const { rows } = await db.query<{ item: string; count: string }>({
    name: "rank-items",
    text: `
      select item, sum(sign * count) as count
      from ${over("stats_items", "item, count", "kind = $8", "item, count", waitingItems)} i
      group by 1 having sum(sign * count) > 0 order by sum(sign * count) desc, item limit $9`,
    values: [...values(guildId, span), kind, limit],
  });
  return rows.map((row) => ({ item: row.item, count: Number(row.count) }));
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
