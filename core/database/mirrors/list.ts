/** Mirrors and their messages as people see them. */
import type {
  BlockedReason,
  CommentsState,
  MirrorEventCode,
  MirrorKind,
  MirrorMessageState,
  MirrorMode,
  SkipReason,
} from "../../model/mirror.ts";
import type { Platform } from "../../model/platform.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { commentsState } from "./comments.ts";
import { reached } from "./mirrorTasks.ts";

/** Counting stops here: more is said as "10,000 or more". */
const mostCounted = 10_000;

export interface MirrorRecord {
  id: string;
  sourcePlatform: Platform;
  sourceGuildId: string;
  sourceChannelId: string;
  sourceName: string;
  targetPlatform: Platform;
  targetGuildId: string | null;
  targetChannelId: string | null;
  targetName: string;
  accountId: string | null;
  accountName: string | null;
  mode: MirrorMode;
  priority: number;
  enabled: boolean;
  blockedReason: BlockedReason | null;
  blockedDetail: string | null;
  resumeAt: Date | null;
  lastSentAt: Date | null;
  createdAt: Date;
  movedTo: string | null;
  /** Of its open task; null when it has none. */
  taskStatus: string | null;
  taskRunAt: Date | null;
  /** Why that waits: a code of core/queue/reasons.ts. */
  taskReason: string | null;
  /** The platform refuses the account. */
  isAccountRefused: boolean;
  /** Something stands in front of it that is not archived or not proven yet. */
  isWaiting: boolean;
  counts: Partial<Record<MirrorMessageState, number>>;
  untaken: number;
  lagSeconds: number | null;
  lastDay: number[];
  lastError: string | null;
  /** The mirror of the posts whose comments it mirrors; null: it is no mirror of comments. */
  commentsOf: string | null;
  /** The mirror of the comments under its posts; null: there is none. */
  commentsMirrorId: string | null;
  /** Null: they are not wanted. */
  commentsState: CommentsState | null;
}

/** All mirrors, or one. By the source's name. */
export async function findMirrors(db: Queryable, mirrorId: string | null): Promise<MirrorRecord[]> {
  const { rows } = await db.query<MirrorRecord>({
    name: "find-mirrors",
    text: `
      select m.id, g.platform as "sourcePlatform", m.source_guild_id as "sourceGuildId",
        m.source_channel_id as "sourceChannelId", c.name as "sourceName", m.target_platform as "targetPlatform",
        m.target_guild_id as "targetGuildId", m.target_channel_id as "targetChannelId",
        coalesce(tc.name, m.target_name) as "targetName", m.account_id as "accountId", coalesce(a.label, a.name) as "accountName",
        m.mode, m.priority, m.enabled, m.blocked_reason as "blockedReason", m.blocked_detail as "blockedDetail",
        m.resume_at as "resumeAt", m.last_sent_at as "lastSentAt", m.created_at as "createdAt",
        m.moved_to as "movedTo", m.comments_of as "commentsOf", ${commentsState} as "commentsState",
        (select k.id from mirrors k where k.comments_of = m.id
          order by k.source_channel_id = g.linked_chat_id desc, k.id desc limit 1) as "commentsMirrorId",
        task.status as "taskStatus", task.run_at as "taskRunAt",
        task.status_reason as "taskReason", coalesce(a.status = 'refused', false) as "isAccountRefused",
        b.reached < coalesce(greatest(c.last_message_id, c.newest_message_id), 0) as "isWaiting",
        (select coalesce(json_object_agg(s.state, s.count), '{}') from (
          select state, count(*)::int as count from mirror_messages mm where mm.mirror_id = m.id group by state) s) as counts,
        (select count(*)::int from (select from messages s
          where s.channel_id = m.source_channel_id and s.id > m.position and s.deleted_at is null limit ${mostCounted}) n) as untaken,
        (select extract(epoch from now() - oldest.created_at)::float8 from messages oldest
          where oldest.channel_id = m.source_channel_id and oldest.id = coalesce(
            (select min(mm.message_id) from mirror_messages mm where mm.mirror_id = m.id and mm.state = 'pending'),
            (select s.id from messages s where s.channel_id = m.source_channel_id and s.id > m.position
              order by s.id limit 1))) as "lagSeconds",
        (select array_agg(coalesce(sent.count, 0) order by h.hour) from generate_series(23, 0, -1) h (hour)
          left join (
            select floor(extract(epoch from now() - mm.sent_at) / 3600)::int as hour, count(*)::int as count
            from mirror_messages mm where mm.mirror_id = m.id and mm.sent_at > now() - interval '24 hours' group by 1
          ) sent on sent.hour = 23 - h.hour) as "lastDay",
        (select mm.error_message from mirror_messages mm where mm.mirror_id = m.id and mm.state = 'failed'
          order by mm.message_id desc limit 1) as "lastError"
      from mirrors m
      join guilds g on g.id = m.source_guild_id join channels c on c.id = m.source_channel_id
      left join channels tc on tc.id = m.target_channel_id
      left join accounts a on a.id = m.account_id
      join lateral (select ${reached} as reached) b on true
      left join lateral (
        select t.status, t.run_at, t.status_reason from mirror_tasks t
        where t.mirror_id = m.id and t.status in ('pending', 'running', 'paused')
        order by t.status = 'running' desc, t.id limit 1) task on true
      where $1::int8 is null or m.id = $1
      order by c.name, m.id`,
    values: [mirrorId],
  });
  return rows;
}

