/** Messages on their way through a mirror: taken up in order, given to the platform, and what became of them. */
import type { MirrorKind, SkipReason } from "../../model/mirror.ts";
import type { Queryable } from "../../postgres/pool.ts";
import type { TaskClaim } from "../../queue/taskTable.ts";
import { commentsWanted, threadRootId } from "./comments.ts";
import { settledBelow } from "./mirrorTasks.ts";

/** Messages taken up at once. More make a large transaction, fewer cost round trips. */
const takenAtOnce = 500;

/**
 * Takes up what follows the position, as far as it is archived and proven; what is deleted already, what people did not
 * write and what a mirror posted is skipped here, and of a discussion group what is no comment or one too many. False when there
 * was nothing. In a channel into which a mirror is posting, nothing is taken up until the outcome is known: its post would be taken
 * for somebody's.
 */
export async function takeUp(tx: Queryable, mirrorId: string): Promise<boolean> {
  const { rows } = await tx.query<{ moved: boolean }>({
    name: "take-up-mirror-messages",
    text: `
      with m as materialized (select * from mirrors where id = $1 for no key update),
      bound as materialized (
        select ${settledBelow} as below from m
        where not exists (
          select from mirror_parts p join mirror_messages s using (mirror_id, message_id)
          where p.target_channel_id = m.source_channel_id and p.target_message_id is null and s.sending_at is not null
            and s.state = 'pending')
      ),
      found as materialized (
        select s.channel_id, s.id, case when m.comments_of is not null then ${threadRootId} end as thread_id, case
            when s.deleted_at is not null then 'message_deleted'
            when exists (select from mirror_parts p
              where p.target_channel_id = m.source_channel_id and p.target_message_id = s.id) then 'mirrored'
            when s.kind not in ('default', 'reply', 'chat_input_command', 'context_menu_command') then 'unsupported_type'
            when m.comments_of is not null and not exists (
              select from mirrors p join messages r on r.channel_id = m.source_channel_id and r.id = ${threadRootId}
              where p.id = m.comments_of and r.extra -> 'forward' ->> 'saved_from_id' = p.source_channel_id::text)
              then 'not_a_comment' end as skip_reason
        from m, bound, messages s
        where s.channel_id = m.source_channel_id and s.id > m.position and s.id < bound.below
        order by s.id limit ${takenAtOnce}
      ),
      threads as materialized (
        select thread_id, count(*) as taken_up from mirror_messages
        where mirror_id = $1 and thread_id in (select thread_id from found) and state <> 'skipped' group by 1
      ),
      weighed as (
        select f.channel_id, f.id, f.thread_id, case
            when f.skip_reason is null and f.thread_id is not null and coalesce(t.taken_up, 0)
              + count(*) filter (where f.skip_reason is null) over (partition by f.thread_id order by f.id)
              > (select ${commentsWanted} from m)
              then 'too_many_comments' else f.skip_reason end as skip_reason
        from found f left join threads t using (thread_id)
      ),
      taken as (
        insert into mirror_messages (mirror_id, channel_id, message_id, thread_id, state, skip_reason)
        select $1, channel_id, id, thread_id, case when skip_reason is null then 'pending' else 'skipped' end, skip_reason
        from weighed
        on conflict do nothing
      ),
      moved as (
        update mirrors set position = case when f.count = ${takenAtOnce} then f.last else bound.below - 1 end
        from bound, (select count(*) as count, max(id) as last from found) f
        where mirrors.id = $1 and bound.below - 1 > mirrors.position
        returning 1
      )
      select exists (select from moved) as moved`,
    values: [mirrorId],
  });
  return rows[0]?.moved === true;
}

/** A part of a message as it was last given to the platform. */
export interface StoredPart {
  part: number;
  randomId: string;
  /** Newest message known in the target before it was sent. */
  afterId: string;
  targetMessageId: string | null;
}

/** A message of the source, with all that is needed to post it. */
export interface SourceMessage {
  id: string;
  authorId: string | null;
  authorName: string | null;
  content: string;
  createdAt: Date;
  editedAt: Date | null;
  isDeleted: boolean;
  albumId: string | null;
  replyToId: string | null;
  extra: Readonly<Record<string, unknown>> | null;
  attachments: SourceFile[];
  retryCount: number;
  /** Milliseconds since it was first given to the platform; null: never. */
  sendingAgoMs: number | null;
  parts: StoredPart[];
  /** What the message it answers became in the target; null where that is unknown or deleted there. */
  replyTargetId: string | null;
}

export interface SourceFile {
  id: string;
  fileName: string;
  contentType: string | null;
  sizeBytes: number;
  width: number | null;
  height: number | null;
  durationSeconds: number | null;
  isSpoiler: boolean;
  /** Without an expiring signature. */
  url: string;
  /** SHA-256 of the stored file; null while it is not stored. */
  sha256: string | null;
  extension: string | null;
}

