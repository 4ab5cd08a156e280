/** What becomes of mirrors when their chats are gone, come back, or move. */
import type { Queryable } from "../../postgres/pool.ts";

/** SQL: whether nothing of the source of mirror `m` is left to post, as far as it is archived. */
const isDone = `(
  not exists (select from mirror_messages p where p.mirror_id = m.id
    and (p.state = 'pending' or (p.state = 'failed' and p.next_try_at is not null)))
  and not exists (select from messages s where s.channel_id = m.source_channel_id and s.id > m.position))`;

/** SQL: whether channel `c` of guild `g` can be read no more. */
const isGone =
  "(c.removed_at is not null or g.removed_at is not null or coalesce(g.chat_state = 'inaccessible', false))";

/** A source that is gone is looked at again after so many seconds, for people to see; its return is noticed at once. */
const lookAgainSeconds = 900;

/**
 * Says of mirrors whose source is gone that they are blocked, once they have posted what the archive has of it; and lets those
 * go on whose source is back. Returns how many changed.
 */
export async function followGoneSources(db: Queryable): Promise<number> {
  const { rowCount } = await db.query({
    name: "follow-gone-mirror-sources",
    text: `
      with seen as materialized (
        select m.id, m.blocked_reason, ${isGone} as gone
        from mirrors m join channels c on c.id = m.source_channel_id join guilds g on g.id = m.source_guild_id
        where m.enabled and g.migrated_to is null and (
          (${isGone} and (m.blocked_reason is null or (m.blocked_reason = 'source_missing' and m.resume_at <= now())))
          or (not ${isGone} and m.blocked_reason = 'source_missing'))
          and ${isDone}
      ), told as (
        insert into mirror_events (mirror_id, level, code, detail)
        select id, case when gone then 'warn' else 'info' end, case when gone then 'blocked' else 'unblocked' end,
          case when gone then 'source_missing' end
        from seen where gone <> (blocked_reason is not null)
      )
      update mirrors m set
        blocked_reason = case when s.gone then 'source_missing' end,
        blocked_detail = case when s.gone then m.blocked_detail end,
        blocked_at = case when s.gone then coalesce(m.blocked_at, now()) end,
        blocked_times = case when s.gone then m.blocked_times + 1 else 0 end,
        resume_at = case when s.gone then now() + interval '1 s' * $1::float8 end,
        updated_at = now()
      from seen s where m.id = s.id`,
    values: [lookAgainSeconds],
  });
  return rowCount ?? 0;
}

/**
 * Where a source has become a supergroup: once all of the basic group is posted, a mirror of the supergroup goes on in the same
 * target, with the same settings. Numbers begin anew there, so that it is a mirror of its own. Returns how many moved.
 */
export async function followMovedSources(db: Queryable): Promise<number> {
  const { rowCount } = await db.query({
    name: "follow-moved-mirror-sources",
    text: `
      with moving as materialized (
        select m.*, g.migrated_to as to_id, nextval(pg_get_serial_sequence('mirrors', 'id')) as new_id
        from mirrors m join guilds g on g.id = m.source_guild_id join channels c on c.id = m.source_channel_id
        where g.migrated_to is not null and m.moved_to is null and m.comments_of is null and m.enabled and m.target_channel_id is not null
          and m.position >= coalesce(c.newest_message_id, 0) and ${isDone}
          and exists (select from channels n where n.id = g.migrated_to)
          and m.target_channel_id <> g.migrated_to
          and not exists (select from mirrors o
            where o.source_channel_id = g.migrated_to and o.target_channel_id = m.target_channel_id)
      ), made as (
        insert into mirrors (id, account_id, source_guild_id, source_channel_id, target_guild_id, target_channel_id,
          target_name, target_platform, makes_target, mode, priority, created_by)
        select new_id, account_id, to_id, to_id, target_guild_id, target_channel_id,
          target_name, target_platform, makes_target, mode, priority, created_by
        from moving
      ), set_too as (
        insert into mirror_settings (mirror_id, mirror_interval_ms, max_retry_count, retry_interval_sec,
          skip_after_max_retry, sync_message_edits, keep_edit_history, sync_message_deletions, mirror_videos,
          max_file_size_mb, skip_protected_content, group_media_messages, media_group_buffer_ms, name_authors, sync_comments,
          max_comments_per_post, message_filter, filter_keywords, filter_kinds, filter_senders)
        select v.new_id, s.mirror_interval_ms, s.max_retry_count, s.retry_interval_sec,
          s.skip_after_max_retry, s.sync_message_edits, s.keep_edit_history, s.sync_message_deletions, s.mirror_videos,
          s.max_file_size_mb, s.skip_protected_content, s.group_media_messages, s.media_group_buffer_ms, s.name_authors, s.sync_comments,
          s.max_comments_per_post, s.message_filter, s.filter_keywords, s.filter_kinds, s.filter_senders
        from moving v join mirror_settings s on s.mirror_id = v.id
      ), told as (
        insert into mirror_events (mirror_id, level, code) select id, 'info', 'moved' from moving
        union all select new_id, 'info', 'created' from moving
      )
      update mirrors m set moved_to = v.new_id, enabled = false, updated_at = now() from moving v where m.id = v.id`,
  });
  return rowCount ?? 0;
}

/**
 * The target has become a supergroup: what is posted from now on goes there. What was under way is looked for and posted there
 * as well; replies to what stands in the old group answer nothing.
 */
export async function recordTargetMoved(tx: Queryable, mirrorId: string, channelId: string): Promise<void> {
  await tx.query({
    name: "record-mirror-parts-moved",
    text: `
      update mirror_parts set target_channel_id = $2, after_id = 0 where mirror_id = $1 and target_message_id is null`,
    values: [mirrorId, channelId],
  });
  await tx.query({
    name: "record-mirror-target-moved",
    text: `
      with told as (insert into mirror_events (mirror_id, level, code, detail) values ($1, 'info', 'moved', $2::text))
      update mirrors set target_guild_id = $2::int8, target_channel_id = $2::int8, updated_at = now() where id = $1`,
    values: [mirrorId, channelId],
  });
}
