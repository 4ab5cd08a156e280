/** How long the files of exports are kept, and what makes them go early. */
import type { ExportDestination } from "../../model/exportFormat.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** True for a row `t` whose files are of no use to anybody any more. */
const isOver = `(t.stale_at is not null or coalesce(t.expires_at <= now(), false)
  or (t.status in ('failed', 'cancelled') and t.completed_at < now() - interval '1 day'))`; // completed_at stands wherever a task is over

/** Those of these exports whose files are kept. */
export async function findKeptExports(
  db: Queryable,
  taskIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (taskIds.length === 0) return new Set();
  const { rows } = await db.query<{ id: string }>({
    name: "find-kept-exports",
    text: `select t.id from export_tasks t where t.id = any($1::int8[]) and not ${isOver} and t.removed_at is null`,
    values: [taskIds],
  });
  return new Set(rows.map(({ id }) => id));
}

/** What lies at a destination and is of no use to anybody any more. */
export interface DeliveredExport {
  id: string;
  destination: Exclude<ExportDestination, "download">;
  path: string;
}

/** At most 100, the oldest first. */
export async function findOverDelivered(db: Queryable): Promise<DeliveredExport[]> {
  const { rows } = await db.query<DeliveredExport>({
    name: "find-over-delivered-exports",
    text: `
      select t.id, t.destination, t.delivered_path as path from export_tasks t
      where t.delivered_path is not null and t.removed_at is null and t.completed_at is not null and ${isOver}
      order by t.id limit 100`,
  });
  return rows;
}

/** Notes that this one does not lie at its destination any more. */
export async function recordUndelivered(db: Queryable, taskId: string): Promise<void> {
  await db.query({
    name: "record-export-undelivered",
    text: "update export_tasks set delivered_path = null where id = $1",
    values: [taskId],
  });
}

/**
 * Notes that the files of exports that are over are gone; who is named in them is forgotten with them. What still lies at a
 * destination is not gone.
 */
export async function recordRemoved(db: Queryable): Promise<void> {
  await db.query({
    name: "record-removed-exports",
    text: `
      with gone as (
        update export_tasks t set removed_at = now()
        where t.removed_at is null and t.completed_at is not null and t.delivered_path is null and ${isOver}
        returning id
      ), people as (delete from export_people where task_id in (select id from gone)),
        media as (delete from export_media where task_id in (select id from gone)),
        hits as (delete from export_hits where task_id in (select id from gone))
      delete from export_files where task_id in (select id from gone)`,
  });
}

/** Gives up the files of an export that is over; null: there is none, or it is still being made. */
export async function expireNow(db: Queryable, taskId: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "expire-export",
    text: `
      update export_tasks set expires_at = least(expires_at, now()), updated_at = now()
      where id = $1 and completed_at is not null`,
    values: [taskId],
  });
  return (rowCount ?? 0) > 0;
}
