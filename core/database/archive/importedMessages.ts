/**
 * What an export adds to messages that are archived already. An export tells of one moment in the past, and tells less than the
 * platform does: what the platform itself has told always wins over it, what is missing is filled in, and a text that it alone
 * holds is kept as a version. Called by the archive writer alone, inside its transaction.
 *
 * `extra.imported` marks a message of which only exports tell; the platform's own telling replaces all of `extra`.
 */
import { type Coverage, formatMultirange } from "../../coverage.ts";
import { indexVersion } from "../../model/search/tokens.ts";
import type { Queryable } from "../../postgres/pool.ts";
import {
  type ArchiveMessage,
  type MessagePlace,
  messageRows,
  reactionRows,
  toMessageParameters,
  toReactionRecords,
} from "./messages.ts";

/** SQL: true of a row of messages that exports alone tell of. */
export const isImported = (row: string): string => `coalesce(${row}.extra ? 'imported', false)`;

/**
 * Unites messages that are archived with those of an export; returns the ids of those that gained something.
 * Edit times count to the second, since some exporters write no more:
 * - the export tells of an earlier state: it becomes a version, unless one of that time is kept;
 * - of the same state: what the archive lacks is filled in; two texts of one state are two renderings, not an edit;
 * - of a later state: it becomes the message, the archived one a version.
 */
export async function mergeImported(
  tx: Queryable,
  place: MessagePlace,
  messages: readonly ArchiveMessage[],
): Promise<Set<string>> {
  if (messages.length === 0) return new Set();
  const { rows } = await tx.query<{ id: string }>({
    name: "merge-imported-messages",
    text: `
      with read as (
        select * from ${messageRows.from("m", 3)}
      ), stored as materialized (
        -- A distributed PostgreSQL locks rows only in a sub-select of their own.
        select s.* from (
          select m.* from messages m join read on m.channel_id = $1 and m.id = read.id order by m.id for update of m
        ) s
      ), compared as materialized (
        select stored.id, ${isImported("stored")} as is_imported,
          coalesce(date_trunc('second', read.edited_at), '-infinity') as read_state,
          -- What changed something else than the text (Telegram: a reaction, a preview) is the same state.
          case when stored.content = read.content
            then coalesce(date_trunc('second', read.edited_at), '-infinity')
            else coalesce(date_trunc('second', stored.edited_at), '-infinity') end as stored_state
        from stored join read using (id)
      ), earlier as (
        insert into message_versions (channel_id, message_id, replaced_at, content, edited_at, extra)
        -- It was replaced when the next state that we know of was written.
        select $1, read.id, least(stored.edited_at, (
            select min(v.edited_at) from message_versions v
            where v.channel_id = $1 and v.message_id = read.id and v.edited_at > coalesce(read.edited_at, '-infinity'))),
          read.content, read.edited_at, read.extra
        from compared c join read using (id) join stored using (id)
        where c.read_state < c.stored_state and not exists (
          select from message_versions v
          where v.channel_id = $1 and v.message_id = read.id
            and date_trunc('second', v.edited_at) is not distinct from date_trunc('second', read.edited_at))
        on conflict do nothing
        returning message_id as id
      ), replaced as (
        insert into message_versions (channel_id, message_id, replaced_at, content, edited_at, extra)
        select $1, stored.id, read.edited_at, stored.content, stored.edited_at, stored.extra
        from compared c join read using (id) join stored using (id)
        where c.read_state > c.stored_state
        on conflict do nothing
      ), filled as (
        select stored.id,
          case when c.read_state > c.stored_state or (stored.content = '' and stored.kind in ('default', 'reply'))
            then read.content else stored.content end as content,
          case when c.read_state > c.stored_state then read.edited_at else stored.edited_at end as edited_at,
          case when c.read_state > c.stored_state then coalesce(stored.extra, '{}') || coalesce(read.extra, '{}')
            when c.is_imported then coalesce(read.extra, '{}') || coalesce(stored.extra, '{}')
            else stored.extra end as extra,
          case when c.is_imported and stored.kind = 'default' then read.kind else stored.kind end as kind,
          coalesce(stored.author_id, read.author_id) as author_id,
          coalesce(stored.reply_to_id, read.reply_to_id) as reply_to_id,
          coalesce(stored.topic_id, read.topic_id) as topic_id,
          coalesce(stored.album_id, read.album_id) as album_id,
          case when c.read_state > c.stored_state then read.search
            else stored.search || read.search end as search,
          case when c.read_state > c.stored_state then $2 else stored.search_version end as search_version
        from compared c join read using (id) join stored using (id)
        where c.read_state >= c.stored_state
      ), updated as (
        update messages m
        set content = f.content, edited_at = f.edited_at, extra = f.extra, kind = f.kind, author_id = f.author_id,
            reply_to_id = f.reply_to_id, topic_id = f.topic_id, album_id = f.album_id, search = f.search,
            search_version = f.search_version
        from filled f
        where m.channel_id = $1 and m.id = f.id
          and (m.content, m.edited_at, m.extra, m.kind, m.author_id, m.reply_to_id, m.topic_id, m.album_id)
            is distinct from (f.content, f.edited_at, f.extra, f.kind, f.author_id, f.reply_to_id, f.topic_id, f.album_id)
        returning m.id
      )
      select id from earlier union select id from updated`,
    values: [place.channelId, indexVersion, ...toMessageParameters(messages)],
  });
  return new Set(rows.map((row) => row.id));
}