export interface MirrorMessageRecord {
  messageId: string;
  state: MirrorMessageState;
  skipReason: SkipReason | null;
  kind: MirrorKind;
  excerpt: string | null;
  authorName: string | null;
  saidAt: Date | null;
  sentAt: Date | null;
  targetMessageIds: string[];
  targetExcerpt: string | null;
  error: string | null;
  retryCount: number;
  nextTryAt: Date | null;
  editCount: number;
  lastEditedAt: Date | null;
  isDeleted: boolean;
  targetDeletedAt: Date | null;
}

const excerptLength = 200;

/** Messages of a mirror, newest first. `before` null: from the newest on. */
export async function findMirrorMessages(
  db: Queryable,
  mirrorId: string,
  page: { state: MirrorMessageState | null; reason: SkipReason | null; before: string | null; limit: number },
): Promise<MirrorMessageRecord[]> {
  const { rows } = await db.query<MirrorMessageRecord>({
    name: "find-mirror-messages",
    text: `
      select mm.message_id as "messageId", mm.state, mm.skip_reason as "skipReason", mm.kind,
        left(s.content, ${excerptLength}) as excerpt, coalesce(a.display_name, a.name) as "authorName",
        s.created_at as "saidAt", mm.sent_at as "sentAt",
        coalesce(p.ids, '{}') as "targetMessageIds", left(copy.content, ${excerptLength}) as "targetExcerpt",
        mm.error_message as error, mm.retry_count as "retryCount", mm.next_try_at as "nextTryAt",
        mm.edit_count as "editCount", mm.last_edited_at as "lastEditedAt", s.deleted_at is not null as "isDeleted",
        mm.target_deleted_at as "targetDeletedAt"
      from mirror_messages mm
      left join messages s on s.channel_id = mm.channel_id and s.id = mm.message_id
      left join authors a on a.id = s.author_id
      left join lateral (
        select array_agg(p.target_message_id::text order by p.part) as ids, min(p.target_channel_id) as channel_id,
          (array_agg(p.target_message_id order by p.part))[1] as first
        from mirror_parts p
        where p.mirror_id = mm.mirror_id and p.message_id = mm.message_id and p.target_message_id is not null) p on true
      left join messages copy on copy.channel_id = p.channel_id and copy.id = p.first
      where mm.mirror_id = $1 and ($2::text is null or mm.state = $2) and ($3::text is null or mm.skip_reason = $3)
        and ($4::int8 is null or mm.message_id < $4)
      order by mm.message_id desc limit $5`,
    values: [mirrorId, page.state, page.reason, page.before, page.limit],
  });
  return rows;
}

export interface MirrorEventRecord {
  id: string;
  level: "info" | "warn" | "error";
  code: MirrorEventCode;
  detail: string | null;
  at: Date;
}

/** The newest events of a mirror, newest first. */
export async function findMirrorEvents(
  db: Queryable,
  mirrorId: string,
  limit: number,
): Promise<MirrorEventRecord[]> {
  const { rows } = await db.query<MirrorEventRecord>({
    name: "find-mirror-events",
    text: `
      select id, level, code, detail, created_at as at from mirror_events
      where mirror_id = $1 order by id desc limit $2`,
    values: [mirrorId, limit],
  });
  return rows;
}

export interface PostingAccount {
  id: string;
  name: string;
  platform: Platform;
  readsSource: boolean;
  targets: { guildId: string; channelId: string; name: string }[];
}

/** Accounts that could post a mirror of a channel, with the channels they know; whether they may write there shows when they do. */
export async function findPostingAccounts(
  db: Queryable,
  sourceChannelId: string,
  { includeDemo }: { includeDemo: boolean },
): Promise<PostingAccount[]> {
  const { rows } = await db.query<PostingAccount>({
    name: "find-posting-accounts",
    text: `
      select a.id, coalesce(a.label, a.name, a.platform) as name, a.platform,
        exists (select from account_guilds ag join channels c on c.guild_id = ag.guild_id
          where ag.account_id = a.id and c.id = $1) as "readsSource",
        coalesce((
          select json_agg(json_build_object('guildId', t.guild_id::text, 'channelId', t.channel_id::text, 'name', t.name)
            order by t.name, t.channel_id) from (
            select chat_id as guild_id, chat_id as channel_id, title as name from telegram_dialogs d
            where d.account_id = a.id and d.kind in ('channel', 'supergroup', 'forum', 'group', 'saved')
            union
            select c.guild_id, c.id, case a.platform when 'discord' then g.name || ' · #' || c.name else c.name end
            from account_guilds ag join channels c on c.guild_id = ag.guild_id join guilds g on g.id = c.guild_id
            where ag.account_id = a.id and c.removed_at is null
              and c.kind in ('text', 'announcement', 'chat', 'public_thread')
          ) t where t.channel_id <> $1), '[]') as targets
      from accounts a
      where a.enabled and ($2 or not a.is_demo)
      order by a.platform, a.is_primary desc, a.id`,
    values: [sourceChannelId, includeDemo],
  });
  return rows;
}
