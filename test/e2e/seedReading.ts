/** A server's channel and two chats of Telegram with everything that opens beside messages or leads elsewhere. */
import { join } from "node:path";
import sharp from "sharp";
import {
  type ArchiveMessage,
  insertAttachments,
  insertMessages,
} from "../../core/database/archive/messages.ts";
import { upsertChannels, upsertGuild } from "../../core/database/guilds/directory.ts";
import { recordCounts } from "../../core/database/telegram/counts.ts";
import { createLocalBlobs } from "../../core/media/localBlobs.ts";
import { storeFile } from "../../core/media/storeFile.ts";
import { snowflakeAt } from "../../core/model/snowflake.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { archiveMessage, directoryChannel } from "../support/factories.ts";
import { channelIdOf, guildId, seedServer } from "./seed.ts";

/** The channel "help" of seedServer, which is complete, and a thread in it. */
export const channelId = channelIdOf(4);
export const threadId = channelIdOf(500);
const startMs = Date.parse("2023-01-01T08:00:00Z");
const hourMs = 3_600_000;
/** Of the message said in the i-th hour. */
export const idOf = (i: number) => String(snowflakeAt(startMs + i * hourMs));
const lena = "400000000000000001";
const ivo = "400000000000000002";
/** A channel of Telegram and its discussion group, a forum. */
export const [news, talk] = ["-1001000000001", "-1001000000002"] as const;
const ada = "5000000001";

const sentences = [
  "Is the pier open on Sundays?",
  "From ten, and the boats leave every hour.",
  "I left my **blue coat** at the harbour office, has anybody seen it?",
  "It hangs behind the door :)",
  "Thanks! `room 4`, right?",
  "Right. The key is with Lena.",
  "> every hour\nOnly until the end of October, then every two.",
];

/** A quarter of a second of a tone, 8 bits, 8 kHz. */
function tone(): Buffer {
  const samples = Buffer.from(Array.from({ length: 2_000 }, (_, i) => 128 + 100 * Math.sin(i / 3)));
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

const said = (i: number, more: Partial<ArchiveMessage> = {}) =>
  archiveMessage({
    id: idOf(i),
    authorId: i % 3 === 0 ? ivo : lena,
    content: sentences[i % sentences.length] ?? "",
    createdAt: new Date(startMs + i * hourMs),
    ...more,
  });

const attachment = (id: string, fileName: string, contentType: string) => ({
  id,
  fileName,
  contentType,
  sizeBytes: 1_000,
  width: contentType.startsWith("audio") ? null : 64,
  height: contentType.startsWith("audio") ? null : 48,
  durationSeconds: contentType.startsWith("image") ? null : 1,
  description: null,
  isSpoiler: false,
  url: "https://cdn.example/x",
});

/** `dataDir`: the API's DATA_DIR, where stored files lie. */
export async function seedReading(pool: Pool, dataDir: string): Promise<void> {
  const store = async (place: { guildId: string; channelId: string }, messages: ArchiveMessage[]) => {
    await insertMessages(pool, place, messages);
    await insertAttachments(pool, place.channelId, messages);
  };
  await seedServer(pool);
  await pool.query(
    `insert into authors (id, platform, name, display_name) values ($1, 'discord', 'lena', 'Lena'), ($2, 'discord', 'ivo', null),
       ($3, 'telegram', 'ada', 'Ada Byron'), ($4, 'telegram', 'news', 'Harbour news')`,
    [lena, ivo, ada, news],
  );
  await upsertChannels(pool, [
    directoryChannel({
      id: threadId,
      guildId,
      parentId: channelId,
      kind: "public_thread",
      name: "About boats",
    }),
  ]);
  await store({ guildId, channelId: threadId }, [
    said(151, { content: "first in the thread" }),
    said(152, { content: "second in the thread" }),
  ]);
  const pictures = [attachment("1", "one.png", "image/png"), attachment("2", "two.png", "image/png")];
  const files = [
    ...pictures,
    attachment("3", "tone.wav", "audio/wav"),
    attachment("4", "film.webm", "video/webm"),
  ];
  await store({ guildId, channelId }, [
    ...Array.from({ length: 140 }, (_, i) => said(i)),
    said(140, { content: "lanterns and boats", extra: { thread_id: threadId } }),
    said(141, { content: "a pinned message", extra: { pinned: true } }),
    said(142, { content: "with files", attachments: files }),
    said(143, { content: "the red boat", editedAt: new Date(startMs + 144 * hourMs) }),
    said(145, { content: "the end" }),
  ]);
  await pool.query(
    "insert into message_versions (channel_id, message_id, replaced_at, content) values ($1, $2, $3, 'the green boat')",
    [channelId, idOf(143), new Date(startMs + 144 * hourMs)],
  );
  const colour = (red: number) =>
    sharp({ create: { width: 64, height: 48, channels: 3, background: { r: red, g: 80, b: 90 } } })
      .png()
      .toBuffer();
  const film = Buffer.from("1a45dfa39f4286810142f7810142f2810442f381084282847765626d", "hex");
  for (const [item, bytes] of Object.entries({
    1: await colour(200),
    2: await colour(20),
    3: tone(),
    4: film,
  }))
    await storeFile(
      { pool: pool, blobs: createLocalBlobs(join(dataDir, "media")) },
      (async function* () {
        yield bytes;
      })(),
      { kind: "attachment", message: { channelId, messageId: idOf(142) }, item },
      { mostBytes: 100_000 },
    );
  await pool.query(
    `insert into media_files (kind, channel_id, message_id, item, status)
     select 'attachment', $1, $2, item, 'stored' from unnest('{1,2,3,4}'::text[]) as item`,
    [channelId, idOf(142)],
  );
  for (const id of [news, talk]) {
    await upsertGuild(pool, {
      id,
      platform: "telegram",
      kind: id === news ? "channel" : "forum",
      name: id === news ? "Harbour news" : "Harbour talk",
      icon: null,
      memberCount: 5,
      isDemo: false,
    });
    await upsertChannels(pool, [
      directoryChannel({
        id,
        guildId: id,
        kind: "chat",
        name: id === news ? "Harbour news" : "Harbour talk",
      }),
    ]);
  }
  await pool.query("update guilds set linked_chat_id = $2 where id = $1", [news, talk]);
  const told = (id: number, more: Partial<ArchiveMessage>) =>
    said(id, { ...more, id: String(id), authorId: ada });
  await store({ guildId: news, channelId: news }, [
    { ...told(7, { content: "The pier opens", extra: { has_discussion: true } }), authorId: news },
  ]);
  await recordCounts(pool, news, [{ messageId: "7", views: 90, forwards: 0, replies: 1 }]);
  await store({ guildId: talk, channelId: talk }, [
    told(3, { kind: "thread_created", content: "", topicId: "3", extra: { action: { title: "Repairs" } } }),
    told(4, { topicId: "3", content: "in the topic" }),
    told(5, { content: "outside of it", topicId: "1" }),
    {
      ...told(20, {
        content: "The pier opens",
        extra: {
          forward: { from_id: news, message_id: "7", saved_from_id: news, sent_at: "2023-01-01T00:00:00Z" },
        },
      }),
      authorId: news,
    },
    told(21, { content: "a comment on the pier", replyToId: "20", kind: "reply" }),
  ]);
  await pool.query(
    `update channels c set covered = int8multirange(int8range(0, m.newest + 1)), newest_message_id = m.newest,
       message_count = m.count, last_message_id = m.newest
     from (select channel_id, max(id) as newest, count(*) as count from messages group by channel_id) m
     where m.channel_id = c.id and c.id <> $1`,
    [channelId],
  );
}
