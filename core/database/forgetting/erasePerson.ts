/** What a person leaves beside messages, and in the messages of others. Only inside an erasure's transaction. */
import { searchVector } from "../../model/search/messageTexts.ts";
import { indexVersion } from "../../model/search/tokens.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { toSafeJson } from "../archive/messages.ts";
import { foldAllDifferences } from "../stats/keeping.ts";
import type { ErasureCounts } from "./erasureTasks.ts";

/** Channels in which a person wrote, in the order of their ids. */
export async function findChannelsOfPerson(db: Queryable, personId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: "find-channels-of-person",
    text: "select distinct channel_id as id from messages where author_id = $1 order by 1",
    values: [personId],
  });
  return rows.map(({ id }) => id);
}

/** True for an account of ours: it is no person that could be forgotten. */
export async function isOwnAccount(db: Queryable, personId: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "is-own-account",
    text: "select from accounts where external_id = $1",
    values: [personId],
  });
  return (rowCount ?? 0) > 0;
}

/**
 * Tables whose rows are about one person, and the column that says who. A new table with such a column belongs in here;
 * the test of traces.ts finds one that is missing.
 */
export const tablesOfPersons = [
  ["responses", "user_id"],
  ["member_events", "user_id"],
  ["members", "user_id"],
  ["author_names", "author_id"],
  ["authors", "id"],
  ["export_people", "user_id"],
  ["export_tasks", "person_id"],
] as const;

/** Names and memberships of a person. */
export async function erasePersonRows(tx: Queryable, personId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  await foldAllDifferences(tx); // what waits to be added up names who wrote; added up, there is nothing left of it
  for (const [table, column] of tablesOfPersons) {
    const { rowCount } = await tx.query({
      name: `erase-${table}-of-person`,
      text: `delete from ${table} where ${column} = $1`,
      values: [personId],
    });
    counts[table] = rowCount ?? 0;
  }
  return counts;
}

/** The person's pictures, stored or still to be fetched; returns the stored files they referred to. */
export async function deletePictureReferences(tx: Queryable, personId: string): Promise<string[]> {
  await tx.query({
    name: "delete-pictures",
    text: "delete from media_files where channel_id = 0 and message_id = 0 and kind = 'avatar' and item = $1::text",
    values: [personId],
  });
  const { rows } = await tx.query<{ sha256: string }>({
    name: "delete-picture-references",
    text: `
      delete from media_references
      where kind = 'avatar' and (item = $1::text or item ~ ('^' || $1::text || '[^0-9]'))
      returning sha256`,
    values: [personId],
  });
  return [...new Set(rows.map(({ sha256 }) => sha256))];
}

/** Stored files that nothing refers to: what an erasure that was killed in between has left. */
export async function findUnreferencedFiles(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ sha256: string }>({
    name: "find-unreferenced-files",
    text: `
      select sha256 from media m
      where not exists (select from media_references r where r.sha256 = m.sha256) order by sha256`,
  });
  return rows.map(({ sha256 }) => sha256);
}

/** Something that may name the person: read, changed by the caller, written back. */
export interface NamingMessage {
  id: string;
  content: string;
  extra: Record<string, unknown> | null;
}

/** A message with what else it is found by. */
export interface NamingStoredMessage extends NamingMessage {
  kind: string;
  editedAt: string | null;
  replyToId: string | null;
  attachments: { fileName: string; contentType: string | null; description: string | null }[];
}

export interface NamingPage {
  /** The last id that was looked at; null when there is nothing above `after`. */
  lastId: string | null;
  messages: NamingStoredMessage[];
}

