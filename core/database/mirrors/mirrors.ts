/** Mirrors as people make and change them. */
import type { MirrorMode } from "../../model/mirror.ts";
import type { Platform } from "../../model/platform.ts";
import type { Queryable } from "../../postgres/pool.ts";

export interface NewMirror {
  accountId: string;
  sourceGuildId: string;
  sourceChannelId: string;
  /** Null: one is made. */
  target: { guildId: string; channelId: string } | null;
  targetName: string;
  targetPlatform: Platform;
  mode: MirrorMode;
  /** False: only what is said from now on. */
  withHistory: boolean;
  priority: number;
  createdBy: string | null;
}

/** Makes a mirror. A unique violation (mirrors_once) says that there is one between these two. */
export async function insertMirror(tx: Queryable, mirror: NewMirror): Promise<string> {
  const { rows } = await tx.query<{ id: string }>({
    name: "insert-mirror",
    text: `
      with made as (
        insert into mirrors (account_id, source_guild_id, source_channel_id, target_guild_id, target_channel_id,
          target_name, target_platform, makes_target, mode, position, priority, created_by)
        select $1, $2, c.id, $4, $5, $6, $7, $5::int8 is null, $8,
          case when $9 then 0 else coalesce(greatest(c.last_message_id, c.newest_message_id), 0) end, $10, $11
        from channels c where c.id = $3
        returning id
      ), told as (
        insert into mirror_events (mirror_id, level, code, detail) select id, 'info', 'created', $11 from made
      )
      select id from made`,
    values: [
      mirror.accountId,
      mirror.sourceGuildId,
      mirror.sourceChannelId,
      mirror.target?.guildId ?? null,
      mirror.target?.channelId ?? null,
      mirror.targetName,
      mirror.targetPlatform,
      mirror.mode,
      mirror.withHistory,
      mirror.priority,
      mirror.createdBy,
    ],
  });
  const [row] = rows;
  if (!row) throw new Error(`Channel ${mirror.sourceChannelId} is gone`);
  return row.id;
}

/** What changes of a mirror are checked against. */
export interface LockedMirror {
  accountId: string | null;
  enabled: boolean;
  sourceChannelId: string;
  sourcePlatform: Platform;
  /** Null until it is made. */
  targetChannelId: string | null;
  targetPlatform: Platform;
  /** The mirror of the posts whose comments it mirrors; null: it is no mirror of comments. */
  commentsOf: string | null;
}

/** The mirror's row, locked; null when there is none. */
export async function lockMirror(tx: Queryable, mirrorId: string): Promise<LockedMirror | null> {
  const { rows } = await tx.query<LockedMirror>({
    name: "lock-mirror",
    text: `
      select m.account_id as "accountId", m.enabled, m.source_channel_id as "sourceChannelId",
        g.platform as "sourcePlatform", m.target_channel_id as "targetChannelId", m.target_platform as "targetPlatform", m.comments_of as "commentsOf"
      from mirrors m join guilds g on g.id = m.source_guild_id where m.id = $1 for update of m`,
    values: [mirrorId],
  });
  return rows[0] ?? null;
}

/** Changes what is given; the next unit goes by it. */
export async function updateMirror(
  tx: Queryable,
  mirrorId: string,
  change: { mode?: MirrorMode; priority?: number; accountId?: string },
): Promise<void> {
  await tx.query({
    name: "update-mirror",
    text: `
      with waiting as (update mirror_tasks set priority = $3::int where mirror_id = $1 and status = 'pending' and $3::int is not null),
      comments as (update mirrors set priority = coalesce($3::int, priority), account_id = coalesce($4, account_id)
        where comments_of = $1)
      update mirrors set mode = coalesce($2, mode), priority = coalesce($3::int, priority),
        account_id = coalesce($4, account_id), updated_at = now()
      where id = $1`,
    values: [mirrorId, change.mode ?? null, change.priority ?? null, change.accountId ?? null],
  });
}

/** Ends the open tasks of a mirror and of its comments; a running one notices at its next write. */
export async function cancelMirrorTasks(tx: Queryable, mirrorId: string): Promise<void> {
  await tx.query({
    name: "cancel-mirror-tasks",
    text: `
      update mirror_tasks set status = 'cancelled'
      where mirror_id in (select id from mirrors where id = $1 or comments_of = $1)
        and status in ('pending', 'running', 'paused')`,
    values: [mirrorId],
  });
}

/** Pauses a mirror or lets it go on; one that was blocked is tried at once then. */
export async function setMirrorEnabled(
  tx: Queryable,
  mirrorId: string,
  enabled: boolean,
  by: string,
): Promise<void> {
  await tx.query({
    name: "set-mirror-enabled",
    text: `
      with changed as (
        update mirrors set enabled = $2, updated_at = now(), resume_at = case when $2 and resume_at is not null then now() else resume_at end
        where id = $1 and (enabled <> $2 or ($2 and resume_at is not null)) returning id
      )
      insert into mirror_events (mirror_id, level, code, detail)
      select id, 'info', case when $2 then 'resumed' else 'paused' end, $3 from changed`,
    values: [mirrorId, enabled, by],
  });
}

/** Removes a mirror and its map; what it posted stays. False when there was none. */
export async function deleteMirror(tx: Queryable, mirrorId: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "delete-mirror",
    text: "delete from mirrors where id = $1",
    values: [mirrorId],
  });
  return rowCount === 1;
}

/**
 * Has messages tried again that failed or were given up after too many tries: those named, or all. They are posted in their
 * order, behind what was posted meanwhile. Comments whose post was not mirrored are looked at again with it. Returns how many
 * failed.
 */
export async function retryMirrorMessages(
  tx: Queryable,
  mirrorId: string,
  messageIds: readonly string[] | null,
): Promise<number> {
  const { rowCount } = await tx.query({
    name: "retry-mirror-messages",
    text: `
      with comments as (
        update mirror_messages set state = 'pending', skip_reason = null
        where mirror_id in (select id from mirrors where comments_of = $1) and skip_reason = 'post_not_mirrored'
      )
      update mirror_messages
      set state = 'pending', skip_reason = null, error_message = null, retry_count = 0, next_try_at = null, sending_at = null
      where mirror_id = $1 and (state = 'failed' or skip_reason = 'failed_too_many_times')
        and ($2::int8[] is null or message_id = any($2))`,
    values: [mirrorId, messageIds],
  });
  return rowCount ?? 0;
}
