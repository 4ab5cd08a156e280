/** What has been archived for a guild, in sums. */
import type { Queryable } from "../../postgres/pool.ts";

export interface TaskSums {
  messagesFetched: number;
  messagesSaved: number;
  messagesDuplicate: number;
  messagesUpdated: number;
}

/** What the guild's tasks have done in all; a guild task stands for its parts. */
export async function sumTasks(db: Queryable, guildId: string): Promise<TaskSums> {
  const { rows } = await db.query<{ fetched: string; saved: string; duplicate: string; updated: string }>({
    name: "sum-tasks",
    text: `
      select coalesce(sum(messages_fetched), 0) as fetched, coalesce(sum(messages_saved), 0) as saved,
        coalesce(sum(messages_duplicate), 0) as duplicate, coalesce(sum(messages_updated), 0) as updated
      from history_fetch_tasks where guild_id = $1 and parent_task_id is null`,
    values: [guildId],
  });
  return {
    messagesFetched: Number(rows[0]?.fetched),
    messagesSaved: Number(rows[0]?.saved),
    messagesDuplicate: Number(rows[0]?.duplicate),
    messagesUpdated: Number(rows[0]?.updated),
  };
}

/** Messages newly archived on each of the last `days` days, today (UTC) last; days without any are 0. */
export async function countArchivedPerDay(
  db: Queryable,
  guildId: string,
  days: number,
): Promise<{ day: string; messages: number }[]> {
  const { rows } = await db.query<{ day: string; messages: string }>({
    name: "count-archived-per-day",
    text: `
      with today as (select (now() at time zone 'utc')::date as day)
      select to_char(d.day, 'YYYY-MM-DD') as day, coalesce(sum(a.messages_saved), 0) as messages
      from today cross join lateral generate_series(today.day - ($2::int - 1), today.day, interval '1 day') as d (day)
      left join (
        -- Bounded by the day: with years of archiving only the wanted part of each channel is read.
        select a.day, a.messages_saved from archive_days a join channels c on c.id = a.channel_id
        where c.guild_id = $1 and a.day > (now() at time zone 'utc')::date - $2::int) a on a.day = d.day::date
      group by d.day
      order by d.day`,
    values: [guildId, days],
  });
  return rows.map((row) => ({ day: row.day, messages: Number(row.messages) }));
}
