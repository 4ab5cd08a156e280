/** media_files: which files there are to be had, and what became of each. */
import type { FileKind, FileReason } from "../../model/media.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { defineRows } from "../../postgres/rows.ts";

/** A file as the archive knows it before it has it. Ids are decimal strings. */
export interface KnownFile {
  kind: FileKind;
  /** Channel in which it was seen; "0" for what belongs to no channel. */
  channelId: string;
  /** The message that carries it; "0" for what no single message carries. */
  messageId: string;
  /** Which one of its kind: the attachment's id, the embed picture's place, an emoji's, person's or guild's id. */
  item: string;
  /** "0" where any account of the platform will do. */
  guildId: string;
  /** Without an expiring signature; null where the platform finds the file by its place. */
  url: string | null;
  /** What else its address needs: the hash of an avatar or icon, the format of a sticker, "animated". */
  variant: string | null;
  /** Null when the platform states none. */
  announcedBytes: number | null;
}

/** One that is to be fetched. */
export interface DueFile extends KnownFile {
  /** Earlier tries. */
  attempts: number;
}

/**
 * Notes files; what is known already stays as it is unless its address has changed: then it is fetched again. Rows are
 * written in the order of their keys, so that concurrent callers do not wait for one another in a circle.
 */
export async function noteFiles(db: Queryable, files: readonly KnownFile[]): Promise<void> {
  if (files.length === 0) return;
  await db.query({
    name: "note-files",
    text: `
      insert into media_files as f (kind, channel_id, message_id, item, guild_id, url, variant, announced_bytes)
      select distinct on (channel_id, message_id, kind, item) * from ${fileRows.from("n", 1)}
      order by channel_id, message_id, kind, item
      ${unlessKnown}`,
    values: fileRows.parameters(
      files.map((file) => ({
        kind: file.kind,
        channel_id: file.channelId,
        message_id: file.messageId,
        item: file.item,
        guild_id: file.guildId,
        url: file.url,
        variant: file.variant,
        announced_bytes: file.announcedBytes,
      })),
    ),
  });
}

const fileRows = defineRows({
  kind: "text",
  channel_id: "int8",
  message_id: "int8",
  item: "text",
  guild_id: "int8",
  url: "text",
  variant: "text",
  announced_bytes: "int8",
});

const unlessKnown = `
      on conflict (channel_id, message_id, kind, item) do update
      set url = excluded.url, variant = excluded.variant, announced_bytes = excluded.announced_bytes,
          status = 'pending', reason = null, message = null, attempts = 0, next_try_at = now(), updated_at = now()
      where (f.url, f.variant) is distinct from (excluded.url, excluded.variant)`;

/** Notes the icon of every guild, and the emojis and stickers that are its own. */
export async function noteGuildFiles(db: Queryable): Promise<void> {
  await db.query({
    name: "note-guild-files",
    text: `
      insert into media_files as f (kind, item, guild_id, variant)
      select n.* from (
        select 'icon' as kind, id::text as item, id as guild_id, icon as variant
        from guilds where icon is not null and removed_at is null
        union all
        select distinct on (kind, id) kind, id::text, guild_id, case when is_animated then 'animated' end
        from guild_emojis where removed_at is null and kind = 'emoji'
      ) n order by kind, item
      ${unlessKnown}`,
  });
}

/** Files of a guild that are due now, those noted last first: what is said now is not kept waiting by a long history. */
export async function findDueFiles(
  db: Queryable,
  guildId: string,
  kinds: readonly FileKind[],
  limit: number,
): Promise<DueFile[]> {
  const { rows } = await db.query<DueFile & { announcedBytes: string | null }>({
    name: "find-due-files",
    text: `
      select kind, channel_id as "channelId", message_id as "messageId", item, guild_id as "guildId", url, variant,
        announced_bytes as "announcedBytes", attempts
      from media_files
      where guild_id = $1 and status = 'pending' and next_try_at <= now() and kind = any($2::text[])
      order by next_try_at desc limit $3`,
    values: [guildId, kinds, limit],
  });
  return rows.map((row) => ({
    ...row,
    announcedBytes: row.announcedBytes === null ? null : Number(row.announcedBytes),
  }));
}

/**
 * Emoji and stickers are noted in every channel they are seen in and stored once: those that are stored already count as
 * stored everywhere in the guild; with `only`, this one. Returns how many rows that changed.
 */
