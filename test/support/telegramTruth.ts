/** Compares archived Telegram chats with what the sandbox knows to be true, message by message. */
import assert from "node:assert/strict";
import type { Pool } from "../../core/postgres/pool.ts";
import { type TelegramControl, telegramLine } from "../../sandbox/index.ts";

interface ArchivedRow {
  id: string;
  author_id: string;
  content: string;
  created_at: Date;
  edited_at: Date | null;
  reply_to_id: string | null;
  topic_id: string | null;
  album_id: string | null;
  extra: {
    action?: { _: string };
    entities?: { type: string; offset: number; length: number }[];
    attachment_details?: Record<string, { kind: string }>;
    reply_to?: { thread_id?: string };
    forward?: { from_id: string | null; from_name: string | null };
    media?: { _: string };
    poll?: unknown;
    web_page?: unknown;
  } | null;
  attachments: { id: string; sizeBytes: number }[];
  reactions: { emoji: string; count: number }[];
}

/** Kinds of files where the archive's word is not the sandbox's. */
const fileKinds: Record<string, string> = { document: "file", animation: "gif", video_note: "round" };

/** The living archived messages of a chat as the sandbox's canonical lines, oldest first. */
export async function archivedTelegramLines(pool: Pool, chatId: string): Promise<string[]> {
  const { rows } = await pool.query<ArchivedRow>(
    `select m.id, m.author_id, m.content, m.created_at, m.edited_at, m.reply_to_id, m.topic_id, m.album_id, m.extra,
       coalesce((select json_agg(json_build_object('id', a.id::text, 'sizeBytes', a.size_bytes) order by a.id)
         from attachments a where a.channel_id = m.channel_id and a.message_id = m.id), '[]') as attachments,
       coalesce((select json_agg(json_build_object('emoji', coalesce(r.emoji_id::text, r.emoji), 'count', r.count)
           order by coalesce(r.emoji_id::text, r.emoji) collate "C")
         from reactions r where r.channel_id = m.channel_id and r.message_id = m.id), '[]') as reactions
     from messages m where m.channel_id = $1 and m.deleted_at is null order by m.id`,
    [chatId],
  );
  return rows.map(toLine);
}

/** Fails unless the archive holds exactly the chat's messages: ids, authors, times, texts and how they are set, replies, topics, albums, files, forwards, reactions. Returns how many. */
export async function assertTelegramChatIsTrue(
  pool: Pool,
  control: TelegramControl,
  chatId: string,
): Promise<number> {
  const truth: string[] = [];
  // Every forum's General is topic 1, which its messages do not name.
  for await (const message of control.truth.messages(chatId))
    truth.push(telegramLine({ ...message, topId: message.topId === 1 ? null : message.topId }));
  assert.deepEqual(await archivedTelegramLines(pool, chatId), truth);
  return truth.length;
}

function toLine(row: ArchivedRow): string {
  const extra = row.extra ?? {};
  const topic = row.topic_id === "1" || extra.action?._ === "messageActionTopicCreate" ? null : row.topic_id;
  return [
    row.id,
    row.author_id,
    extra.action?._ ?? "",
    toSeconds(row.created_at),
    row.edited_at === null ? "" : toSeconds(row.edited_at),
    row.reply_to_id ?? "",
    topic ?? extra.reply_to?.thread_id ?? "",
    row.album_id ?? "",
    row.content,
    (extra.entities ?? [])
      .map(({ type, offset, length }) => `${type.replaceAll("_", "")}:${offset}:${length}`)
      .join(","),
    mediaOf(row),
    extra.forward?.from_id ?? extra.forward?.from_name ?? "",
    row.reactions.map(({ emoji, count }) => `${emoji}=${count}`).join(","),
  ].join("\u001f");
}

function mediaOf({ attachments, extra }: ArchivedRow): string {
  const [file] = attachments;
  const kind = file && extra?.attachment_details?.[file.id]?.kind;
  if (file && kind) return `${fileKinds[kind] ?? kind}:${file.sizeBytes}`;
  if (extra?.poll) return "poll";
  if (extra?.web_page) return "page";
  return extra?.media?._.replace("messageMedia", "").toLowerCase() ?? "";
}

const toSeconds = (time: Date) => Math.floor(time.getTime() / 1_000);
