/** Whether the statistics are what the archive says: everything is counted again, by other statements than those that keep it. */
import type { Queryable } from "../../postgres/pool.ts";

/** A figure that is not what the archive says. */
export interface Difference {
  table: string;
  /** Which row, as "day 2025-03-01 · channel 3…". */
  row: string;
  expected: unknown;
  kept: unknown;
}

/** Most differences that are named of each table; all are counted by hand only when there are few. */
const mostNamed = 20;

/**
 * Compares every figure of a guild. `tx` is one snapshot (repeatable read), so that writers may go on meanwhile. What the
 * backlog still has to count is left out on both sides; of a guild that is being emptied there is nothing to compare. Reads
 * all messages of the guild.
 */
export async function findDifferences(tx: Queryable, guildId: string): Promise<Difference[]> {
  const found: Difference[] = [];
  const { rowCount } = await tx.query({
    text: "select from stats_guilds where guild_id = $1 and state = 'clearing'",
    values: [guildId],
  });
  if (rowCount === 1) return found; // nothing is counted until it is emptied
  for (const comparison of comparisons) {
    const { rows } = await tx.query<{ row: string; expected: unknown; kept: unknown }>({
      text: `
        with counted as not materialized (
          select m.*, (m.created_at at time zone g.zone)::date as day, g.zone,
            m.deleted_at is null and m.kind in ('default', 'reply', 'chat_input_command', 'context_menu_command') as stands
          from messages m
          join stats_guilds g on g.guild_id = m.guild_id
          left join stats_backlog b on b.channel_id = m.channel_id
          where m.guild_id = $1 and g.state = 'counting' and (b.channel_id is null or m.id <= b.counted_to)
            and m.created_at >= '0002-01-01' and m.created_at < '9999-01-01'
        ), waiting as (
          select d.*, (d.hour at time zone g.zone)::date as day
          from stats_deltas d join stats_guilds g on g.guild_id = d.guild_id where d.guild_id = $1
        ), expected (row, figures) as (${comparison.expected}
        ), kept (row, figures) as (${comparison.kept})
        select coalesce(e.row, k.row) as row, to_json(e.figures) as expected, to_json(k.figures) as kept
        from expected e full join kept k on k.row = e.row
        where coalesce(e.figures, array[0]::int8[]) is distinct from coalesce(k.figures, array[0]::int8[])
          and not (e.row is null and k.figures = array_fill(0::int8, array[cardinality(k.figures)]))
        order by 1 limit ${mostNamed}`,
      values: [guildId],
    });
    found.push(...rows.map((row) => ({ table: comparison.table, ...row })));
  }
  return found;
}

interface Comparison {
  table: string;
  /** SQL of (row text, figures int8[]) out of `counted`. */
  expected: string;
  /** The same out of the sums and what waits to be added to them. */
  kept: string;
}

const totals = `array[count(*) filter (where stands), count(*) filter (where stands and reply_to_id is not null),
  coalesce(sum(length(content)) filter (where stands), 0), count(*) filter (where stands and edited_at is not null),
  count(*) filter (where stands and content = ''), count(*) filter (where stands and length(content) between 21 and 100),
  count(*) filter (where stands and length(content) between 101 and 500), count(*) filter (where stands and length(content) > 500),
  count(*) filter (where deleted_at is not null), count(*) filter (where deleted_at is null and not stands)]::int8[]`;
const keptTotals = `array[sum(messages), sum(replies), sum(characters), sum(edited), sum(wordless), sum(medium), sum(long),
  sum(very_long), sum(deleted), sum(system)]::int8[]`;
const some = `array[count(*) filter (where stands), count(*) filter (where stands and reply_to_id is not null),
  coalesce(sum(length(content)) filter (where stands), 0)]::int8[]`;
const keptSome = "array[sum(messages), sum(replies), sum(characters)]::int8[]";

/** The same for days and for months. */
const byGrain = (make: (grain: string, period: (day: string) => string) => Comparison): Comparison[] => [
  make("day", (day) => day),
  make("month", (day) => `date_trunc('month', ${day})::date`),
];

const itemsOf = (period: (day: string) => string) => `
  select ${period("i.day")} || ' ' || i.kind || ' ' || i.item, array[sum(i.n)]::int8[] from (
    select c.day, o.kind, o.item, 1 as n from counted c cross join lateral stats_items_of(c.content) o where c.stands
    union all
    select c.day, 'attachment', stats_file_kind(a.content_type, a.file_name), 1
    from counted c join attachments a on a.channel_id = c.channel_id and a.message_id = c.id where c.stands
    union all
    select c.day, 'reaction', left(r.emoji, 60), r.count
    from counted c join reactions r on r.channel_id = c.channel_id and r.message_id = c.id where c.stands
  ) i group by ${period("i.day")}, i.kind, i.item having sum(i.n) <> 0`;

