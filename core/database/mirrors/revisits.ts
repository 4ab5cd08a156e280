/** Reading again what was mirrored, where edits and deletions may have gone by unheard (docs/notes/0073). */
import type { Queryable } from "../../postgres/pool.ts";
import { mayPost } from "./mirrorTasks.ts";
import { effective } from "./settings.ts";

/** So many messages of a mirror are read again, the newest: ten requests. What is older is left to reconciling by schedule. */
const mostRevisited = 1_000;
/** Behind what people ask for and behind catching up, which brings what is missing. */
const revisitPriority = 210;

/** SQL: whether mirror `m` follows edits or deletions. */
const followsChanges = ["sync_message_edits", "sync_message_deletions"]
  .map((column) => effective(column, "m.id", "false"))
  .join(" or ");

/**
 * Asks for a reconcile of what was mirrored from Discord, wherever listening began anew since that was last done. A stretch that
 * is open already is asked for at the next call. Returns how many tasks were written.
 */
export async function revisitMirrored(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ asked: number }>({
    name: "revisit-mirrored",
    text: `
      with due as materialized (
        select m.id, m.source_guild_id, m.source_channel_id, newest.from_id
        from mirrors m
        join guilds g on g.id = m.source_guild_id and g.platform = 'discord'
        join live_captures l on l.guild_id = m.source_guild_id and l.lease_expires_at > now()
        cross join lateral (
          select min(s.message_id) as from_id from (
            select mm.message_id from mirror_messages mm
            where mm.mirror_id = m.id and mm.state = 'sent' and mm.target_deleted_at is null
            order by mm.message_id desc limit ${mostRevisited}) s
        ) newest
        where ${mayPost} and l.live_since > coalesce(m.revisited_at, m.created_at) and (${followsChanges})
      ), asked as (
        insert into history_fetch_tasks (guild_id, channel_id, mode, after_message_id, priority, started_by)
        select source_guild_id, source_channel_id, 'reconcile', min(from_id) - 1, $1, 'mirror' from due
        where from_id is not null group by 1, 2
        on conflict do nothing
        returning channel_id
      ), noted as (
        update mirrors m set revisited_at = now() from due
        where m.id = due.id and (due.from_id is null or m.source_channel_id in (select channel_id from asked))
      )
      select count(*)::int as asked from asked`,
    values: [revisitPriority],
  });
  return rows[0]?.asked ?? 0;
}
