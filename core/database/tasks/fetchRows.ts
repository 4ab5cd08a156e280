/** The rows that starting a fetch writes and finds. */
import type { TaskMode } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** What makes a fetch the same as another one: the key of the unique index history_fetch_tasks_open. */
export interface FetchKey {
  guildId: string;
  /** Null for the guild, or the choice of channels in `options`. */
  channelId: string | null;
  mode: TaskMode;
  /** Both exclusive; null = open end. */
  afterMessageId: string | null;
  beforeMessageId: string | null;
  /** Instead of ids, where these do not tell times; null = by id. */
  afterTime: Date | null;
  beforeTime: Date | null;
  options: Readonly<Record<string, unknown>>;
}

export interface NewFetch extends FetchKey {
  /** The channel it is named after; null for the guild or several channels. */
  namedAfter: string | null;
  priority: number;
  startedBy: string;
}

/** Writes the pending task and returns its id, or null when an open one has the same key. */
export async function insertFetch(db: Queryable, fetch: NewFetch): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>({
    name: "start-fetch",
    text: `
      insert into history_fetch_tasks
        (guild_id, channel_id, channel_name, mode, after_message_id, before_message_id, options, priority, started_by,
          after_time, before_time)
      values ($1, $2, (select name from channels where id = $9), $3, $4, $5, $6, $7, $8, $10, $11)
      on conflict do nothing
      returning id`,
    values: [
      fetch.guildId,
      fetch.channelId,
      fetch.mode,
      fetch.afterMessageId,
      fetch.beforeMessageId,
      JSON.stringify(fetch.options),
      fetch.priority,
      fetch.startedBy,
      fetch.namedAfter,
      fetch.afterTime,
      fetch.beforeTime,
    ],
  });
  return rows[0]?.id ?? null;
}

/** The open task with the key that the unique index history_fetch_tasks_open keeps single. */
export async function findOpenFetch(db: Queryable, fetch: FetchKey): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-open-fetch",
    text: `
      select id from history_fetch_tasks
      where status in ('pending', 'running', 'paused') and guild_id = $1
        and coalesce(channel_id, 0) = coalesce($2::int8, 0) and coalesce(parent_task_id, 0) = 0 and mode = $3
        and case when after_time is null then coalesce(after_message_id, 0) else 0 end = coalesce($4::int8, 0)
        and case when before_time is null then coalesce(before_message_id, 0) else 0 end = coalesce($5::int8, 0)
        and coalesce(after_time, '-infinity') = coalesce($7::timestamptz, '-infinity')
        and coalesce(before_time, 'infinity') = coalesce($8::timestamptz, 'infinity')
        and md5(coalesce(options ->> 'channelIds', '') || coalesce(options ->> 'missingOnly', ''))
          = md5(coalesce($6::jsonb ->> 'channelIds', '') || coalesce($6::jsonb ->> 'missingOnly', ''))`,
    values: [
      fetch.guildId,
      fetch.channelId,
      fetch.mode,
      fetch.afterMessageId,
      fetch.beforeMessageId,
      JSON.stringify(fetch.options),
      fetch.afterTime,
      fetch.beforeTime,
    ],
  });
  return rows[0]?.id ?? null;
}
