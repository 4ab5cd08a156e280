/** An archive in which every message carries something else: all that a message can carry, on both platforms. */
import { Readable } from "node:stream";
import { storeMessages } from "../../bot/archive/storeMessages.ts";
import { toArchiveAuthors, toArchiveMessage } from "../../bot/platforms/discord/convert.ts";
import { upsertAuthors } from "../../core/database/archive/authors.ts";
import type { ArchiveMessage } from "../../core/database/archive/messages.ts";
import { upsertChannels, upsertGuild } from "../../core/database/guilds/directory.ts";
import type { Blobs } from "../../core/media/blobs.ts";
import { storeFile } from "../../core/media/storeFile.ts";
import { snowflakeAt } from "../../core/model/snowflake.ts";
import { inTransaction, type Pool } from "../../core/postgres/pool.ts";
import { directoryChannel } from "./factories.ts";

export const rich = {
  guild: "210000000000000001",
  category: "310000000000000001",
  channel: "310000000000000002",
  thread: "310000000000000003",
  ada: "410000000000000001",
  bo: "410000000000000002",
  chat: "-1001234567890",
  telegramAda: "700000001",
};

const start = Date.UTC(2022, 4, 1);
/** A minute apart. */
export const richId = (number: number): string =>
  String(snowflakeAt(start + number * 60_000) + BigInt(number));

const users = {
  ada: {
    id: rich.ada,
    username: "ada",
    global_name: "Ada of the harbour",
    avatar: "0123456789abcdef0123456789abcdef",
  },
  bo: { id: rich.bo, username: "bo", discriminator: "4242", bot: true },
};

/** A message as Discord sends it. */
export function richMessage(number: number, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: richId(number),
    type: 0,
    timestamp: new Date(start + number * 60_000).toISOString(),
    edited_timestamp: null,
    content: `message ${number}`,
    author: number % 2 === 0 ? users.ada : users.bo,
    attachments: [],
    embeds: [],
    mentions: [],
    pinned: false,
    ...fields,
  };
}

const file = (id: string, fields: Record<string, unknown> = {}) => ({
  id,
  filename: "map.png",
  size: 3,
  url: `https://cdn.discordapp.com/attachments/${rich.channel}/${id}/map.png`,
  content_type: "image/png",
  width: 640,
  height: 480,
  ...fields,
});

/** One message for each thing that can be carried. */
export const richMessages: Record<string, unknown>[] = [
  {
    content: "**bold** <@410000000000000002> <#310000000000000003> <:wave:510000000000000001> 你好 🎉",
    mentions: [users.bo],
  },
  { content: "edited later", edited_timestamp: "2022-05-02T10:00:00.123+00:00" },
  { type: 19, content: "an answer", message_reference: { message_id: richId(0), channel_id: rich.channel } },
  {
    attachments: [
      file("610000000000000001", { description: "a map", title: "Map" }),
      file("610000000000000002", {
        filename: "SPOILER_x.ogg",
        content_type: "audio/ogg",
        duration_secs: 2.5,
        waveform: "AAEC",
      }),
    ],
  },
  {
    embeds: [
      {
        type: "rich",
        title: "Title",
        url: "https://example.org/a",
        description: "words",
        color: 0x5865f2,
        timestamp: "2022-05-01T00:00:00.000Z",
        author: { name: "author", url: "https://example.org/b", icon_url: "https://example.org/i.png" },
        provider: { name: "provider" },
        footer: { text: "foot" },
        image: {
          url: "https://example.org/p.png",
          width: 1,
          height: 2,
          proxy_url: "https://p.example.org/p.png",
        },
        fields: [{ name: "n", value: "v", inline: true }],
      },
    ],
  },
  { sticker_items: [{ id: "710000000000000001", name: "Wave", format_type: 1 }] },
  {
    poll: {
      question: { text: "Tea?" },
      answers: [
        { answer_id: 1, poll_media: { text: "yes" } },
        { answer_id: 2, poll_media: { text: "no" } },
      ],
      allow_multiselect: false,
      results: { is_finalized: true, answer_counts: [{ id: 1, count: 3, me_voted: false }] },
    },
  },
  {
    reactions: [
      { emoji: { id: null, name: "👍" }, count: 3, count_details: { burst: 1, normal: 2 } },
      {
        emoji: { id: "510000000000000001", name: "wave", animated: true },
        count: 1,
        count_details: { burst: 0, normal: 1 },
      },
    ],
  },
  {
    components: [{ type: 1, components: [{ type: 2, style: 5, label: "open", url: "https://example.org" }] }],
  },
  {
    message_reference: { type: 1, message_id: richId(0), channel_id: rich.channel, guild_id: rich.guild },
    message_snapshots: [
      { message: { content: "copied", timestamp: "2022-05-01T00:00:00.000Z", attachments: [], embeds: [] } },
    ],
  },
  { type: 7, content: "" },
  { type: 6, content: "", message_reference: { message_id: richId(0), channel_id: rich.channel } },
  {
    webhook_id: "410000000000000009",
    author: { id: "410000000000000009", username: "Town crier", avatar: null, bot: true },
  },
  { pinned: true, flags: 4, tts: true },
  { type: 46, content: "a kind without a name of DiscordChatExporter's" },
  { content: 'quotes " and \\ and </script> and \u2028 and ,;\t=1+1' },
  { content: "" },
].map((fields, number) => richMessage(number, fields));

