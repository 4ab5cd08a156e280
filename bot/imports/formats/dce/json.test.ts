import assert from "node:assert/strict";
import { join } from "node:path";
import { useTestDatabase } from "../../../../test/support/database.ts";
import {
  bo,
  dceExport,
  dceExport2022,
  dceIds,
  dceMessage,
  dceMessageId,
} from "../../../../test/support/exports/dce.ts";
import { useImports } from "../../../../test/support/imports.ts";

describe("dceJson", function () {
  const database = useTestDatabase();
  const imports = useImports(database);
  const rows = async (text: string) => (await database.pool.query<Record<string, unknown>>(text)).rows;
  const importJson = async (json: string, options?: Record<string, unknown>) =>
    imports.run(join(await imports.write({ "quay.json": json }), "quay.json"), options);

  it("takes a channel with its people, and marks what only the export knows", async function () {
    const { outcome, row } = await importJson(dceExport([dceMessage(1), dceMessage(2)]));
    assert.deepEqual(outcome, { kind: "completed" });
    assert.deepEqual(
      [row.formats, row.messages_read, row.messages_saved, row.progress],
      [["dce_json"], "2", "2", 1],
    );
    assert.deepEqual(await rows("select id, platform, kind, name, icon, is_imported from guilds"), [
      {
        id: dceIds.guild,
        platform: "discord",
        kind: "server",
        name: "Harbour",
        icon: null,
        is_imported: true,
      },
    ]);
    assert.deepEqual(
      await rows(`select id, parent_id, kind, name, topic, has_history, is_imported, imported_at is not null as imported,
        message_count, covered::text, last_fetched_at from channels order by id`),
      [
        {
          id: dceIds.channel,
          parent_id: "610000000000000001",
          kind: "text",
          name: "quay",
          topic: "ships and tea",
          has_history: true,
          is_imported: true,
          imported: true,
          message_count: "2",
          covered: "{}",
          last_fetched_at: null,
        },
        {
          id: "610000000000000001",
          parent_id: null,
          kind: "category",
          name: "Docks",
          topic: null,
          has_history: false,
          is_imported: true,
          imported: false,
          message_count: "0",
          covered: "{}",
          last_fetched_at: null,
        },
      ],
    );
    assert.deepEqual(
      await rows("select id, name, display_name, avatar, is_imported from authors order by id"),
      [
        {
          id: dceIds.ada,
          name: "ada",
          display_name: "Ada of the harbour",
          avatar: "0123456789abcdef0123456789abcdef",
          is_imported: true,
        },
        { id: dceIds.bo, name: "bo#4242", display_name: null, avatar: null, is_imported: true },
      ],
    );
    const [first] = await rows(
      "select id, author_id, kind, content, created_at, extra from messages order by id",
    );
    assert.deepEqual(first, {
      id: dceMessageId(1),
      author_id: dceIds.bo,
      kind: "default",
      content: "message 1",
      created_at: new Date("2021-01-01T00:01:00Z"),
      extra: { imported: "dce_json" },
    });
    assert.deepEqual(
      await rows(
        "select channel_id, is_new, messages_saved, first_message_id, last_message_id from import_channels",
      ),
      [
        {
          channel_id: dceIds.channel,
          is_new: true,
          messages_saved: "2",
          first_message_id: dceMessageId(1),
          last_message_id: dceMessageId(2),
        },
      ],
    );
  });

  it("keeps all that a message carries in the shape of Discord's own answers", async function () {
    await importJson(
      dceExport([
        dceMessage(1, {
          type: "Reply",
          reference: {
            type: "Default",
            messageId: dceMessageId(0),
            channelId: dceIds.channel,
            guildId: dceIds.guild,
          },
          timestampEdited: "2021-01-01T01:05:00.5+01:00",
          isPinned: true,
          attachments: [
            {
              id: "710000000000000001",
              url: `https://cdn.discordapp.com/attachments/1/710000000000000001/map.png?ex=1&is=2&hm=3`,
              fileName: "map.png",
              fileSizeBytes: 1234,
            },
          ],
          embeds: [
            {
              title: "Tide table",
              url: "https://example.org/tides",
              timestamp: null,
              description: "high at noon",
              color: "#FF8000",
              author: { name: "Harbour office", url: null, iconUrl: "https://example.org/i.png" },
              footer: { text: "subject to change" },
              images: [],
              fields: [{ name: "high", value: "12:04", isInline: true }],
              inlineEmojis: [],
            },
          ],
          stickers: [{ id: "810000000000000001", name: "wave", format: "Lottie", sourceUrl: "x" }],
          reactions: [
            {
              emoji: { id: "", name: "🫖", code: "teapot", isAnimated: false, imageUrl: "x" },
              count: 3,
              users: [{ ...bo }],
            },
            {
              emoji: {
                id: "910000000000000001",
                name: "buoy",
                code: "buoy",
                isAnimated: true,
                imageUrl: "x",
              },
              count: 1,
              users: [],
            },
          ],
          mentions: [bo],
        }),
        dceMessage(2, { type: "ChannelPinnedMessage", content: "Pinned a message." }),
        dceMessage(3, { type: "20", content: "", interaction: { id: "1", name: "tide", user: bo } }),
        dceMessage(4, {
          forwardedMessage: {
            timestamp: "2020-01-01T00:00:00+00:00",
            timestampEdited: null,
            content: "from elsewhere",
            attachments: [],
            embeds: [],
            stickers: [],
          },
          reference: { type: "Forward", messageId: dceMessageId(0), channelId: "1", guildId: null },
        }),
      ]),
    );
    const messages = await rows(
      "select kind, content, edited_at, reply_to_id, extra from messages order by id",
    );
    assert.deepEqual(messages[0], {
      kind: "reply",
      content: "message 1",
      edited_at: new Date("2021-01-01T00:05:00.5Z"),
      reply_to_id: dceMessageId(0),
      extra: {
        imported: "dce_json",
        pinned: true,
        mentions: [dceIds.bo],
        embeds: [
          {
            title: "Tide table",
            url: "https://example.org/tides",
            description: "high at noon",
            color: 0xff8000,
            author: { name: "Harbour office", icon_url: "https://example.org/i.png" },
            footer: { text: "subject to change" },
            fields: [{ name: "high", value: "12:04", inline: true }],
          },
        ],
        sticker_items: [{ id: "810000000000000001", name: "wave", format_type: 3 }],
        reaction_users: { "🫖": [dceIds.bo] },
      },
    });
    assert.deepEqual(
      messages.slice(1).map(({ kind, content }) => [kind, content]),
      [
        ["channel_pinned_message", ""],
        ["chat_input_command", ""],
        ["default", "message 4"],
      ],
    );
    assert.deepEqual((messages[3]?.extra as Record<string, unknown> | undefined)?.message_snapshots, [
      {
        message: {
          content: "from elsewhere",
          timestamp: "2020-01-01T00:00:00+00:00",
          edited_timestamp: null,
          embeds: [],
          attachments: [],
          sticker_items: [],
        },
      },
    ]);
    assert.deepEqual(await rows("select id, url, size_bytes from attachments"), [
      {
        id: "710000000000000001",
        url: "https://cdn.discordapp.com/attachments/1/710000000000000001/map.png",
        size_bytes: "1234",
      },
    ]);
    assert.deepEqual(
      await rows("select emoji, emoji_id, is_animated, count from reactions order by position"),
      [
        { emoji: "🫖", emoji_id: null, is_animated: false, count: 3 },
        { emoji: "buoy:910000000000000001", emoji_id: "910000000000000001", is_animated: true, count: 1 },
      ],
    );
  });

  it("reads the files of 2022, and one with a byte order mark", async function () {
    const { row } = await importJson(`\uFEFF${dceExport2022([dceMessage(1), dceMessage(2)])}`);
    assert.equal(row.messages_saved, "2");
  });

  it("follows the parts of a partitioned export, and covers its range if it is vouched for", async function () {
    const folder = await imports.write({
      "quay [1].json": dceExport([dceMessage(1), dceMessage(2)]),
      "quay [1] [part 2].json": dceExport([dceMessage(3), dceMessage(4)]),
      "quay [1] [part 10].json": dceExport([dceMessage(20)]),
    });
    await imports.run(folder, { isComplete: true });
    const [channel] = await rows(
      "select covered::text, message_count from channels where parent_id is not null",
    );
    const after = (number: number) => String(BigInt(dceMessageId(number)) + 1n);
    assert.deepEqual(channel, {
      covered: `{[0,${after(4)}),[${dceMessageId(20)},${after(20)})}`,
      message_count: "5",
    });
  });

  it("puts direct messages under a server of their own, and threads under their channel", async function () {
    await importJson(
      dceExport([dceMessage(1)], {
        guild: { id: "0", name: "Direct Messages", iconUrl: "" },
        channel: {
          id: "310000000000000009",
          type: "DirectTextChat",
          categoryId: null,
          category: "Private",
          name: "bo",
          topic: null,
        },
      }),
    );
    await importJson(
      dceExport([dceMessage(1)], {
        channel: {
          id: "310000000000000008",
          type: "GuildPublicThread",
          categoryId: "310000000000000007",
          category: "quay",
          name: "lost oars",
          topic: null,
        },
      }),
    );
    assert.deepEqual(
      await rows(
        "select c.kind, c.name, c.parent_id, g.name as guild from channels c join guilds g on g.id = c.guild_id order by c.id",
      ),
      [
        { kind: "text", name: "quay", parent_id: null, guild: "Harbour" },
        { kind: "public_thread", name: "lost oars", parent_id: "310000000000000007", guild: "Harbour" },
        { kind: "chat", name: "bo", parent_id: null, guild: "Direct messages" },
      ],
    );
  });

  it("stores the media folder beside it, each content once, and names what is missing", async function () {
    const file = (id: string, path: string) => ({ id, url: path, fileName: "map.png", fileSizeBytes: 3 });
    const folder = await imports.write({
      "quay.json": dceExport([
        dceMessage(1, {
          attachments: [file("710000000000000001", "quay.json_Files/map-0123456789ABCDEF.png")],
        }),
        dceMessage(2, {
          attachments: [
            file("710000000000000002", "quay.json_Files\\a%20b.png"),
            file("710000000000000003", "quay.json_Files/none.png"),
            file("710000000000000004", "../../etc/passwd"),
          ],
        }),
      ]),
      "quay.json_Files/map-0123456789ABCDEF.png": "map",
      "quay.json_Files/a b.png": "map",
    });
    const { row } = await imports.run(join(folder, "quay.json"));
    assert.deepEqual([row.files_stored, row.items_skipped], ["2", "0"]);
    assert.deepEqual(await rows("select message_id, item from media_references order by item"), [
      { message_id: dceMessageId(1), item: "710000000000000001" },
      { message_id: dceMessageId(2), item: "710000000000000002" },
    ]);
    assert.equal((await rows("select from media")).length, 1);
    assert.deepEqual(await rows("select reason, occurrences from import_problems order by reason"), [
      { reason: "file_missing", occurrences: "1" },
      { reason: "file_refused", occurrences: "1" },
    ]);
    assert.deepEqual(await rows("select url from attachments where id = 710000000000000001"), [
      { url: `https://cdn.discordapp.com/attachments/${dceIds.channel}/710000000000000001/map.png` },
    ]);
  });

  it("leaves out what has no usable id and says where it stood", async function () {
    const json = dceExport([dceMessage(1), { id: "x" }, null, dceMessage(2)]);
    const { outcome } = await importJson(json);
    assert.deepEqual(outcome, {
      kind: "completed",
      note: { reason: "import_left_out", message: "2 items could not be taken; the import's page says why." },
    });
    const problems = await rows("select reason, place from import_problems order by reason");
    assert.deepEqual(
      problems.map(({ reason }) => reason),
      ["no_usable_id", "not_an_object"],
    );
    const lines = json.slice(0, json.indexOf('"id": "x"')).split("\n");
    assert.equal(
      problems[0]?.place,
      `byte ${lines.slice(0, -2).join("\n").length + 5}, line ${lines.length - 1}`,
    );
  });
});
