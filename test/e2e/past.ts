/** A server with months of use behind it, made from one that was just fetched. */
import { snowflakeAt } from "../../core/model/snowflake.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { eventually } from "../support/eventually.ts";
import { restoreRows } from "../support/factories.ts";

/**
 * Fetches the guild, then takes parts of its coverage away (gaps, outdated and never fetched channels) and gives it
 * a history of tasks and archiving.
 */
export async function makePast(pool: Pool, guildId: string): Promise<void> {
  await fetchAll(pool, guildId);
  const forget = async (name: string, from: string, to: string) => {
    const { rows } = await pool.query<{ id: string }>(
      `update channels set covered = covered - int8multirange(int8range($3, $4))
       where guild_id = $1 and name = $2 and has_history returning id`,
      [guildId, name, snowflakeAt(Date.parse(from)).toString(), snowflakeAt(Date.parse(to)).toString()],
    );
    await pool.query("delete from messages where channel_id = $1 and created_at >= $2 and created_at < $3", [
      rows[0]?.id,
      from,
      to,
    ]);
  };
  const [start, end] = ["2016-01-01", "2040-01-01"];
  await forget("general", "2022-02-10", "2022-11-20");
  await forget("general", "2024-05-01", "2024-06-15");
  await forget("help", "2023-01-05", "2023-05-01");
  await forget("dev-chat", start, "2022-09-12");
  await forget("random", "2025-07-20", end);
  await forget("announcements", "2025-06-01", end);
  await forget("日本語", "2024-11-01", end);
  for (const name of ["show-and-tell", "builds", "code-review", "русский", "Living room"])
    await forget(name, start, end);
  await pool.query(
    `update channels c set
       message_count = (select count(*) from messages m where m.channel_id = c.id),
       newest_message_id = (select max(id) from messages m where m.channel_id = c.id),
       last_fetched_at = case when covered = '{}' then null else now() - interval '3 hours' * (1 + abs(hashtext(name)) % 90) end
     where guild_id = $1`,
    [guildId],
  );
  await pool.query("delete from archive_days");
  await pool.query(
    `insert into archive_days (channel_id, day, messages_saved)
     select (select id from channels where guild_id = $1 and name = 'general'), current_date - n,
       (14000 * abs(sin(n * 1.7)) + 3900 * abs(cos(n * 0.6)))::int8
     from generate_series(1, 29) as n where n % 7 <> 3
     on conflict do nothing`,
    [guildId],
  );
  // The newest first: task n ended n times seven hours ago.
  await restoreRows(
    pool,
    `with picked as (
       select id, name, row_number() over (order by position, id) as n from channels
       where guild_id = $1 and has_history and kind in ('text', 'announcement', 'voice') and message_count > 100 limit 14
     )
     insert into history_fetch_tasks (guild_id, channel_id, mode, status, status_reason, error_message, attempts, progress,
       messages_fetched, messages_saved, started_by, created_at, started_at, completed_at)
     select $1, id, case when n % 5 = 0 then 'reconcile' else 'fill' end,
       case n when 2 then 'failed' when 6 then 'warning' when 9 then 'cancelled' else 'completed' end,
       case n when 2 then 'missing_access' when 6 then 'no_message_content' end,
       case n when 2 then 'Discord refuses access to this channel (50001 Missing Access).'
         when 6 then 'The MESSAGE_CONTENT intent is off: texts arrived empty.' end,
       1, case n when 2 then 0.37 when 9 then 0.62 else 1 end,
       400 + abs(hashtext(name)) % 9000, 380 + abs(hashtext(name)) % 8000, 'console',
       now() - interval '7 hours' * n, now() - interval '7 hours' * n,
       now() - interval '7 hours' * n + interval '1 second' * (40 + abs(hashtext(name)) % 400)
     from picked order by n desc`,
    [guildId],
  );
  // The first fetch, long ago.
  await pool.query(
    `update history_fetch_tasks set created_at = created_at - interval '12 days', started_at = started_at - interval '12 days',
       completed_at = completed_at - interval '12 days' where channel_id is null`,
  );
  await pool.query(
    `insert into history_fetch_tasks (guild_id, channel_id, status, progress, messages_fetched, messages_saved, attempts, run_at, status_reason, started_at)
     select $1, id, 'paused', 0.42, 1320, 1290, 1, now(), null, now() - interval '20 minutes' from channels where guild_id = $1 and name = 'late-night'
     union all
     select $1, id, 'pending', 0.1, 200, 190, 2, now() + interval '40 minutes', 'rate_limited', now() - interval '5 minutes' from channels where guild_id = $1 and name = 'introductions'`,
    [guildId],
  );
}

async function fetchAll(pool: Pool, guildId: string): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    "insert into history_fetch_tasks (guild_id, started_by) values ($1, 'console') returning id",
    [guildId],
  );
  await eventually(
    "everything is fetched",
    async () => {
      const { rows: found } = await pool.query<{ status: string }>(
        "select status from history_fetch_tasks where id = $1",
        [rows[0]?.id],
      );
      return found[0]?.status === "warning" || found[0]?.status === "completed";
    },
    120_000,
  );
}