/** The next `limit` messages of a channel above `after`, and those of them in which `text` stands. */
export async function findNamingMessages(
  tx: Queryable,
  channelId: string,
  after: string,
  text: string,
  limit: number,
): Promise<NamingPage> {
  const { rows } = await tx.query<{ last: string | null; messages: NamingStoredMessage[] }>({
    name: "find-naming-messages",
    text: `
      with page as materialized (
        select id, content, extra, search, kind, edited_at, reply_to_id
        from messages where channel_id = $1 and id > $2 order by id limit $4
      )
      select max(id) as last,
        coalesce(json_agg(json_build_object('id', id::text, 'content', content, 'extra', extra, 'kind', kind,
            'editedAt', edited_at, 'replyToId', reply_to_id::text, 'attachments', (
              select coalesce(json_agg(json_build_object('fileName', a.file_name, 'contentType', a.content_type,
                'description', a.description) order by a.position), '[]')
              from attachments a where a.channel_id = $1 and a.message_id = page.id)))
          filter (where strpos(content, $3) > 0 or strpos(extra::text, $3) > 0 or strpos(search::text, $3) > 0), '[]')
          as messages
      from page`,
    values: [channelId, after, text, limit],
  });
  return { lastId: rows[0]?.last ?? null, messages: rows[0]?.messages ?? [] };
}

/** Writes messages without the person, and by what they are found from then on. */
export async function rewriteMessages(
  tx: Queryable,
  channelId: string,
  messages: readonly NamingStoredMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  await tx.query({
    name: "rewrite-messages",
    text: `
      update messages m
      set content = r.content, extra = r.extra, search = r.search, search_version = $3
      from json_to_recordset($2::json) as r (id int8, content text, extra jsonb, search tsvector)
      where m.channel_id = $1 and m.id = r.id`,
    values: [
      channelId,
      toSafeJson(
        messages.map((message) => ({
          id: message.id,
          content: message.content,
          extra: message.extra,
          search: searchVector({
            ...message,
            editedAt: message.editedAt === null ? null : new Date(message.editedAt),
          }),
        })),
      ),
      indexVersion,
    ],
  });
}

export interface NamingVersion extends NamingMessage {
  /** Which of the message's versions, as text. */
  replacedAt: string;
}

/** The versions of messages within (after, last] in which `text` stands. */
export async function findNamingVersions(
  tx: Queryable,
  channelId: string,
  within: { after: string; last: string },
  text: string,
): Promise<NamingVersion[]> {
  const { rows } = await tx.query<NamingVersion>({
    name: "find-naming-versions",
    text: `
      select message_id::text as id, replaced_at::text as "replacedAt", content, extra from message_versions
      where channel_id = $1 and message_id > $2 and message_id <= $3
        and (strpos(content, $4) > 0 or strpos(extra::text, $4) > 0)`,
    values: [channelId, within.after, within.last, text],
  });
  return rows;
}

export async function rewriteVersions(
  tx: Queryable,
  channelId: string,
  versions: readonly NamingVersion[],
): Promise<void> {
  if (versions.length === 0) return;
  await tx.query({
    name: "rewrite-versions",
    text: `
      update message_versions v set content = r.content, extra = r.extra
      from json_to_recordset($2::json) as r (id int8, "replacedAt" timestamptz, content text, extra jsonb)
      where v.channel_id = $1 and v.message_id = r.id and v.replaced_at = r."replacedAt"`,
    values: [channelId, toSafeJson(versions)],
  });
}

/** Alternative texts of files in a channel that hold `text`. */
export async function findNamingDescriptions(
  tx: Queryable,
  channelId: string,
  text: string,
): Promise<{ messageId: string; id: string; description: string }[]> {
  const { rows } = await tx.query<{ messageId: string; id: string; description: string }>({
    name: "find-naming-descriptions",
    text: `
      select message_id as "messageId", id, description from attachments
      where channel_id = $1 and strpos(description, $2) > 0`,
    values: [channelId, text],
  });
  return rows;
}

export async function rewriteDescription(
  tx: Queryable,
  channelId: string,
  file: { messageId: string; id: string; description: string },
): Promise<void> {
  await tx.query({
    name: "rewrite-description",
    text: "update attachments set description = $4 where channel_id = $1 and message_id = $2 and id = $3",
    values: [channelId, file.messageId, file.id, file.description],
  });
}

