/** Compares the archive with what the sandbox knows to be true, message by message. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { messageKind } from "../../bot/platforms/discord/convert.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { canonicalLine, type SandboxControl, type TruthChannel } from "../../sandbox/index.ts";

/** Message type numbers by the archive's names. */
const typeOf = new Map(Array.from({ length: 100 }, (_, type) => [messageKind(type), type]));

interface ArchivedRow {
  id: string;
  author_id: string;
  kind: string;
  content: string;
  created_at: Date;
  edited_at: Date | null;
  reply_to_id: string | null;
  attachments: { id: string; filename: string; sizeBytes: number }[];
  reactions: { emoji: string; count: number }[];
}

/** The archived messages of a channel as the sandbox's canonical lines, oldest first. */
export async function archivedLines(pool: Pool, channelId: string): Promise<string[]> {
  const { rows } = await pool.query<ArchivedRow>(
    `select m.id, m.author_id, m.kind, m.content, m.created_at, m.edited_at, m.reply_to_id,
       coalesce((select json_agg(json_build_object('id', a.id::text, 'filename', a.file_name, 'sizeBytes', a.size_bytes) order by a.id)
         from attachments a where a.channel_id = m.channel_id and a.message_id = m.id), '[]') as attachments,
       coalesce((select json_agg(json_build_object('emoji', coalesce(r.emoji_id::text, r.emoji), 'count', r.count)
           order by coalesce(r.emoji_id::text, r.emoji) collate "C")
         from reactions r where r.channel_id = m.channel_id and r.message_id = m.id), '[]') as reactions
     from messages m where m.channel_id = $1 and m.deleted_at is null order by m.id`,
    [channelId],
  );
  return rows.map((row) =>
    canonicalLine({
      id: row.id,
      channelId,
      authorId: row.author_id,
      type: typeOf.get(row.kind) ?? Number(row.kind.replace("type_", "")),
      content: row.content,
      timestampMs: row.created_at.getTime(),
      editedMs: row.edited_at?.getTime() ?? null,
      replyToId: row.reply_to_id,
      referenceId: null,
      pinned: false,
      attachments: row.attachments,
      reactions: row.reactions,
    }),
  );
}

/** Fails with the first message that differs, is missing or is too many in a channel. */
export async function assertChannelIsTrue(
  pool: Pool,
  control: SandboxControl,
  channelId: string,
): Promise<void> {
  const lines = await archivedLines(pool, channelId);
  const digest = createHash("sha256");
  for (const line of lines) digest.update(`${line}\n`);
  const truth = await control.truth.digest(channelId);
  if (lines.length === truth.count && digest.digest("hex") === truth.sha256) return;
  let index = 0;
  for await (const message of control.truth.messages(channelId)) {
    assert.equal(lines[index], canonicalLine(message), `channel ${channelId}: message ${index} differs`);
    index++;
  }
  assert.equal(lines.length, index, `channel ${channelId}: the archive holds more than there is`);
}

/** Fails unless the archive holds exactly what the bot can read: every channel true, and nothing of any other. */
export async function assertArchiveIsTrue(
  pool: Pool,
  control: SandboxControl,
  filter: { guildId?: string; token?: string } = {},
): Promise<TruthChannel[]> {
  const channels = await control.truth.channels({ ...filter, readable: true });
  assert.ok(channels.length > 0, "the sandbox has nothing to compare with");
  for (const channel of channels) await assertChannelIsTrue(pool, control, channel.id);
  const { rows } = await pool.query<{ count: number }>("select count(*)::int as count from messages");
  const expected = channels.reduce((sum, channel) => sum + channel.messageCount, 0);
  assert.equal(rows[0]?.count, expected, "messages in all channels");
  return channels;
}