const comparisons: readonly Comparison[] = [
  {
    table: "stats_hourly",
    expected: `
      select stats_hour(created_at, zone)::text, array[count(*)]::int8[] from counted where stands group by 1`,
    kept: `
      select hour::text, array[sum(messages)]::int8[] from (
        select hour, messages from stats_hourly where guild_id = $1
        union all select hour, messages from waiting) k group by 1 having sum(messages) <> 0`,
  },
  ...byGrain((grain, period) => ({
    table: `stats_totals (${grain})`,
    expected: `select ${period("day")}::text, ${totals} from counted group by 1`,
    kept: `
      select period::text, ${keptTotals} from (
        select period, messages, replies, characters, edited, wordless, medium, long, very_long, deleted, system
        from stats_totals where guild_id = $1 and grain = '${grain}'
        union all
        select ${period("day")}, messages, replies, characters, edited, wordless, medium, long, very_long, deleted, system
        from waiting) k group by 1`,
  })),
  ...byGrain((grain, period) => ({
    table: `stats_totals.people (${grain})`,
    // What waits has no people yet: the rows of stats_people are what it counts.
    expected: `
      select period::text, array[count(*)]::int8[] from stats_people where guild_id = $1 and grain = '${grain}' group by 1`,
    kept: `
      select period::text, array[people]::int8[] from stats_totals
      where guild_id = $1 and grain = '${grain}' and people <> 0 and ${period("period")} = period`,
  })),
  ...byGrain((grain, period) => ({
    table: `stats_channels (${grain})`,
    expected: `select ${period("day")} || ' ' || channel_id, ${some} || array[count(*) filter (where deleted_at is not null)]::int8[]
      from counted group by ${period("day")}, channel_id
      -- What only the platform wrote makes no row.
      having count(*) filter (where stands or deleted_at is not null) > 0`,
    kept: `
      select period || ' ' || channel_id, ${keptSome} || array[sum(deleted)]::int8[] from (
        select period, channel_id, messages, replies, characters, deleted from stats_channels
        where guild_id = $1 and grain = '${grain}'
        union all select ${period("day")}, channel_id, messages, replies, characters, deleted from waiting) k
      group by period, channel_id`,
  })),
  ...byGrain((grain, period) => ({
    table: `stats_people (${grain})`,
    expected: `select ${period("day")} || ' ' || author_id, ${some} from counted where author_id is not null and stands
      group by ${period("day")}, author_id`,
    kept: `
      select period || ' ' || author_id, ${keptSome} from (
        select period, author_id, messages, replies, characters from stats_people where guild_id = $1 and grain = '${grain}'
        union all select ${period("day")}, author_id, messages, replies, characters from waiting where author_id is not null) k
      group by period, author_id having sum(messages) <> 0 or sum(characters) <> 0`,
  })),
  ...byGrain((grain) => ({
    table: `stats_sets (${grain})`,
    // Who has a row of stats_people, and nobody else.
    expected: `
      select p.period::text, array_agg(a.place order by a.place)::int8[]
      from stats_people p join stats_authors a using (guild_id, author_id)
      where p.guild_id = $1 and p.grain = '${grain}' group by 1`,
    kept: `
      select s.period::text, array_agg(n order by n)::int8[]
      from stats_sets s cross join generate_series(0, length(s.people) * 8 - 1) n
      where s.guild_id = $1 and s.grain = '${grain}' and get_bit(s.people, n) = 1 group by 1`,
  })),
  {
    table: "stats_clock",
    expected: `
      select date_trunc('month', day)::date || ' ' || extract(isodow from local) || ' ' || extract(hour from local), array[count(*)]::int8[]
      from (select day, created_at at time zone zone as local from counted where stands) c
      group by date_trunc('month', day)::date, extract(isodow from local), extract(hour from local)`,
    kept: `
      select month || ' ' || weekday || ' ' || hour, array[sum(messages)]::int8[] from (
        select month, weekday, hour, messages from stats_clock where guild_id = $1
        union all
        select date_trunc('month', day)::date, extract(isodow from local), extract(hour from local), messages
        from (select w.day, w.messages, w.hour at time zone g.zone as local
          from waiting w join stats_guilds g on g.guild_id = w.guild_id) w) k
      group by month, weekday, hour having sum(messages) <> 0`,
  },
  {
    table: "stats_authors",
    expected: `
      select author_id::text, array[count(*), min(day) - date '1970-01-01', max(day) - date '1970-01-01']::int8[]
      from counted where stands and author_id is not null group by author_id`,
    // First and last days are those of the days that there are, what waits included.
    kept: `
      select author_id::text, array[sum(messages), min(period) - date '1970-01-01', max(period) - date '1970-01-01']::int8[]
      from (
        select author_id, period, sum(messages) as messages from (
          select author_id, period, messages from stats_people where guild_id = $1 and grain = 'day'
          union all select author_id, day, messages from waiting where author_id is not null) d
        group by 1, 2 having sum(messages) <> 0) k group by author_id`,
  },
  {
    table: "stats_authors (first and last day)",
    expected: `
      select author_id::text, array[sum(messages), min(period) - date '1970-01-01', max(period) - date '1970-01-01']::int8[]
      from stats_people where guild_id = $1 and grain = 'day' group by author_id`,
    kept: `
      select author_id::text, array[messages, first_day - date '1970-01-01', last_day - date '1970-01-01']::int8[]
      from stats_authors where guild_id = $1`,
  },
  ...byGrain((grain, period) => ({
    table: `stats_items (${grain})`,
    expected: itemsOf(period),
    kept: `
      select period || ' ' || kind || ' ' || item, array[sum(count)]::int8[] from (
        select period, kind, item, count from stats_items where guild_id = $1 and grain = '${grain}'
        union all
        select ${period("day")}, kind, item, count from stats_item_deltas where guild_id = $1) k
      group by period, kind, item having sum(count) <> 0`,
  })),
];