/** Makes it; `files` gets the content of the first attachment. */
export async function makeRichArchive(pool: Pool, blobs?: Blobs): Promise<void> {
  const guild = { icon: null, memberCount: null, isDemo: false };
  await upsertGuild(pool, {
    ...guild,
    id: rich.guild,
    platform: "discord",
    kind: "server",
    name: "Harbour / Quay",
  });
  await upsertChannels(pool, [
    directoryChannel({
      id: rich.category,
      guildId: rich.guild,
      kind: "category",
      name: "Docks",
      hasHistory: false,
    }),
    directoryChannel({
      id: rich.channel,
      guildId: rich.guild,
      parentId: rich.category,
      name: "quay",
      topic: "ships",
      nsfw: true,
    }),
    directoryChannel({
      id: rich.thread,
      guildId: rich.guild,
      parentId: rich.channel,
      kind: "public_thread",
      name: "ropes",
    }),
  ]);
  await storeRaw(pool, rich.channel, richMessages);
  await storeRaw(pool, rich.thread, [richMessage(100), richMessage(101)]);
  // What became of some of them later.
  const [edited] = [
    { ...richMessages[1], content: "edited again", edited_timestamp: "2022-05-03T10:00:00.000+00:00" },
  ];
  await storeRaw(pool, rich.channel, [edited]);
  await pool.query("update messages set deleted_at = now() where channel_id = $1 and id = $2", [
    rich.channel,
    richId(16),
  ]);
  if (blobs)
    await storeFile(
      { pool, blobs },
      Readable.from([Buffer.from("map")]),
      {
        kind: "attachment",
        message: { channelId: rich.channel, messageId: richId(3) },
        item: "610000000000000001",
      },
      { mostBytes: 100 },
    );
  await makeRichChat(pool);
}

/** Stores messages as Discord sends them. */
export async function storeRaw(pool: Pool, channelId: string, raw: readonly unknown[]): Promise<void> {
  await upsertAuthors(pool, "discord", raw.flatMap(toArchiveAuthors));
  const place = { guildId: rich.guild, channelId };
  await inTransaction(pool, (tx) =>
    storeMessages(tx, place, raw.map(toArchiveMessage), { interval: null, isReread: false }),
  );
}

/** A message of the chat as the archive takes it. */
export const said = (id: number, fields: Partial<ArchiveMessage> = {}): ArchiveMessage => ({
  id: String(id),
  authorId: rich.telegramAda,
  kind: "default",
  content: `said ${id}`,
  createdAt: new Date(start + id * 60_000),
  editedAt: null,
  replyToId: null,
  topicId: null,
  albumId: null,
  extra: null,
  attachments: [],
  reactions: [],
  ...fields,
});