/**
 * SQL: messages `s` of the source as SourceMessage, joined with `mm` of the mirror `tm`. What was posted into a chat that the
 * target was before counts for nothing.
 */
const messageColumns = `
  s.id, s.author_id as "authorId", coalesce(a.display_name, a.name) as "authorName", s.content,
  s.created_at as "createdAt", s.edited_at as "editedAt", s.deleted_at is not null as "isDeleted",
  s.album_id as "albumId", s.reply_to_id as "replyToId", s.extra, mm.retry_count as "retryCount",
  (extract(epoch from clock_timestamp() - mm.sending_at) * 1000)::float8 as "sendingAgoMs",
  coalesce((
    select json_agg(json_build_object('part', p.part, 'randomId', p.random_id::text, 'afterId', p.after_id::text,
      'targetMessageId', p.target_message_id::text) order by p.part)
    from mirror_parts p where p.mirror_id = mm.mirror_id and p.message_id = mm.message_id
      and p.target_channel_id = tm.target_channel_id), '[]') as parts,
  (select p.target_message_id from mirror_parts p
    where p.target_channel_id = tm.target_channel_id and p.mirror_id = mm.mirror_id and p.message_id = s.reply_to_id and p.part = 0
      and not exists (select from mirror_messages gone where gone.mirror_id = mm.mirror_id and gone.message_id = s.reply_to_id
        and gone.target_deleted_at is not null)) as "replyTargetId",
  coalesce((
    select json_agg(json_build_object('id', f.id::text, 'fileName', f.file_name, 'contentType', f.content_type,
      'sizeBytes', f.size_bytes, 'width', f.width, 'height', f.height, 'durationSeconds', f.duration_seconds,
      'isSpoiler', f.is_spoiler, 'url', f.url, 'sha256', d.sha256, 'extension', d.extension) order by f.position)
    from attachments f
    left join media_references r on r.channel_id = f.channel_id and r.message_id = f.message_id
      and r.kind in ('attachment', 'sticker') and r.item = f.id::text
    left join media d on d.sha256 = r.sha256
    where f.channel_id = s.channel_id and f.message_id = s.id), '[]') as attachments`;

/** What goes into the target next: one message, or all that is taken up of its album. */
export interface NextUnit {
  /** Oldest first. */
  messageIds: string[];
  /** More of the album may still come: nothing that was taken up follows it. */
  isNewest: boolean;
  isAlbum: boolean;
  /** Milliseconds until a refused message is tried again; 0: now. */
  waitMs: number;
}

/** SQL: neither posted nor given up. */
const isOpen = "(mm.state = 'pending' or (mm.state = 'failed' and mm.next_try_at is not null))";
/** The ids of an album follow each other closely. */
const albumSpan = 1_000;
const mostOfAlbum = 10;

/** The oldest that is neither posted nor given up; null when there is none. */
export async function findNextUnit(
  db: Queryable,
  mirrorId: string,
  { keepAlbums }: { keepAlbums: boolean },
): Promise<NextUnit | null> {
  const { rows } = await db.query<NextUnit>({
    name: "find-next-mirror-unit",
    text: `
      with head as materialized (
        select mm.message_id, s.album_id,
          greatest(0, extract(epoch from mm.next_try_at - clock_timestamp()) * 1000)::float8 as wait
        from mirror_messages mm left join messages s on s.channel_id = mm.channel_id and s.id = mm.message_id
        where mm.mirror_id = $1 and ${isOpen} order by mm.message_id limit 1
      ), unit as materialized (
        select mm.message_id from head join mirror_messages mm on mm.mirror_id = $1
          and mm.message_id between head.message_id and head.message_id + ${albumSpan}
        left join messages s on s.channel_id = mm.channel_id and s.id = mm.message_id
        where ${isOpen} and (mm.message_id = head.message_id or ($2 and s.album_id = head.album_id))
        order by mm.message_id limit ${mostOfAlbum}
      )
      select (select array_agg(message_id::text order by message_id) from unit) as "messageIds",
        not exists (select from mirror_messages later
          where later.mirror_id = $1 and later.message_id > (select max(message_id) from unit)) as "isNewest",
        $2 and head.album_id is not null as "isAlbum", coalesce(head.wait, 0) as "waitMs"
      from head`,
    values: [mirrorId, keepAlbums],
  });
  return rows[0] ?? null;
}

/** Messages of a mirror's source as they are archived now, oldest first; those that the archive has lost are missing. */
export async function readSourceMessages(
  db: Queryable,
  mirrorId: string,
  messageIds: readonly string[],
): Promise<SourceMessage[]> {
  const { rows } = await db.query<SourceMessage>({
    name: "read-mirror-source-messages",
    text: `
      select ${messageColumns}
      from mirror_messages mm join messages s on s.channel_id = mm.channel_id and s.id = mm.message_id
      join mirrors tm on tm.id = mm.mirror_id
      left join authors a on a.id = s.author_id
      where mm.mirror_id = $1 and mm.message_id = any($2::int8[]) order by s.id`,
    values: [mirrorId, messageIds],
  });
  return rows;
}

