/** What has to be known to say why tasks wait (core/console/waiting.ts decides). */
import type { Queryable } from "../../postgres/pool.ts";
import { findPausedGuilds } from "../guilds/pause.ts";
import type { TaskRecord } from "./taskRecords.ts";

/** What the rest of the database says about the tasks of one page. */
export interface WaitingFacts {
  /** The database's clock. */
  now: Date;
  /** Bot processes that show signs of life and take tasks. */
  liveWorkers: number;
  /** Those that live but were told to take no new tasks. */
  drainingWorkers: number;
  /** Guilds whose work is paused. */
  pausedGuilds: ReadonlySet<string>;
  /** Enabled accounts per guild, and those of them that are connected now. */
  accounts: ReadonlyMap<string, { members: number; connected: number }>;
  /** Task that runs on the same channel, by the id of the task that waits for it. */
  holders: ReadonlyMap<string, string>;
  /** Tasks before it, by task id, of those that are still pending: one that is missing was claimed meanwhile. */
  ahead: ReadonlyMap<string, number>;
}

/** Counting ahead stops here: nobody reads "1000 tasks before it" closer than that. */
const mostAhead = 1000;

/**
 * Reads the facts for the tasks of a page. A worker counts as live for `aliveSeconds` after its last heartbeat.
 * Costs one short statement when none of them is pending.
 */
export async function loadWaitingFacts(
  db: Queryable,
  tasks: readonly TaskRecord[],
  aliveSeconds: number,
): Promise<WaitingFacts> {
  const open = tasks.filter((task) => task.status === "pending" || task.status === "running");
  const due = tasks.filter((task) => task.status === "pending");
  const guildIds = [...new Set(open.map((task) => task.guildId))];
  const [workers, pausedGuilds, accounts, holders, ahead] = await Promise.all([
    loadLiveWorkers(db, aliveSeconds),
    findPausedGuilds(db),
    guildIds.length === 0 ? new Map() : loadAccounts(db, guildIds),
    due.length === 0 ? new Map() : loadHolders(db, due),
    due.length === 0 ? new Map() : loadAhead(db, due),
  ]);
  return { ...workers, pausedGuilds, accounts, holders, ahead };
}

async function loadLiveWorkers(
  db: Queryable,
  aliveSeconds: number,
): Promise<Pick<WaitingFacts, "now" | "liveWorkers" | "drainingWorkers">> {
  const { rows } = await db.query<{ now: Date; live: number; draining: number }>({
    name: "count-live-workers",
    text: `
      select now() as now, (count(*) filter (where status = 'running'))::int as live,
        (count(*) filter (where status = 'draining'))::int as draining
      from workers where stopped_at is null and heartbeat_at > now() - make_interval(secs => $1)`,
    values: [aliveSeconds],
  });
  const { now = new Date(), live = 0, draining = 0 } = rows[0] ?? {};
  return { now, liveWorkers: live, drainingWorkers: draining };
}

async function loadAccounts(db: Queryable, guildIds: readonly string[]): Promise<WaitingFacts["accounts"]> {
  const { rows } = await db.query<{ guild_id: string; members: number; connected: number }>({
    name: "count-accounts-of-guilds",
    text: `
      select m.guild_id, count(*)::int as members,
        (count(*) filter (where a.status = 'ready' and a.lease_expires_at > now()))::int as connected
      from account_guilds m join accounts a on a.id = m.account_id
      where m.guild_id = any($1::int8[]) and a.enabled
      group by m.guild_id`,
    values: [guildIds],
  });
  return new Map(rows.map(({ guild_id, members, connected }) => [guild_id, { members, connected }]));
}

async function loadHolders(db: Queryable, due: readonly TaskRecord[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; holder: string }>({
    name: "find-channel-holders",
    text: `
      select waiting.id, r.id as holder
      from unnest($1::int8[], $2::int8[]) as waiting (id, channel_id)
      join history_fetch_tasks r on r.channel_id = waiting.channel_id and r.status = 'running' and r.id <> waiting.id`,
    values: [due.map((task) => task.id), due.map((task) => task.channelId)],
  });
  return new Map(rows.map((row) => [row.id, row.holder]));
}

/**
 * The place of tasks in the queue of all guilds that are read together with theirs (workers claim by priority,
 * run_at and id over all guilds their accounts read). A place beyond `mostAhead` is answered as `mostAhead`.
 */
async function loadAhead(db: Queryable, due: readonly TaskRecord[]): Promise<Map<string, number>> {
  const { rows } = await db.query<{ id: string; ahead: number }>({
    name: "count-tasks-ahead",
    text: `
      with lanes as (
        select distinct other.guild_id
        from account_guilds own join account_guilds other on other.account_id = own.account_id
        where own.guild_id = any($2::int8[])
        union
        select unnest($2::int8[])
      ), heads as (
        select t.id, t.priority, t.run_at from lanes
        cross join lateral (
          select id, priority, run_at from history_fetch_tasks
          where guild_id = lanes.guild_id and status = 'pending' and run_at <= now()
          order by priority, run_at, id limit $3::int) t
      ), ranked as (
        select id, (row_number() over (order by priority, run_at, id) - 1)::int as ahead from heads
      )
      select waiting.id, least($3::int, coalesce(ranked.ahead, $3::int)) as ahead
      from unnest($1::int8[]) as waiting (id)
      join history_fetch_tasks t on t.id = waiting.id and t.status = 'pending'
      left join ranked on ranked.id = waiting.id`,
    values: [due.map((task) => task.id), [...new Set(due.map((task) => task.guildId))], mostAhead],
  });
  return new Map(rows.map((row) => [row.id, row.ahead]));
}
