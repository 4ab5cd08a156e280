/**
 * Files that were exported hold what the archive held then. An erasure says here which of them are out of date: every kind
 * of export that is stored joins in this one place, by a column that says so and an UPDATE that sets it.
 */
import type { Queryable } from "../../postgres/pool.ts";

/** What was erased. */
export type Erased = { personId: string } | { channelIds: readonly string[] } | { guildId: string };

/**
 * Marks exports that contain what was erased, in the transaction of the erasure: they are not given out any more, and the bot
 * removes their files within a minute. Those still being written begin anew.
 */
export async function markExportsStale(tx: Queryable, erased: Erased): Promise<void> {
  if ("personId" in erased) await markPersonStale(tx, erased.personId);
  else await markPlacesStale(tx, erased);
}

/** Whom an export names is in export_people; one whose search or name holds the person's id goes. */
async function markPersonStale(tx: Queryable, personId: string): Promise<void> {
  await tx.query({
    name: "mark-exports-of-person-stale",
    text: `
      update export_tasks t set stale_at = coalesce(stale_at, now())
      from export_people p where p.user_id = $1 and t.id = p.task_id and t.completed_at is not null`,
    values: [personId],
  });
  // A row that knows where a file was delivered to stays until that file is gone.
  await tx.query({
    name: "delete-exports-about-person",
    text: `
      with about as (
        select id, delivered_path from export_tasks
        where (coalesce(query, '') || ' ' || name) ~ ('(^|[^0-9])' || $1::text || '([^0-9]|$)')
      ), delivered as (
        update export_tasks t set name = '', query = case when query is not null then '' end, stale_at = coalesce(stale_at, now())
        from about where t.id = about.id and about.delivered_path is not null
      )
      delete from export_tasks t using about where t.id = about.id and about.delivered_path is null`,
    values: [personId],
  });
  // What is being written may hold the person in a file that is whole, or in the one in hand.
  await tx.query({
    name: "restart-open-exports",
    text: `
      update export_tasks
      set status = case status when 'running' then 'pending' else status end, plan = null, position = '{}'
      where completed_at is null and plan is not null`,
  });
}

/** The plan of an export tells of which channels it is. */
async function markPlacesStale(tx: Queryable, erased: Exclude<Erased, { personId: string }>): Promise<void> {
  await tx.query({
    name: "mark-exports-of-places-stale",
    text: `
      update export_tasks t
      set stale_at = case when completed_at is null then stale_at else coalesce(stale_at, now()) end,
          status = case status when 'running' then 'pending' else status end, plan = null, position = '{}'
      where plan @> any (array(
        select jsonb_build_array(jsonb_build_object('id', id::text)) from unnest($1::int8[]) as id
        union all select jsonb_build_array(jsonb_build_object('guildId', $2::int8::text)) where $2::int8 is not null))`,
    values: ["channelIds" in erased ? erased.channelIds : [], "guildId" in erased ? erased.guildId : null],
  });
  if ("guildId" in erased) return;
  await tx.query({
    name: "forget-channels-of-exports",
    text: `
      update export_tasks
      set channel_ids = array(select id from unnest(channel_ids) as id where id <> all($1::int8[]))
      where channel_ids && $1::int8[]`,
    values: [erased.channelIds],
  });
}