async function makeRichChat(pool: Pool): Promise<void> {
  await upsertGuild(pool, {
    id: rich.chat,
    platform: "telegram",
    kind: "supergroup",
    name: "Sailors",
    icon: null,
    memberCount: null,
    isDemo: false,
  });
  await upsertChannels(pool, [
    directoryChannel({ id: rich.chat, guildId: rich.chat, kind: "chat", name: "Sailors" }),
  ]);
  await upsertAuthors(pool, "telegram", [
    { id: rich.telegramAda, name: "ada_t", displayName: "Ada", avatar: null, isBot: false, isWebhook: false },
  ]);
  const photo = {
    contentType: "image/jpeg",
    sizeBytes: 9,
    width: 4,
    height: 3,
    durationSeconds: null,
    description: null,
    isSpoiler: true,
    url: "",
  };
  const messages = [
    said(1),
    said(2, {
      kind: "reply",
      replyToId: "1",
      topicId: "7",
      extra: {
        entities: [
          { type: "bold", offset: 0, length: 4 },
          { type: "text_url", offset: 5, length: 1, url: "https://example.org" },
        ],
      },
    }),
    said(3, {
      albumId: "123456789012345678",
      attachments: [{ ...photo, id: "5123456789012345678", fileName: "photo.jpg" }],
      extra: { attachment_details: { "5123456789012345678": { kind: "photo" } } },
    }),
    said(4, {
      reactions: [
        { emoji: "👍", emojiId: null, isAnimated: false, count: 2, burstCount: 0 },
        {
          emoji: "custom:987654321098765432",
          emojiId: "987654321098765432",
          isAnimated: false,
          count: 1,
          burstCount: 0,
        },
      ],
      counts: { views: 12, forwards: 3, replies: null },
    }),
    said(5, {
      extra: {
        forward: { from_id: rich.telegramAda, from_name: null, sent_at: "2022-01-01T00:00:00.000Z" },
        poll: {
          question: { text: "Tea?" },
          answers: [{ answer_id: 1, poll_media: { text: "yes" } }],
          results: { is_finalized: false, answer_counts: [{ id: 1, count: 2 }] },
        },
      },
    }),
    said(6, {
      kind: "member_join",
      content: "",
      extra: { action: { _: "MessageActionChatAddUser", users: ["700000001"] } },
    }),
    said(7, { editedAt: new Date(start + 86_400_000), content: "late" }),
  ];
  await storeSaid(pool, messages);
}

/** Stores messages in the chat. */
export async function storeSaid(pool: Pool, messages: readonly ArchiveMessage[]): Promise<void> {
  await inTransaction(pool, (tx) =>
    storeMessages(tx, { guildId: rich.chat, channelId: rich.chat }, [...messages], {
      interval: null,
      isReread: false,
    }),
  );
}

/** Every message of the channel and the chat again and again under other ids, with all that hangs on them. */
export async function multiplyRich(pool: Pool, copies: number): Promise<void> {
  // Ids of Discord grow by what a day is worth, so that they tell their time; the chat's are small numbers.
  const [step, chatStep] = ["362387865600000", "1000"];
  const places = { [rich.channel]: step, [rich.chat]: chatStep };
  for (const [channelId, by] of Object.entries(places))
    for (let from = 1; from <= copies; from += 200) {
      const values = [channelId, by, from, Math.min(copies, from + 199)];
      const series = "generate_series($3::int, $4::int) as n";
      const shifted = "message_id + n * $2::int8";
      for (const text of [
        `insert into messages (channel_id, id, guild_id, author_id, kind, content, created_at, edited_at, deleted_at, reply_to_id,
           topic_id, album_id, extra, search)
         select channel_id, id + n * $2::int8, guild_id, author_id, kind, content, created_at + n * interval '1 day',
           edited_at + n * interval '1 day', deleted_at, reply_to_id, topic_id, album_id, extra, search
         from messages m, ${series} where channel_id = $1 and id < (select min(id) + $2::int8 from messages where channel_id = $1)`,
        `insert into attachments (channel_id, message_id, id, position, file_name, content_type, size_bytes, width, height,
           duration_seconds, description, is_spoiler, url)
         select channel_id, ${shifted}, id, position, file_name, content_type, size_bytes, width, height, duration_seconds,
           description, is_spoiler, url
         from attachments, ${series} where channel_id = $1 and message_id < (select min(id) + $2::int8 from messages where channel_id = $1)`,
        `insert into reactions (channel_id, message_id, emoji, emoji_id, is_animated, count, burst_count, position)
         select channel_id, ${shifted}, emoji, emoji_id, is_animated, count, burst_count, position
         from reactions, ${series} where channel_id = $1 and message_id < (select min(id) + $2::int8 from messages where channel_id = $1)`,
        `insert into message_versions (channel_id, message_id, replaced_at, content, edited_at, extra)
         select channel_id, ${shifted}, replaced_at, content, edited_at, extra
         from message_versions, ${series} where channel_id = $1 and message_id < (select min(id) + $2::int8 from messages where channel_id = $1)`,
        `insert into message_counts (channel_id, message_id, counted_at, views, forwards, replies)
         select channel_id, ${shifted}, counted_at, views, forwards, replies
         from message_counts, ${series} where channel_id = $1 and message_id < (select min(id) + $2::int8 from messages where channel_id = $1)`,
      ])
        await pool.query(text, values);
    }
  await pool.query(
    `update channels c set message_count = m.count, newest_message_id = m.newest
     from (select channel_id, count(*) as count, max(id) as newest from messages group by channel_id) m where m.channel_id = c.id`,
  );
}