export async function settleSharedFiles(
  db: Queryable,
  guildId: string,
  only: Pick<KnownFile, "kind" | "item"> | null = null,
): Promise<number> {
  const { rowCount } = await db.query({
    name: `settle-shared-files${only ? "-one" : ""}`,
    text: `
      update media_files f set status = 'stored', reason = null, message = null, updated_at = now()
      where f.guild_id = $1 and f.status = 'pending' and f.message_id = 0 and f.channel_id <> 0
        ${only ? "and f.kind = $2 and f.item = $3" : ""}
        and exists (select from media_references r
          where r.channel_id = 0 and r.message_id = 0 and r.kind = f.kind and r.item = f.item)`,
    values: only ? [guildId, only.kind, only.item] : [guildId],
  });
  return rowCount ?? 0;
}

type Place = Pick<KnownFile, "channelId" | "messageId" | "item"> & { kind: string };
const ofPlace = "channel_id = $1 and message_id = $2 and kind = $3 and item = $4";
const placeValues = ({ channelId, messageId, kind, item }: Place) => [channelId, messageId, kind, item];

/**
 * Marks a file as stored. Returns false when it is not wanted any more as it was fetched: what carried it was erased, or
 * it has another address by now. To be called in the transaction that makes the reference.
 */
export async function markFileStored(
  tx: Queryable,
  file: Place & Pick<KnownFile, "url" | "variant">,
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "mark-file-stored",
    text: `
      update media_files
      set status = 'stored', reason = null, message = null, attempts = attempts + 1, updated_at = now()
      where ${ofPlace} and url is not distinct from $5 and variant is not distinct from $6`,
    values: [...placeValues(file), file.url, file.variant],
  });
  return rowCount === 1;
}

/**
 * Marks an attachment as stored that an export brought, whatever its address. Returns false when it is not wanted: what
 * carried it was erased. To be called in the transaction that makes the reference.
 */
export async function markAttachmentBrought(
  tx: Queryable,
  place: { channelId: string; messageId: string; item: string },
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "mark-attachment-brought",
    text: `
      update media_files set status = 'stored', reason = null, message = null, updated_at = now() where ${ofPlace}`,
    values: placeValues({ ...place, kind: "attachment" }),
  });
  return rowCount === 1;
}

/** Writes down why a file could not be had, for good or (`retryInMs`) until it is tried again. */
export async function markFileMissed(
  db: Queryable,
  file: Place,
  missed: { reason: FileReason; message: string; retryInMs: number | null },
): Promise<void> {
  await db.query({
    name: "mark-file-missed",
    text: `
      update media_files
      set status = case when $7::float8 is null then 'failed' else 'pending' end, reason = $5, message = $6,
          attempts = attempts + 1, next_try_at = now() + coalesce($7::float8, 0) * interval '1 ms', updated_at = now()
      where ${ofPlace} and status = 'pending'`,
    values: [...placeValues(file), missed.reason, missed.message, missed.retryInMs],
  });
}

/** Leaves files for later without a try: nobody here can fetch them now. */
export async function postponeFiles(db: Queryable, files: readonly Place[], ms: number): Promise<void> {
  await db.query({
    name: "postpone-files",
    text: `
      update media_files f set next_try_at = now() + $5::float8 * interval '1 ms'
      from unnest($1::int8[], $2::int8[], $3::text[], $4::text[]) as p (channel_id, message_id, kind, item)
      where f.channel_id = p.channel_id and f.message_id = p.message_id and f.kind = p.kind and f.item = p.item
        and f.status = 'pending'`,
    values: [
      files.map(({ channelId }) => channelId),
      files.map(({ messageId }) => messageId),
      files.map(({ kind }) => kind),
      files.map(({ item }) => item),
      ms,
    ],
  });
}

/** Forgets the files of messages, whatever became of them. The references are deleteMessageReferences' business. */
export async function deleteMessageFiles(
  db: Queryable,
  channelId: string,
  messageIds: readonly string[],
): Promise<void> {
  await db.query({
    name: "delete-media-files-of-messages",
    text: "delete from media_files where channel_id = $1 and message_id = any($2::int8[])",
    values: [channelId, messageIds],
  });
}

/** Forgets the file of one place. */
export async function deleteFile(db: Queryable, place: Place): Promise<void> {
  await db.query({
    name: "delete-media-file",
    text: `delete from media_files where ${ofPlace}`,
    values: placeValues(place),
  });
}