/** A part that is about to be given to the platform. */
export interface IntendedPart {
  messageId: string;
  part: number;
  randomId: string;
}

/**
 * Writes down what is about to be posted, before it is. A part that was written down before keeps its random id and its
 * place: it may have been posted. Returns what holds, in the order given.
 */
export async function recordIntent(
  tx: Queryable,
  mirror: { id: string; targetChannelId: string },
  parts: readonly IntendedPart[],
): Promise<(StoredPart & { messageId: string })[]> {
  await tx.query({
    name: "mark-mirror-messages-sending",
    text: `
      update mirror_messages set sending_at = coalesce(sending_at, clock_timestamp())
      where mirror_id = $1 and message_id = any($2::int8[])`,
    values: [mirror.id, parts.map(({ messageId }) => messageId)],
  });
  const { rows } = await tx.query<StoredPart & { messageId: string }>({
    name: "record-mirror-intent",
    text: `
      with newest as (
        select coalesce(max(target_message_id), 0) as id from mirror_parts where target_channel_id = $2
      ), given as (
        select * from unnest($3::int8[], $4::int2[], $5::int8[]) with ordinality as g (message_id, part, random_id, place)
      ), written as (
        insert into mirror_parts (mirror_id, message_id, part, random_id, target_channel_id, after_id)
        select $1, g.message_id, g.part, g.random_id, $2, newest.id from given g, newest order by g.place
        on conflict (mirror_id, message_id, part) do update set part = excluded.part
        returning message_id, part, random_id, after_id, target_message_id
      )
      select w.message_id as "messageId", w.part, w.random_id as "randomId", w.after_id as "afterId",
        w.target_message_id as "targetMessageId"
      from written w join given g using (message_id, part) order by g.place`,
    values: [
      mirror.id,
      mirror.targetChannelId,
      parts.map(({ messageId }) => messageId),
      parts.map(({ part }) => part),
      parts.map(({ randomId }) => randomId),
    ],
  });
  return rows;
}

/** The platform has posted these parts, under these ids. */
export async function recordPosted(
  tx: Queryable,
  mirrorId: string,
  posted: readonly { messageId: string; part: number; targetMessageId: string }[],
): Promise<void> {
  await tx.query({
    name: "record-mirror-posted",
    text: `
      update mirror_parts p set target_message_id = g.target_id
      from unnest($2::int8[], $3::int2[], $4::int8[]) as g (message_id, part, target_id)
      where p.mirror_id = $1 and p.message_id = g.message_id and p.part = g.part`,
    values: [
      mirrorId,
      posted.map(({ messageId }) => messageId),
      posted.map(({ part }) => part),
      posted.map(({ targetMessageId }) => targetMessageId),
    ],
  });
}

/** How a message ended. */
export type MessageEnd =
  | { state: "sent"; kind: MirrorKind; editedAt: Date | null }
  | { state: "skipped"; kind: MirrorKind; reason: SkipReason; message: string | null };

/** Messages are posted whole, or given up. Counts them on the claimed task, whose attempts begin anew. */
export async function recordEnds(
  tx: Queryable,
  mirrorId: string,
  claim: TaskClaim,
  ends: readonly (MessageEnd & { messageId: string })[],
): Promise<void> {
  const isSent = ends.map(({ state }) => state === "sent");
  const sent = isSent.filter(Boolean).length;
  await Promise.all([
    tx.query({
      name: "record-mirror-ends",
      text: `
        update mirror_messages mm
        set state = g.state, skip_reason = g.reason, kind = g.kind, error_message = g.message, next_try_at = null,
            source_edited_at = g.edited_at, sent_at = case when g.state = 'sent' then clock_timestamp() end,
            sending_at = case when g.state = 'sent' then mm.sending_at end
        from unnest($2::int8[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
          as g (message_id, state, reason, kind, message, edited_at)
        where mm.mirror_id = $1 and mm.message_id = g.message_id`,
      values: [
        mirrorId,
        ends.map(({ messageId }) => messageId),
        ends.map(({ state }) => state),
        ends.map((end) => (end.state === "skipped" ? end.reason : null)),
        ends.map(({ kind }) => kind),
        ends.map((end) => (end.state === "skipped" ? end.message : null)),
        ends.map((end) => (end.state === "sent" ? end.editedAt : null)),
      ],
    }),
    // What was edited or deleted while it was under way was noted by nobody: it was not posted yet.
    tx.query({
      name: "note-changes-under-way",
      text: `
        insert into mirror_changes (mirror_id, channel_id, message_id)
        select mm.mirror_id, mm.channel_id, mm.message_id
        from mirror_messages mm join messages s on s.channel_id = mm.channel_id and s.id = mm.message_id
        where mm.mirror_id = $1 and mm.message_id = any($2::int8[]) and mm.state = 'sent'
          and (s.deleted_at is not null or s.edited_at is distinct from mm.source_edited_at)`,
      values: [mirrorId, ends.map(({ messageId }) => messageId)],
    }),
    tx.query({
      name: "count-mirror-ends",
      text: `
        with posted as (update mirrors set last_sent_at = clock_timestamp() where id = $2 and $3 > 0)
        update mirror_tasks set messages_sent = messages_sent + $3, messages_skipped = messages_skipped + $4,
          attempts = least(attempts, 1), crash_count = 0, updated_at = now()
        where id = $1`,
      values: [claim.id, mirrorId, sent, ends.length - sent],
    }),
  ]);
}

