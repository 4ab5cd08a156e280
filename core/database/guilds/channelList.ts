/** The channel tree of a guild as it is polled: everything once, then only what changed. */
import type { ChannelListView, OpenTaskView } from "../../api/guilds.ts";
import { mostCounted } from "../../api/tasks.ts";
import { toChannelView } from "../../console/channelView.ts";
import type { TaskStatus } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";
import {
  formatVersion,
  loadChangedChannels,
  loadChannels,
  loadReaders,
  parseVersion,
  type Readers,
} from "./channelRecords.ts";
import type { GuildRecord } from "./guildList.ts";

/**
 * The guild's channels, or with `since` those that changed after that version. While nothing changes the answer
 * stays the same to the byte, its version included, so that conditional requests are answered with 304.
 */
export async function listChannels(
  db: Queryable,
  guild: GuildRecord,
  since?: string,
): Promise<ChannelListView> {
  const [readers, openTasks, pendingTaskCount] = await Promise.all([
    loadReaders(db, guild.id),
    listOpenTasks(db, guild.id),
    countPendingTasks(db, guild.id),
  ]);
  const changedSince = since === undefined ? null : usableSince(since, readers);
  const channels =
    changedSince === null
      ? await loadChannels(db, guild, readers)
      : await loadChangedChannels(db, guild, readers, changedSince);
  const isUnchanged = changedSince !== null && channels.length === 0;
  return {
    version: isUnchanged && since !== undefined ? since : formatVersion(readers.version),
    channels: channels.map(toChannelView),
    openTasks,
    pendingTaskCount,
  };
}

/**
 * The transaction after which changes are to be told, or null when everything has to be: the readers changed, or
 * the version is not of this database (it lies ahead, as after a restore).
 */
function usableSince(since: string, readers: Readers): bigint | null {
  const { transaction, readers: digest } = parseVersion(since);
  if (digest !== readers.version.readers || transaction >= 2n ** 32n) return null;
  const ahead = (transaction - readers.nextTransaction + 2n ** 32n) % 2n ** 32n;
  return ahead > 0n && ahead < 2n ** 31n ? null : transaction;
}

/** Most pending tasks that are named one by one. More would make every poll of a large fetch heavy. */
const mostPendingNamed = 1000;

/** The open tasks of channels, at most one per channel: the running one before a paused before a pending one. */
export async function listOpenTasks(db: Queryable, guildId: string): Promise<OpenTaskView[]> {
  const { rows } = await db.query<{
    channel_id: string;
    id: string;
    status: TaskStatus;
    progress: number;
  }>({
    name: "list-open-tasks",
    // Paused children are found through their guild task: no index holds all paused tasks of a guild.
    text: `
      with open as (
        select id, channel_id, status, progress from history_fetch_tasks
        where guild_id = $1 and status = 'running' and channel_id is not null
        union all
        select id, channel_id, status, progress from history_fetch_tasks
        where guild_id = $1 and status = 'paused' and parent_task_id is null and channel_id is not null
        union all
        select c.id, c.channel_id, c.status, c.progress
        from history_fetch_tasks p join history_fetch_tasks c on c.parent_task_id = p.id
        where p.guild_id = $1 and p.status in ('running', 'paused') and p.parent_task_id is null
          and c.status = 'paused' and c.channel_id is not null
        union all
        (select id, channel_id, status, progress from history_fetch_tasks
         where guild_id = $1 and status = 'pending' and channel_id is not null
         order by priority, run_at, id limit $2)
      )
      select distinct on (channel_id) channel_id, id, status, progress from open
      order by channel_id, array_position(array['running', 'paused', 'pending'], status), id`,
    values: [guildId, mostPendingNamed],
  });
  return rows.map((row) => ({
    channelId: row.channel_id,
    taskId: row.id,
    status: row.status,
    progress: row.progress,
  }));
}

/** How many tasks of the guild are pending, children included; stops counting at `mostCounted`. */
export async function countPendingTasks(db: Queryable, guildId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: "count-pending-tasks",
    text: `
      select count(*)::int as count from (
        select from history_fetch_tasks where guild_id = $1 and status = 'pending' limit $2) t`,
    values: [guildId, mostCounted],
  });
  return rows[0]?.count ?? 0;
}
