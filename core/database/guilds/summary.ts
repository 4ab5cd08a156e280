/** What of a guild is archived, in figures. */
import { completenessOf } from "../../api/completeness.ts";
import { CoverageState } from "../../api/guilds.ts";
import type { SummaryView } from "../../api/history.ts";
import type { DescribedChannel } from "../../console/channelView.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { countTopTasks } from "../tasks/taskList.ts";
import { loadChannels, loadReaders } from "./channelRecords.ts";
import type { GuildRecord } from "./guildList.ts";

/** The summary of a guild, with the messages archived on each of the last `days` days, today (UTC) last. */
export async function summarizeGuild(db: Queryable, guild: GuildRecord, days: number): Promise<SummaryView> {
  const [tasks, sums, archivedPerDay, channels] = await Promise.all([
    countTopTasks(db, [guild.id]),
    sumTasks(db, guild.id),
    countArchivedPerDay(db, guild.id, days),
    loadReaders(db, guild.id).then((readers) => loadChannels(db, guild, readers)),
  ]);
  return {
    guildId: guild.id,
    tasks,
    ...sums,
    messageCount: channels.reduce((sum, channel) => sum + channel.messageCount, 0),
    channels: countStates(channels),
    completeness: completenessOf(channels),
    lastFetchedAt: latest(channels.map((channel) => channel.lastFetchedAt))?.toISOString() ?? null,
    archivedPerDay,
  };
}

function countStates(channels: readonly DescribedChannel[]): Record<CoverageState, number> {
  const counts = Object.fromEntries(CoverageState.options.map((state) => [state, 0])) as Record<
    CoverageState,
    number
  >;
  for (const channel of channels) counts[channel.state]++;
  return counts;
}

function latest(times: readonly (Date | null)[]): Date | null {
  return times.reduce((late, time) => (time && (!late || time > late) ? time : late), null);
}

type Sums = Pick<SummaryView, "messagesFetched" | "messagesSaved" | "messagesDuplicate" | "messagesUpdated">;

/** What the guild's tasks have done in all; a guild task stands for its parts. */
async function sumTasks(db: Queryable, guildId: string): Promise<Sums> {
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

async function countArchivedPerDay(
  db: Queryable,
  guildId: string,
  days: number,
): Promise<SummaryView["archivedPerDay"]> {
  const { rows } = await db.query<{ day: string; messages: string }>({
    name: "count-archived-per-day",
    text: `
      with today as (select (now() at time zone 'utc')::date as day)
      select to_char(d.day, 'YYYY-MM-DD') as day, coalesce(sum(a.messages_saved), 0) as messages
      from today cross join lateral generate_series(today.day - ($2::int - 1), today.day, interval '1 day') as d (day)
      left join (
        select a.day, a.messages_saved from archive_days a join channels c on c.id = a.channel_id
        where c.guild_id = $1) a on a.day = d.day::date
      group by d.day
      order by d.day`,
    values: [guildId, days],
  });
  return rows.map((row) => ({ day: row.day, messages: Number(row.messages) }));
}
