/** media_tasks: downloads of files, one running task per guild. */
import type { FileKind } from "../../model/media.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { LeaseLostError } from "../../queue/errors.ts";
import { defineTaskTable, type TaskBase, type TaskClaim, type TaskTable } from "../../queue/taskTable.ts";

export type MediaTask = TaskBase & MediaPayload;

/** The columns of its own. */
export interface MediaPayload {
  /** "0": what belongs to no guild. */
  guildId: string;
}

export const mediaTasks: TaskTable<MediaTask> = defineTaskTable<MediaPayload>({
  kind: "media",
  laneColumn: "guild_id",
  toPayload: (row) => ({ guildId: String(row.guild_id) }),
  toLogFields: ({ guildId }) => ({ guildId }),
});

/**
 * Makes a task for every guild that has files due or messages that were never looked through, and has no open task. The
 * tasks that this made earlier and that ended well go: what came of them stands in media_files. Returns how many were made.
 */
export async function openMediaTasks(db: Queryable, kinds: readonly FileKind[]): Promise<number> {
  const { rowCount } = await db.query({
    name: "open-media-tasks",
    text: `
      with wanting as materialized (
        select g.id from (
          select id, media_noted_at is null and exists (select from channels c where c.guild_id = guilds.id) as is_new
          from guilds union all select 0, false
        ) g
        where (g.is_new or exists (
            select from media_files f
            where f.guild_id = g.id and f.status = 'pending' and f.next_try_at <= now() and f.kind = any($1::text[])))
          and not exists (
            select from media_tasks t where t.guild_id = g.id and t.status in ('pending', 'running', 'paused'))
      ), gone as (
        delete from media_tasks t using wanting
        where t.guild_id = wanting.id and t.status = 'completed' and t.started_by = 'capture'
      )
      insert into media_tasks (guild_id, key, started_by) select id, id, 'capture' from wanting`,
    values: [kinds],
  });
  return rowCount ?? 0;
}

/** Whether the claim holds, asked without waiting for others that ask the same. Throws LeaseLostError. */
export async function confirmMediaClaim(tx: Queryable, claim: TaskClaim): Promise<void> {
  const { rowCount } = await tx.query({
    name: "confirm-media-claim",
    text: "select from media_tasks where id = $1 and fence = $2 and status = 'running' for key share",
    values: [claim.id, claim.fence],
  });
  if (rowCount === 0) throw new LeaseLostError(claim.id);
}

/** What was done since the last report. */
export interface MediaReport {
  stored: number;
  failed: number;
  bytes: number;
}

/** Adds to the counts of a claimed task and tells how far it is. Throws LeaseLostError. */
export async function reportMedia(db: Queryable, claim: TaskClaim, report: MediaReport): Promise<void> {
  const { rowCount } = await db.query({
    name: "report-media",
    text: `
      update media_tasks t
      set files_stored = files_stored + $3, files_failed = files_failed + $4, bytes_stored = bytes_stored + $5,
          progress = (select (t.files_stored + $3)::real / greatest(t.files_stored + $3 + count(*), 1) from (
            select from media_files f
            where f.guild_id = t.guild_id and f.status = 'pending' and f.next_try_at <= now() limit 100000) due),
          attempts = case when $3::int8 > 0 then least(attempts, 1) else attempts end,
          crash_count = case when $3::int8 > 0 then 0 else crash_count end, updated_at = now()
      where id = $1 and fence = $2 and status = 'running'`,
    values: [claim.id, claim.fence, report.stored, report.failed, report.bytes],
  });
  if (rowCount === 0) throw new LeaseLostError(claim.id);
}
