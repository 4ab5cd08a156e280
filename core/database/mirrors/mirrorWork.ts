/** What the job of a mirror reads and writes of the mirror itself. */
import type { BlockedReason, MirrorEventCode, MirrorMode } from "../../model/mirror.ts";
import type { Platform } from "../../model/platform.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** A mirror as its job needs it. */
export interface WorkedMirror {
  id: string;
  accountId: string | null;
  sourcePlatform: Platform;
  sourceGuildId: string;
  sourceChannelId: string;
  /** Every message of the source up to this id was taken up. */
  position: string;
  /** Its owner forbids saving and forwarding, as far as is known. */
  sourceIsProtected: boolean;
  targetPlatform: Platform;
  /** Null until it is made. */
  targetGuildId: string | null;
  targetChannelId: string | null;
  targetName: string;
  targetAskedAt: Date | null;
  mode: MirrorMode;
  enabled: boolean;
  blockedReason: BlockedReason | null;
  sendKey: string;
  /** The mirror of the posts whose comments it mirrors; null: it is no mirror of comments. */
  commentsOf: string | null;
  /** Where their copies stand; null while that is not made, and of other mirrors. */
  postsTargetId: string | null;
  /** Milliseconds since it last posted, by the database's clock; null: never. */
  sentAgoMs: number | null;
}

/** Null once it was deleted. */
export async function findWorkedMirror(db: Queryable, mirrorId: string): Promise<WorkedMirror | null> {
  const { rows } = await db.query<WorkedMirror>({
    name: "find-worked-mirror",
    text: `
      select m.id, m.account_id as "accountId", g.platform as "sourcePlatform", m.source_guild_id as "sourceGuildId",
        m.source_channel_id as "sourceChannelId", coalesce(g.is_protected, false) as "sourceIsProtected",
        m.target_platform as "targetPlatform", m.target_guild_id as "targetGuildId",
        m.target_channel_id as "targetChannelId", m.target_name as "targetName", m.target_asked_at as "targetAskedAt",
        m.mode, m.enabled and follows_its_posts(m) as enabled, m.blocked_reason as "blockedReason", m.send_key as "sendKey", m.position,
        m.comments_of as "commentsOf", posts.target_channel_id as "postsTargetId",
        (extract(epoch from clock_timestamp() - m.last_sent_at) * 1000)::float8 as "sentAgoMs"
      from mirrors m join guilds g on g.id = m.source_guild_id left join mirrors posts on posts.id = m.comments_of
      where m.id = $1`,
    values: [mirrorId],
  });
  return rows[0] ?? null;
}

/** The target is about to be made: after a crash it is looked for first. */
export async function recordTargetAsked(tx: Queryable, mirrorId: string, name: string): Promise<void> {
  await tx.query({
    name: "record-mirror-target-asked",
    text: "update mirrors set target_asked_at = coalesce(target_asked_at, now()), target_name = $2 where id = $1",
    values: [mirrorId, name],
  });
}

/** The target was made, or found. */
export async function recordTargetMade(
  tx: Queryable,
  mirrorId: string,
  target: { guildId: string; channelId: string; name: string },
): Promise<void> {
  await tx.query({
    name: "record-mirror-target-made",
    text: `
      update mirrors set target_guild_id = $2, target_channel_id = $3, target_name = $4, updated_at = now() where id = $1`,
    values: [mirrorId, target.guildId, target.channelId, target.name],
  });
}

/** Pauses of a blocked mirror: one minute, doubling to 15. */
const firstPauseSeconds = 60;
const longestPauseSeconds = 900;

/** It cannot go on: it is tried again by itself, after pauses that grow. */
export async function recordBlocked(
  tx: Queryable,
  mirrorId: string,
  reason: BlockedReason,
  detail: string,
): Promise<void> {
  await tx.query({
    name: "record-mirror-blocked",
    text: `
      with was as (select id, blocked_reason from mirrors where id = $1 for update), told as (
        insert into mirror_events (mirror_id, level, code, detail)
        select id, 'warn', 'blocked', left($2 || ': ' || $3, 2000) from was where blocked_reason is distinct from $2
      )
      update mirrors m
      set blocked_reason = $2, blocked_detail = $3, blocked_at = coalesce(m.blocked_at, now()),
          blocked_times = m.blocked_times + 1, updated_at = now(),
          resume_at = now() + interval '1 s' * least($5::float8, $4::float8 * 2 ^ least(m.blocked_times, 10))
      from was where m.id = was.id`,
    values: [mirrorId, reason, detail, firstPauseSeconds, longestPauseSeconds],
  });
}

/** It goes on. Nothing happens where it was not blocked. */
export async function recordUnblocked(tx: Queryable, mirrorId: string): Promise<void> {
  await tx.query({
    name: "record-mirror-unblocked",
    text: `
      with freed as (
        update mirrors set blocked_reason = null, blocked_detail = null, blocked_at = null, blocked_times = 0,
          resume_at = null, updated_at = now()
        where id = $1 and blocked_reason is not null returning id
      )
      insert into mirror_events (mirror_id, level, code) select id, 'info', 'unblocked' from freed`,
    values: [mirrorId],
  });
}

export async function insertMirrorEvent(
  tx: Queryable,
  mirrorId: string,
  event: { level: "info" | "warn" | "error"; code: MirrorEventCode; detail: string | null },
): Promise<void> {
  await tx.query({
    name: "insert-mirror-event",
    text: "insert into mirror_events (mirror_id, level, code, detail) values ($1, $2, $3, left($4, 2000))",
    values: [mirrorId, event.level, event.code, event.detail],
  });
}

/** Forgets events older than 30 days. */
export async function pruneMirrorEvents(db: Queryable): Promise<void> {
  await db.query({
    name: "prune-mirror-events",
    text: "delete from mirror_events where created_at < now() - interval '30 days'",
  });
}

/** Tells messages that were stored to the mirrors of their channel. `reread`: a stretch in which deletions were found. */
export async function wakeMirrors(
  tx: Queryable,
  channelId: string,
  ids: readonly string[],
  reread: { fromId: string; toId: string } | null = null,
): Promise<void> {
  await tx.query({
    name: "wake-mirrors",
    text: "select wake_mirrors($1, $2::int8[], int8range($3::int8, $4::int8))",
    values: [channelId, ids, reread?.fromId ?? 0, reread?.toId ?? 0],
  });
}