/**
 * Adds the reactions of an export to messages that exports alone tell of; of two counts the greater one stays. What the platform
 * itself has told of a message's reactions is left as it is. Returns the ids of messages that gained some.
 */
export async function uniteReactions(
  tx: Queryable,
  channelId: string,
  messages: readonly ArchiveMessage[],
): Promise<Set<string>> {
  const records = messages.flatMap(toReactionRecords);
  if (records.length === 0) return new Set();
  const { rows } = await tx.query<{ id: string }>({
    name: "unite-imported-reactions",
    text: `
      insert into reactions (channel_id, message_id, emoji, emoji_id, is_animated, count, burst_count, position)
      select $1, r.* from ${reactionRows.from("r", 2)}
      where exists (select from messages m where m.channel_id = $1 and m.id = r.message_id and ${isImported("m")})
      on conflict (channel_id, message_id, emoji) do update
      set count = greatest(reactions.count, excluded.count)
      where excluded.count > reactions.count
      returning message_id as id`,
    values: [channelId, ...reactionRows.parameters(records)],
  });
  return new Set(rows.map((row) => row.id));
}

/**
 * Marks as deleted what an export brought into an interval that was read completely after the export was made: it was gone by
 * then. Returns how many.
 */
export async function markGoneSinceExport(
  tx: Queryable,
  channelId: string,
  insertedIds: readonly string[],
  covered: Coverage,
): Promise<void> {
  if (insertedIds.length === 0 || covered.length === 0) return;
  await tx.query({
    name: "mark-gone-since-export",
    text: `
      update messages set deleted_at = now()
      where channel_id = $1 and id = any($2::int8[]) and $3::int8multirange @> id and deleted_at is null`,
    values: [channelId, insertedIds, formatMultirange(covered)],
  });
}

/**
 * Marks as deleted what only exports tell of in [fromId, toId), after the platform was read there and did not hold it.
 * Returns how many.
 */
export async function markImportedMissing(
  tx: Queryable,
  channelId: string,
  interval: { fromId: string; toId: string },
  idsRead: readonly string[],
): Promise<number> {
  const { rowCount } = await tx.query({
    name: "mark-imported-missing",
    text: `
      update messages m set deleted_at = now()
      where channel_id = $1 and id >= $2 and id < $3 and deleted_at is null and id <> all($4::int8[])
        and ${isImported("m")}`,
    values: [channelId, interval.fromId, interval.toId, idsRead],
  });
  return rowCount ?? 0;
}
