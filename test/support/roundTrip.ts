/** What an export and an import may not change, and its digest for archives too large to be held. */
import type { Pool } from "../../core/postgres/pool.ts";

/** Everything that people would miss, by its own keys and in order. */
export const roundTripTables = {
  guilds: "select id, platform, kind, name, icon from guilds order by id",
  channels: `select id, guild_id, kind, name, topic, nsfw, message_count, newest_message_id,
    case when kind <> 'category' then parent_id end as parent_id from channels where message_count > 0 order by id`,
  authors: "select id, platform, name, display_name, avatar, is_bot from authors order by id",
  messages: `select channel_id, id, guild_id, author_id, kind, content, created_at, edited_at, deleted_at, reply_to_id, topic_id,
    album_id, nullif(extra - 'imported', '{}') as extra, search::text from messages order by channel_id, id`,
  versions: `select channel_id, message_id, replaced_at, content, edited_at, nullif(extra - 'imported', '{}') as extra
    from message_versions order by 1, 2, 3`,
  attachments: "select * from attachments order by channel_id, message_id, id",
  reactions: "select * from reactions order by channel_id, message_id, emoji",
  counts: "select channel_id, message_id, views, forwards, replies from message_counts order by 1, 2",
  files: "select channel_id, message_id, kind, item, sha256 from media_references order by 1, 2, 4",
} as const;

export type RoundTripTable = keyof typeof roundTripTables;

/** Rows of each table, and a digest over all of them. */
export async function archiveDigest(
  pool: Pool,
): Promise<Partial<Record<RoundTripTable, { count: number; digest: string }>>> {
  const digests: Partial<Record<RoundTripTable, { count: number; digest: string }>> = {};
  for (const [name, text] of Object.entries(roundTripTables)) {
    const { rows } = await pool.query<{ count: number; digest: string }>(
      `select count(*)::float8 as count, sum(hashtextextended(row_to_json(r)::text, 7)::numeric)::text as digest from (${text}) r`,
    );
    digests[name as RoundTripTable] = rows[0] ?? { count: 0, digest: "" };
  }
  return digests;
}