/** The platform refused a message: nothing was posted. `againInSeconds` null: it is not tried again by itself. */
export async function recordRefusal(
  tx: Queryable,
  mirrorId: string,
  claim: TaskClaim,
  refused: {
    messageIds: readonly string[];
    kind: MirrorKind;
    message: string;
    againInSeconds: number | null;
  },
): Promise<void> {
  await Promise.all([
    tx.query({
      name: "record-mirror-refusal",
      text: `
        update mirror_messages
        set state = 'failed', kind = $3, error_message = left($4, 2000), retry_count = retry_count + 1, sending_at = null,
            next_try_at = now() + interval '1 s' * $5::float8
        where mirror_id = $1 and message_id = any($2::int8[])`,
      values: [mirrorId, refused.messageIds, refused.kind, refused.message, refused.againInSeconds],
    }),
    tx.query({
      name: "count-mirror-refusal",
      text: `
        update mirror_tasks set messages_failed = messages_failed + $2, attempts = least(attempts, 1), crash_count = 0
        where id = $1`,
      values: [claim.id, refused.messageIds.length],
    }),
  ]);
}

/** Which of these messages of a target are in the map. */
export async function findMapped(
  db: Queryable,
  targetChannelId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-mapped-messages",
    text: `
      select target_message_id as id from mirror_parts where target_channel_id = $1 and target_message_id = any($2::int8[])`,
    values: [targetChannelId, ids],
  });
  return new Set(rows.map(({ id }) => id));
}

/** A mirrored message that was edited or deleted since, with what it became. */
export interface Change {
  messageId: string;
  /** Everything noted of it up to here is done with it. */
  upTo: string;
}

/** The oldest changes, each message once. */
export async function findChanges(db: Queryable, mirrorId: string, limit: number): Promise<Change[]> {
  const { rows } = await db.query<Change>({
    name: "find-mirror-changes",
    text: `
      select message_id as "messageId", max(id) as "upTo" from (
        select id, message_id from mirror_changes where mirror_id = $1 order by id limit $2) oldest
      group by message_id order by max(id)`,
    values: [mirrorId, limit],
  });
  return rows;
}

/** Other messages of the source that became the same message of the target as this one. */
export async function findSharing(db: Queryable, mirrorId: string, messageId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-sharing-mirror-messages",
    text: `
      select distinct other.message_id as id
      from mirror_parts own join mirror_parts other
        on other.target_channel_id = own.target_channel_id and other.target_message_id = own.target_message_id
      where own.mirror_id = $1 and own.message_id = $2 and other.mirror_id = $1 and other.message_id <> $2`,
    values: [mirrorId, messageId],
  });
  return rows.map(({ id }) => id);
}

/** The target has followed. `done` null: there was nothing to do. */
export async function recordChange(
  tx: Queryable,
  mirrorId: string,
  change: Change,
  done: { kind: "edited"; editedAt: Date | null; isKept: boolean } | { kind: "deleted" } | null,
): Promise<void> {
  await tx.query({
    name: "drop-mirror-change",
    text: "delete from mirror_changes where mirror_id = $1 and message_id = $2 and id <= $3",
    values: [mirrorId, change.messageId, change.upTo],
  });
  if (done?.kind === "edited")
    await tx.query({
      name: "record-mirror-edit",
      text: `
        update mirror_messages
        set source_edited_at = $3, edit_count = edit_count + $4::int,
            last_edited_at = case when $4::int > 0 then now() else last_edited_at end
        where mirror_id = $1 and message_id = $2`,
      values: [mirrorId, change.messageId, done.editedAt, done.isKept ? 1 : 0],
    });
  if (done?.kind === "deleted")
    await tx.query({
      name: "record-mirror-deletion",
      text: "update mirror_messages set target_deleted_at = now() where mirror_id = $1 and message_id = $2",
      values: [mirrorId, change.messageId],
    });
}
