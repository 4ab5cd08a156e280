/** Tasks of every kind for the overview: what runs, and what failed. Notifications are many and nobody asked for one by one. */
import { mostCounted } from "../../api/tasks.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** A task and where it works, as far as its row says so. */
export interface TaskAtAGlance {
  id: string;
  kind: string;
  guildId: string | null;
  guildName: string | null;
  channelName: string | null;
  /** 0 to 1. */
  progress: number;
  message: string | null;
  /** When it ended; null while it runs. */
  at: Date | null;
}

/** SQL: tasks `t` people would look for; fetches of the sandbox only when $1. */
const shown = `t.parent_task_id is null and t.kind <> 'notification' and (t.kind <> 'history_fetch' or exists (
  select from guilds d where d.id = t.lane and (not d.is_demo or $1)))`;

const columns = `
  t.id, t.kind, g.id as "guildId", g.name as "guildName", t.task ->> 'channel_name' as "channelName", t.progress,
  left(t.error_message, 300) as message, t.completed_at as at`;
const guild =
  "left join guilds g on g.id = coalesce((t.task ->> 'guild_id')::int8, (t.task ->> 'source_guild_id')::int8)";

/** How many run, wait to, and failed within a day; each stops at `mostCounted`. */
export async function countTasksAtAGlance(
  db: Queryable,
  includeDemo: boolean,
): Promise<{ running: number; waiting: number; failed: number }> {
  const { rows } = await db.query<{ running: number; waiting: number; failed: number }>({
    name: "count-tasks-at-a-glance",
    text: `
      select ${[
        "t.status = 'running'",
        "t.status = 'pending'",
        "t.status = 'failed' and t.completed_at > now() - interval '1 day'",
      ]
        .map(
          (which) =>
            `(select count(*)::int from (select from tasks t where ${shown} and ${which} limit ${mostCounted}) s)`,
        )
        .map((count, index) => `${count} as ${["running", "waiting", "failed"][index]}`)
        .join(", ")}`,
    values: [includeDemo],
  });
  return rows[0] ?? { running: 0, waiting: 0, failed: 0 };
}

/** Those that run, the longest first. */
export async function listRunningTasks(
  db: Queryable,
  includeDemo: boolean,
  limit: number,
): Promise<TaskAtAGlance[]> {
  const { rows } = await db.query<TaskAtAGlance>({
    name: "list-running-at-a-glance",
    text: `
      select ${columns} from (
        select * from tasks t where ${shown} and t.status = 'running' order by t.started_at, t.id limit $2
      ) t ${guild} order by t.started_at, t.id`,
    values: [includeDemo, limit],
  });
  return rows;
}

/** Those that failed within seven days, the newest first. */
export async function listFailedTasks(
  db: Queryable,
  includeDemo: boolean,
  limit: number,
): Promise<TaskAtAGlance[]> {
  const { rows } = await db.query<TaskAtAGlance>({
    name: "list-failed-at-a-glance",
    text: `
      select ${columns} from (
        select * from tasks t where ${shown} and t.status = 'failed' and t.completed_at > now() - interval '7 days'
        order by t.completed_at desc, t.id desc limit $2
      ) t ${guild} order by t.completed_at desc, t.id desc`,
    values: [includeDemo, limit],
  });
  return rows;
}