/** What is set aside and names the person. */
export async function findNamingSetAside(
  tx: Queryable,
  text: string,
): Promise<{ id: string; raw: string; message: string }[]> {
  const { rows } = await tx.query<{ id: string; raw: string; message: string }>({
    name: "find-naming-set-aside",
    text: "select id, raw, message from set_aside where strpos(raw, $1) > 0 or strpos(message, $1) > 0 for update",
    values: [text],
  });
  return rows;
}

export async function deleteSetAside(tx: Queryable, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const { rowCount } = await tx.query({
    name: "delete-set-aside",
    text: "delete from set_aside where id = any($1::int8[])",
    values: [ids],
  });
  return rowCount ?? 0;
}

export async function rewriteSetAside(
  tx: Queryable,
  item: { id: string; raw: string; message: string },
): Promise<void> {
  await tx.query({
    name: "rewrite-set-aside",
    text: "update set_aside set raw = $2, message = $3 where id = $1",
    values: [item.id, item.raw, item.message],
  });
}

/** Names and topics of channels that hold `text`. */
export async function findNamingChannels(
  tx: Queryable,
  text: string,
): Promise<{ id: string; name: string; topic: string | null }[]> {
  const { rows } = await tx.query<{ id: string; name: string; topic: string | null }>({
    name: "find-naming-channels",
    text: "select id, name, topic from channels where strpos(name, $1) > 0 or strpos(topic, $1) > 0",
    values: [text],
  });
  return rows;
}

export async function rewriteChannel(
  tx: Queryable,
  channel: { id: string; name: string; topic: string | null },
): Promise<void> {
  await tx.query({
    name: "rewrite-channel",
    text: "update channels set name = $2, topic = $3 where id = $1",
    values: [channel.id, channel.name, channel.topic],
  });
}

/** What stands where the details of a failure did. */
const erasedDetails = "The details were erased.";

/**
 * Errors may quote what could not be stored: those of the fetches over the channel, and those that hold `text`, keep only
 * their code. Returns how many.
 */
export async function eraseErrorTexts(
  tx: Queryable,
  where: { channelId: string | null; text: string },
): Promise<number> {
  const { channelId, text } = where;
  const attempts = await tx.query({
    name: "erase-attempt-texts",
    text: `
      update task_attempts a set message = '${erasedDetails}', error = '{}', arguments = '{}'
      where a.message <> '${erasedDetails}' and (
        a.task_id in (select t.id from history_fetch_tasks t where t.channel_id = $1)
        or strpos(a.message, $2) > 0 or strpos(a.error::text, $2) > 0 or strpos(a.arguments::text, $2) > 0)`,
    values: [channelId, text],
  });
  const tasks = await tx.query({
    name: "erase-task-texts",
    text: `
      update history_fetch_tasks t
      set error_message = case when error_message is null then null else '${erasedDetails}' end,
          note = case when strpos(note, $2) > 0 then null else note end
      where (strpos(error_message, $2) > 0 or strpos(note, $2) > 0)
        or (error_message <> '${erasedDetails}'
          and status_reason in ('messages_set_aside', 'children_incomplete', 'unexpected_error')
          and (channel_id = $1 or (channel_id is null and guild_id = (select c.guild_id from channels c where c.id = $1))))`,
    values: [channelId, text],
  });
  const notifications = await tx.query({
    name: "erase-notification-texts",
    text: `
      update notification_tasks n set facts = facts - 'message'
      where facts ? 'message' and (strpos(facts ->> 'message', $2) > 0 or facts ->> 'taskId' in (
        select t.id::text from history_fetch_tasks t
        where t.channel_id = $1 and t.status_reason in ('messages_set_aside', 'unexpected_error')))`,
    values: [channelId, text],
  });
  return (attempts.rowCount ?? 0) + (tasks.rowCount ?? 0) + (notifications.rowCount ?? 0);
}

/** Sums of two counts. Pure. */
export function addCounts(a: ErasureCounts, b: ErasureCounts): Record<string, number> {
  const sum: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) if (count > 0) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
