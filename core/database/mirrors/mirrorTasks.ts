/** mirror_tasks: stretches of work on mirrors. */
import { concurrentMirrors } from "../../model/mirror.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { defineTaskTable, type TaskBase, type TaskTable } from "../../queue/taskTable.ts";
import { isSettling } from "../guilds/catchUp.ts";

export interface MirrorPayload {
  mirrorId: string;
}
export type MirrorTask = TaskBase & MirrorPayload;

/**
 * SQL: whether `concurrent_mirrors` run already, or will with those before it. Two processes that claim at one instant may
 * exceed it by what each of them takes; the next claim finds it.
 */
const noPlace = `
  (select count(*) from mirror_tasks r where r.status = 'running' or (
      r.status = 'pending' and r.run_at <= now() and (r.priority, r.run_at, r.id) < (t.priority, t.run_at, t.id)
      and not exists (select from mirror_tasks k where k.status = 'running' and k.mirror_id = r.mirror_id)))
  >= coalesce((select s.concurrent_mirrors from mirror_settings s where s.mirror_id is null), ${concurrentMirrors.usual})`;

export const mirrorTasks: TaskTable<MirrorTask> = defineTaskTable<MirrorPayload>({
  kind: "mirror",
  held: noPlace,
  toPayload: (row) => ({ mirrorId: String(row.mirror_id) }),
  toLogFields: ({ mirrorId }) => ({ mirrorId }),
});

/** SQL: end of the stretch behind the position of mirror `m` that is archived and proven, or set aside; exclusive, null: none. */
export const settledBelow = `(
  select upper(r) from channels c, unnest(c.covered + coalesce((
    select range_agg(int8range(s.from_id, s.to_id)) from set_aside s
    where s.channel_id = c.id and s.resolved_at is null and s.from_id is not null), '{}')) r
  where c.id = m.source_channel_id and r @> m.position + 1)`;

/** SQL: up to where mirror `m` has nothing to wait for: its position, or the end of what is proven behind it, inclusive. */
export const reached = `coalesce(${settledBelow} - 1, m.position)`;

/** SQL: whether mirror `m` may post now. */
export const mayPost = `(m.enabled and m.account_id is not null
  and (m.blocked_reason is null or m.resume_at <= now()) and follows_its_posts(m))`;

/**
 * Gives a task to every mirror that has something to do and none open: what was stored while nobody woke it, what is to be
 * tried again, a target to be made. Its earlier tasks that ended well go. Returns how many were made.
 */
export async function openMirrorTasks(db: Queryable): Promise<number> {
  const { rowCount } = await db.query({
    name: "open-mirror-tasks",
    text: `
      with wanting as materialized (
        select m.id, m.account_id, m.priority from mirrors m
        where ${mayPost}
          and not exists (select from mirror_tasks t where t.mirror_id = m.id and t.status in ('pending', 'running', 'paused'))
          and (m.target_channel_id is null
            or exists (select from mirror_messages p where p.mirror_id = m.id and (p.state = 'pending'
              or (p.state = 'failed' and p.next_try_at <= now())))
            or exists (select from mirror_changes c where c.mirror_id = m.id)
            or exists (select from messages s where s.channel_id = m.source_channel_id and s.id > m.position
              and s.id < ${settledBelow}))
      ), gone as (
        delete from mirror_tasks t using wanting
        where t.mirror_id = wanting.id and t.status = 'completed' and t.started_by = 'mirror'
      )
      insert into mirror_tasks (mirror_id, lane, key, priority, started_by)
      select id, account_id, id, priority, 'mirror' from wanting`,
  });
  return rowCount ?? 0;
}

/** Whether a task of another mirror is due and waits for a place. */
export async function isOtherMirrorDue(db: Queryable, mirrorId: string): Promise<boolean> {
  const { rows } = await db.query<{ due: boolean }>({
    name: "is-other-mirror-due",
    text: `
      select exists (
        select from mirror_tasks t where t.status = 'pending' and t.run_at <= now() and t.mirror_id <> $1
          and not exists (select from mirror_tasks r where r.status = 'running' and r.mirror_id = t.mirror_id)) as due`,
    values: [mirrorId],
  });
  return rows[0]?.due === true;
}

/**
 * Asks for what is missing in front of mirrors that wait for it: a fetch of the gap, where no task of the channel is open
 * and something is known to be there. Returns how many were written.
 */
export async function askForGaps(db: Queryable): Promise<number> {
  const { rowCount } = await db.query({
    name: "ask-for-mirror-gaps",
    text: `
      insert into history_fetch_tasks (guild_id, channel_id, after_message_id, before_message_id, priority, started_by)
      select distinct on (c.id) c.guild_id, c.id, nullif(e.reached, 0),
        (select min(lower(r)) from unnest(c.covered) r where lower(r) > e.reached + 1), 90, 'mirror'
      from mirrors m join channels c on c.id = m.source_channel_id
      join lateral (select ${reached} as reached) e on true
      where ${mayPost} and c.removed_at is null and c.has_history and not coalesce(${isSettling}, false)
        and (isempty(c.covered) or e.reached < coalesce(greatest(c.last_message_id, c.newest_message_id), 0))
        and not exists (select from history_fetch_tasks t
          where t.channel_id = c.id and t.status in ('pending', 'running', 'paused'))
        and not exists (select from history_fetch_tasks t
          where t.channel_id = c.id and t.started_by = 'mirror' and t.completed_at > now() - interval '1 min')
      order by c.id, e.reached
      on conflict do nothing`,
  });
  return rowCount ?? 0;
}
