import assert from "node:assert/strict";
import { join } from "node:path";
import { useTestDatabase } from "../../../../test/support/database.ts";
import { telegramExport, telegramIds, telegramMessage } from "../../../../test/support/exports/telegram.ts";
import { useImports } from "../../../../test/support/imports.ts";

describe("telegramJson", function () {
  const database = useTestDatabase();
  const imports = useImports(database);
  const rows = async (text: string) => (await database.pool.query<Record<string, unknown>>(text)).rows;
  const importJson = async (json: string, files: Record<string, string> = {}) =>
    imports.run(join(await imports.write({ "result.json": json, ...files }), "result.json"));
  const only = async (message: Record<string, unknown>) => {
    await importJson(telegramExport(1, [message]));
    const [row] = await rows("select kind, content, author_id, reply_to_id, extra from messages");
    return row ?? {};
  };

  it("takes a chat under its marked id, with people and edits", async function () {
    const { outcome, row } = await importJson(
      telegramExport(0, [
        telegramMessage(1, { edited: "2024-03-01T14:00:00", edited_unixtime: "1709294400" }),
        telegramMessage(2, { reply_to_message_id: 1 }),
      ]),
    );
    assert.deepEqual([outcome, row.formats], [{ kind: "completed" }, ["telegram_json"]]);
    assert.deepEqual(await rows("select id, platform, kind, name, is_imported from guilds"), [
      {
        id: telegramIds.marked,
        platform: "telegram",
        kind: "supergroup",
        name: "Harbour",
        is_imported: true,
      },
    ]);
    assert.deepEqual(await rows("select id, guild_id, kind from channels"), [
      { id: telegramIds.marked, guild_id: telegramIds.marked, kind: "chat" },
    ]);
    assert.deepEqual(
      await rows("select id, kind, author_id, created_at, edited_at, reply_to_id from messages order by id"),
      [
        {
          id: "1",
          kind: "default",
          author_id: telegramIds.ada,
          created_at: new Date(1_709_290_801_000),
          edited_at: new Date(1_709_294_400_000),
          reply_to_id: null,
        },
        {
          id: "2",
          kind: "reply",
          author_id: telegramIds.ada,
          created_at: new Date(1_709_290_802_000),
          edited_at: null,
          reply_to_id: "1",
        },
      ],
    );
    assert.deepEqual(await rows("select id, name, platform from authors"), [
      { id: telegramIds.ada, name: "Ada of the harbour", platform: "telegram" },
    ]);
  });

  it("keeps how a text is set, from pieces of any age", async function () {
    const pieces = [
      "see ",
      { type: "text_link", text: "the 🌊", href: "https://example.org" },
      " and ",
      { type: "bold", text: "mind" },
    ];
    const { content, extra } = await only(telegramMessage(1, { text: pieces, text_entities: undefined }));
    assert.equal(content, "see the 🌊 and mind");
    assert.deepEqual(extra, {
      imported: "telegram_json",
      entities: [
        { type: "text_url", offset: 4, length: 6, url: "https://example.org" },
        { type: "bold", offset: 15, length: 4 },
      ],
    });
  });

  it("understands the escapes that are no JSON", async function () {
    const json = telegramExport(0, [telegramMessage(1, { text: "belltower", text_entities: [] })]).replace(
      "belltower",
      "a\\x07b",
    );
    await importJson(json);
    assert.deepEqual(await rows("select content from messages"), [{ content: "a\u0007b" }]);
  });

  it("takes old exports: local times, bare numbers of people and chats", async function () {
    const { outcome } = await importJson(
      telegramExport(
        0,
        [
          telegramMessage(1, { date_unixtime: undefined, from_id: 4294967296 + 55 }),
          telegramMessage(2, { from_id: 77 }),
        ],
        {
          id: 8589934592 + 42,
        },
      ),
    );
    assert.equal(outcome.kind, "completed");
    assert.deepEqual(
      await rows(
        "select channel_id, author_id, created_at, extra -> 'local_time' as local from messages order by id",
      ),
      [
        {
          channel_id: "-1000000000042",
          author_id: "-55",
          created_at: new Date("2024-03-01T13:00:00Z"),
          local: "2024-03-01T13:00:00",
        },
        {
          channel_id: "-1000000000042",
          author_id: "77",
          created_at: new Date(1_709_290_802_000),
          local: null,
        },
      ],
    );
  });

  it("takes events, polls, reactions, buttons and forwards in the shape of fetched ones", async function () {
    const event = await only({
      id: 3,
      type: "service",
      date_unixtime: "1709290803",
      actor: "Ada",
      actor_id: "user1",
      action: "invite_members",
      members: ["Bo"],
      text: "",
    });
    assert.deepEqual(
      [event.kind, event.content, event.extra],
      ["member_join", "", { imported: "telegram_json", action: { _: "invite_members", members: ["Bo"] } }],
    );
    await database.pool.query("truncate messages cascade");
    const { extra } = await only(
      telegramMessage(4, {
        forwarded_from: "Elsewhere",
        poll: {
          question: "Tea?",
          closed: true,
          total_voters: 3,
          answers: [
            { text: "yes", voters: 2, chosen: true },
            { text: "no", voters: 1, chosen: false },
          ],
        },
        inline_bot_buttons: [[{ type: "url", text: "open", data: "https://example.org" }]],
        reactions: [
          {
            type: "emoji",
            count: 2,
            emoji: "🍵",
            recent: [{ from: "Ada", from_id: "user1", date: "2024-03-01T13:00:00" }],
          },
          { type: "custom_emoji", count: 1, document_id: "5368324170671202286" },
        ],
        location_information: { latitude: 1, longitude: 2 },
      }),
    );
    assert.deepEqual(extra, {
      imported: "telegram_json",
      forward: { from_id: null, from_name: "Elsewhere" },
      poll: {
        question: { text: "Tea?" },
        answers: [
          { answer_id: 1, poll_media: { text: "yes" } },
          { answer_id: 2, poll_media: { text: "no" } },
        ],
        allow_multiselect: false,
        results: {
          is_finalized: true,
          answer_counts: [
            { id: 1, count: 2 },
            { id: 2, count: 1 },
          ],
          total_voters: 3,
        },
      },
      components: [{ type: 1, components: [{ type: 2, label: "open", url: "https://example.org" }] }],
      reaction_users: { "🍵": ["1"] },
      location_information: { latitude: 1, longitude: 2 },
    });
    assert.deepEqual(await rows("select emoji, emoji_id, count from reactions order by position"), [
      { emoji: "🍵", emoji_id: null, count: 2 },
      { emoji: "custom:5368324170671202286", emoji_id: "5368324170671202286", count: 1 },
    ]);
  });

  it("stores files beside it, and tells of those that the export left out", async function () {
    const { row } = await importJson(
      telegramExport(0, [
        telegramMessage(1, { photo: "photos/photo_1.jpg", photo_file_size: 3, width: 10, height: 20 }),
        telegramMessage(2, {
          file: "(File not included. Change data exporting settings to download.)",
          file_name: "map.pdf",
          mime_type: "application/pdf",
        }),
      ]),
      { "photos/photo_1.jpg": "jpg" },
    );
    assert.equal(row.files_stored, "1");
    assert.deepEqual(
      await rows("select message_id, file_name, content_type, width from attachments order by message_id"),
      [
        { message_id: "1", file_name: "photo_1.jpg", content_type: "image/jpeg", width: 10 },
        { message_id: "2", file_name: "map.pdf", content_type: "application/pdf", width: null },
      ],
    );
    assert.deepEqual(await rows("select reason, place from import_problems"), [
      { reason: "file_not_included", place: "message 2" },
    ]);
  });

  it("keeps the messages of a group apart from those of the supergroup that it became", async function () {
    const service = (id: number, action: string) => ({
      id,
      type: "service",
      date_unixtime: "1709290803",
      actor: "Ada",
      actor_id: "user1",
      action,
      text: "",
    });
    await importJson(
      telegramExport(0, [
        service(1, "create_group"),
        telegramMessage(2),
        service(3, "migrate_to_supergroup"),
        service(1, "migrate_from_group"),
        telegramMessage(2),
      ]),
    );
    assert.deepEqual(
      (await rows("select id from messages order by id")).map(({ id }) => id),
      ["-999999999", "-999999998", "-999999997", "1", "2"],
    );
  });

  it("takes all chats of an account", async function () {
    const chat = (type: string, id: number, name?: string) =>
      JSON.parse(telegramExport(2, undefined, { type, id, name })) as unknown;
    await importJson(
      JSON.stringify({
        about: "Here is the data you requested.",
        personal_information: { user_id: 1, first_name: "Ada" },
        contacts: { about: "", list: [] },
        chats: {
          about: "",
          list: [
            chat("personal_chat", 55, "Bo"),
            chat("saved_messages", 1),
            chat("private_group", 66, "Boats"),
          ],
        },
        left_chats: { about: "", list: [chat("public_channel", 77, "News")] },
      }),
    );
    assert.deepEqual(await rows("select id, kind, name from guilds order by id"), [
      { id: "-1000000000077", kind: "channel", name: "News" },
      { id: "-66", kind: "group", name: "Boats" },
      { id: "1", kind: "saved", name: "Saved Messages" },
      { id: "55", kind: "private", name: "Bo" },
    ]);
    assert.deepEqual(await rows("select count(*) from messages"), [{ count: "8" }]);
  });
});
