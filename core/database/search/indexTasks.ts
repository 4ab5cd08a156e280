/** search_index_tasks: indexing what was archived before search, or by earlier rules. */
import { searchVector } from "../../model/search/messageTexts.ts";
import { indexVersion } from "../../model/search/tokens.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { defineTaskTable, type TaskBase, type TaskClaim, type TaskTable } from "../../queue/taskTable.ts";
import { toSafeJson } from "../archive/messages.ts";

export type SearchIndexTask = TaskBase & SearchIndexPayload;

/** The columns of its own. */
export interface SearchIndexPayload {
  /** How far it is; null at the beginning. */
  after: MessageKey | null;
  messagesIndexed: number;
}

export interface MessageKey {
  channelId: string;
  messageId: string;
}

export const searchIndexTasks: TaskTable<SearchIndexTask> = defineTaskTable<SearchIndexPayload>({
  kind: "search_index",
  toPayload: (row) => ({
    after:
      typeof row.after_channel_id === "string" && typeof row.after_message_id === "string"
        ? { channelId: row.after_channel_id, messageId: row.after_message_id }
        : null,
    messagesIndexed: Number(row.messages_indexed),
  }),
});

/**
 * Writes a task when there are messages that these rules have not indexed, unless one is open; where there are none,
 * remembers that. Any number of processes may call it at once. A look through all messages at most once per version.
 */
export async function ensureIndexed(db: Queryable): Promise<void> {
  await db.query({
    name: "ensure-indexed",
    text: `
      with outdated as materialized (
        select exists (select from messages where search_version is distinct from $1) as are_there
        where not exists (select from search_versions where version = $1)
          and not exists (select from search_index_tasks where status in ('pending', 'running', 'paused'))
      ), done as (
        insert into search_versions (version) select $1 from outdated where not are_there
        on conflict do nothing
      )
      insert into search_index_tasks (started_by) select 'search' from outdated where are_there
      on conflict do nothing`,
    values: [indexVersion],
  });
}

/** Notes that everything is indexed by these rules. Within the last transaction of the task that saw to it. */
export async function recordIndexed(tx: Queryable): Promise<void> {
  await tx.query({
    name: "record-indexed",
    text: "insert into search_versions (version) values ($1) on conflict do nothing",
    values: [indexVersion],
  });
}

/** What a stretch of messages came to. */
export interface IndexedStretch {
  /** The last message looked at; null: there was none left. */
  last: MessageKey | null;
  indexed: number;
}

interface OutdatedRow {
  channel_id: string;
  id: string;
  is_outdated: boolean;
  content: string;
  kind: string;
  edited_at: Date | null;
  reply_to_id: string | null;
  extra: unknown;
  files: { fileName: string; contentType: string | null; description: string | null }[] | null;
}

/**
 * Indexes those of the next `limit` messages, in the order of their key, that these rules have not indexed. A message that
 * is edited meanwhile was indexed by the edit and stays as that left it.
 */
export async function indexStretch(
  tx: Queryable,
  after: MessageKey | null,
  limit: number,
): Promise<IndexedStretch> {
  const { rows } = await tx.query<OutdatedRow>({
    name: "load-outdated-messages",
    text: `
      select m.channel_id, m.id, m.search_version is distinct from $4 as is_outdated,
        m.content, m.kind, m.edited_at, m.reply_to_id, m.extra, (
          select json_agg(json_build_object('fileName', a.file_name, 'contentType', a.content_type,
            'description', a.description) order by a.position)
          from attachments a where a.channel_id = m.channel_id and a.message_id = m.id
        ) as files
      from messages m
      where (m.channel_id, m.id) > ($1::int8, $2::int8)
      order by m.channel_id, m.id limit $3`,
    // Telegram's chats have negative ids: the beginning lies below all of them.
    values: [after?.channelId ?? lowest, after?.messageId ?? lowest, limit, indexVersion],
  });
  const outdated = rows.filter((row) => row.is_outdated);
  if (outdated.length > 0) {
    await tx.query({
      name: "index-messages",
      text: `
        update messages m set search = r.search, search_version = $2
        from json_to_recordset($1::json) as r (channel_id int8, id int8, search tsvector)
        where m.channel_id = r.channel_id and m.id = r.id and m.search_version is distinct from $2`,
      values: [
        toSafeJson(
          outdated.map((row) => ({
            channel_id: row.channel_id,
            id: row.id,
            search: searchVector({
              content: row.content,
              kind: row.kind,
              editedAt: row.edited_at,
              replyToId: row.reply_to_id,
              extra: row.extra,
              attachments: row.files ?? [],
            }),
          })),
        ),
        indexVersion,
      ],
    });
  }
  const last = rows.at(-1);
  return {
    last: last ? { channelId: last.channel_id, messageId: last.id } : null,
    indexed: outdated.length,
  };
}

const lowest = "-9223372036854775808";

/** Writes how far the task is. Within the transaction that indexed the stretch. */
export async function reportStretch(
  tx: Queryable,
  claim: TaskClaim,
  { last, indexed }: IndexedStretch,
  progress: number,
): Promise<void> {
  await tx.query({
    name: "report-indexed-stretch",
    text: `
      update search_index_tasks
      set after_channel_id = coalesce($3, after_channel_id), after_message_id = coalesce($4, after_message_id),
          messages_indexed = messages_indexed + $5, progress = greatest(progress, least($6::real, 1)),
          attempts = 0, crash_count = 0, updated_at = now()
      where id = $1 and fence = $2 and status = 'running'`,
    values: [claim.id, claim.fence, last?.channelId ?? null, last?.messageId ?? null, indexed, progress],
  });
}

/** How many messages there are, and how many of them in channels up to this one: what progress is measured by. */
export async function countUpTo(
  db: Queryable,
  channelId: string | null,
): Promise<{ total: number; before: number }> {
  const { rows } = await db.query<{ total: string; before: string }>({
    name: "count-messages-up-to",
    text: `
      select coalesce(sum(message_count), 0) as total,
        coalesce(sum(message_count) filter (where id <= $1), 0) as before
      from channels`,
    values: [channelId ?? lowest],
  });
  return { total: Number(rows[0]?.total), before: Number(rows[0]?.before) };
}

/** How much of the index is there: whether all messages are indexed, and else how far the task is that sees to it. */
export async function readIndexState(
  db: Queryable,
): Promise<{ isComplete: boolean; progress: number | null; taskId: string | null }> {
  const { rows } = await db.query<{ is_complete: boolean; id: string | null; progress: number | null }>({
    name: "read-index-state",
    text: `
      select exists (select from search_versions where version = $1) as is_complete, t.id, t.progress
      from (select 1) as one
      left join search_index_tasks t on t.status in ('pending', 'running', 'paused')`,
    values: [indexVersion],
  });
  const [row] = rows;
  return {
    isComplete: (row?.is_complete ?? false) && row?.id === null,
    progress: row?.progress ?? null,
    taskId: row?.id ?? null,
  };
}
