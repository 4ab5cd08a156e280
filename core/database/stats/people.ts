/** Who wrote on which days and in which months, out of the sets of bits and of what waits to be added to them. */
import type { PeopleCalendar } from "../../model/statistics/peopleCalendar.ts";
import { nobody, type PeopleSet, putPlace, without } from "../../model/statistics/peopleSet.ts";
import type { Span } from "../../model/statistics/span.ts";
import type { Queryable } from "../../postgres/pool.ts";

interface SetRow {
  grain: "day" | "month" | "bot";
  /** Null for a bot. */
  period: string | null;
  /** Null for what waits, and for bots. */
  people: Buffer | null;
  author_id: string | null;
  /** Null for an author who is not added up yet. */
  place: number | null;
  is_there: boolean | null;
}

/** Every month up to that of `until`, and the given days; bots are taken off. One statement, so that nothing is between what is added up and what waits. */
export async function loadPeopleCalendar(
  db: Queryable,
  guildId: string,
  until: string,
  days: readonly Span[],
): Promise<PeopleCalendar> {
  const { rows } = await db.query<SetRow>({
    name: "load-people-calendar",
    text: `
      with wanted as materialized (
        select unnest($3::date[]) as low, unnest($4::date[]) as high
      ), waiting as materialized (
        select author_id, day, sum(messages) as messages from (
          select author_id, messages,
            (hour at time zone coalesce((select zone from stats_guilds where guild_id = $1), 'UTC'))::date as day
          from stats_deltas where guild_id = $1 and author_id is not null
        ) d group by 1, 2
      ), changed as materialized (
        select 'day' as grain, day as period, author_id, messages from waiting
        where exists (select from wanted where day >= low and day <= high)
        union all
        select 'month', date_trunc('month', day)::date, author_id, sum(messages) from waiting where day <= $2::date group by 2, 3
      )
      select 'month' as grain, period::text, people, null::int8 as author_id, null::int as place, null::boolean as is_there
      from stats_sets where guild_id = $1 and grain = 'month' and period <= $2::date
      union all
      select 'day', s.period::text, s.people, null, null, null
      from wanted w join stats_sets s on s.guild_id = $1 and s.grain = 'day' and s.period >= w.low and s.period <= w.high
      union all
      select 'bot', null, null, a.id, k.place, null from authors a
      left join stats_authors k on k.guild_id = $1 and k.author_id = a.id
      where a.is_bot and (k.place is not null or a.id in (select author_id from changed))
      union all
      select c.grain, c.period::text, null, c.author_id, k.place, c.messages + coalesce(p.messages, 0) > 0
      from changed c
      left join stats_people p on p.guild_id = $1 and p.grain = c.grain and p.period = c.period and p.author_id = c.author_id
      left join stats_authors k on k.guild_id = $1 and k.author_id = c.author_id`,
    values: [guildId, until, days.map(({ from }) => from), days.map(({ to }) => to)],
  });
  return toCalendar(rows);
}

function toCalendar(rows: readonly SetRow[]): PeopleCalendar {
  const sets = { day: new Map<string, PeopleSet>(), month: new Map<string, PeopleSet>() };
  for (const { grain, period, people } of rows)
    if (grain !== "bot" && period !== null && people !== null) sets[grain].set(period, people);
  // Who is not added up yet gets a place of their own, above all there are.
  let free = 8 * Math.max(0, ...rows.map(({ people }) => people?.length ?? 0));
  for (const { place } of rows) if (place !== null && place >= free) free = place + 1;
  const own = new Map<string, number>();
  const placeOf = ({ author_id, place }: SetRow) => {
    if (place !== null || author_id === null) return place ?? 0;
    const given = own.get(author_id) ?? free++;
    own.set(author_id, given);
    return given;
  };
  let bots = nobody;
  for (const row of rows) {
    if (row.grain === "bot") bots = putPlace(bots, placeOf(row), true);
    else if (row.period !== null && row.is_there !== null) {
      const set = sets[row.grain].get(row.period) ?? nobody;
      sets[row.grain].set(row.period, putPlace(set, placeOf(row), row.is_there));
    }
  }
  for (const of of [sets.day, sets.month]) for (const [period, set] of of) of.set(period, without(set, bots));
  return { days: sets.day, months: sets.month };
}
