/** response_tasks: reading who reacted and voted, one running task per guild, behind what people ask for. */
import { catchUpStarter } from "../../model/task.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { LeaseLostError } from "../../queue/errors.ts";
import { defineTaskTable, type TaskBase, type TaskClaim, type TaskTable } from "../../queue/taskTable.ts";

export type ResponseTask = TaskBase & ResponsePayload;

/** The columns of its own. */
export interface ResponsePayload {
  guildId: string;
}

/** SQL: whether a fetch that people asked for reads in a guild or is about to; a catch-up that waits counts as well. */
function fetchesFirst(guildId: string): string {
  return `exists (
    select from history_fetch_tasks f
    where f.guild_id = ${guildId} and ((f.status = 'pending' and f.run_at <= now())
      or (f.status = 'running' and f.started_by is distinct from '${catchUpStarter}')))`;
}

export const responseTasks: TaskTable<ResponseTask> = defineTaskTable<ResponsePayload>({
  kind: "response",
  laneColumn: "guild_id",
  held: fetchesFirst("t.guild_id"),
  toPayload: (row) => ({ guildId: String(row.guild_id) }),
  toLogFields: ({ guildId }) => ({ guildId }),
});

/** How such tasks say who started them. */
const starter = "capture";
/** Behind fetches (100 unless given), catch-ups included. */
const priority = 500;

/**
 * Makes a task for every guild that keeps it and has lists due, or messages that were never looked through, and has no open
 * task. Tasks that ended well go with it: what came of them stands in response_lists. Returns how many were made.
 */
export async function openResponseTasks(db: Queryable): Promise<number> {
  const { rowCount } = await db.query({
    name: "open-response-tasks",
    text: `
      with wanting as materialized (
        select g.id from guilds g
        where g.keeps_responses and g.removed_at is null
          and (g.responses_noted_at is null or exists (
            select from response_lists l
            where l.guild_id = g.id and l.status = 'pending' and l.next_try_at <= now()))
          and not exists (
            select from response_tasks t where t.guild_id = g.id and t.status in ('pending', 'running', 'paused'))
      ), gone as (
        delete from response_tasks t using wanting
        where t.guild_id = wanting.id and t.status = 'completed' and t.started_by = '${starter}'
      )
      insert into response_tasks (guild_id, key, started_by, priority)
      select id, id, '${starter}', ${priority} from wanting`,
  });
  return rowCount ?? 0;
}

/** Whether the guild is (still) to be read, and was looked through for what came before. */
export async function findKeeping(db: Queryable, guildId: string): Promise<{ isNoted: boolean } | null> {
  const { rows } = await db.query<{ isNoted: boolean }>({
    name: "find-keeping-of-responses",
    text: `
      select responses_noted_at is not null as "isNoted" from guilds where id = $1 and keeps_responses`,
    values: [guildId],
  });
  return rows[0] ?? null;
}

/**
 * Whether this work is to make room: a fetch waits for a place in any of these guilds, or one that people asked for reads in
 * `guildId`. What was said comes before who liked it.
 */
export async function isFetchingFirst(
  db: Queryable,
  guildIds: readonly string[],
  guildId: string,
): Promise<boolean> {
  const { rows } = await db.query<{ is_first: boolean }>({
    name: "is-fetching-first",
    text: `
      select exists (
        select from history_fetch_tasks t
        where t.status = 'pending' and t.guild_id = any($1::int8[]) and t.run_at <= now()
          and t.guild_id not in (select g.id from guilds g where g.work_paused_at is not null)
      ) or ${fetchesFirst("$2::int8")} as is_first`,
    values: [guildIds, guildId],
  });
  return rows[0]?.is_first ?? false;
}

/** What was done since the last report. */
export interface ResponseReport {
  lists: number;
  requests: number;
  /** Lists that are still due. */
  due: number;
}

/** Adds to the counts of a claimed task and tells how far it is. Throws LeaseLostError. */
export async function reportResponses(
  db: Queryable,
  claim: TaskClaim,
  { lists, requests, due }: ResponseReport,
): Promise<void> {
  const { rowCount } = await db.query({
    name: "report-responses",
    text: `
      update response_tasks t
      set lists_read = lists_read + $3, requests_sent = requests_sent + $4,
          progress = (t.lists_read + $3)::real / greatest(t.lists_read + $3 + $5, 1),
          attempts = case when $3::int8 > 0 then least(attempts, 1) else attempts end,
          crash_count = case when $3::int8 > 0 then 0 else crash_count end, updated_at = now()
      where id = $1 and fence = $2 and status = 'running'`,
    values: [claim.id, claim.fence, lists, requests, due],
  });
  if (rowCount === 0) throw new LeaseLostError(claim.id);
}
