/** Our JSON against schemas written from what the other tools write, not from what we write. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { useTestDatabase } from "../../../test/support/database.ts";
import { useExports } from "../../../test/support/exportRuns.ts";
import { bo, dceExport, dceMessage } from "../../../test/support/exports/dce.ts";
import { telegramExport, telegramMessage } from "../../../test/support/exports/telegram.ts";
import {
  makeRichArchive,
  rich,
  richId,
  richMessage,
  said,
  storeRaw,
  storeSaid,
} from "../../../test/support/richArchive.ts";

const compile = (name: string): ValidateFunction => {
  const file = new URL(`../../../test/corpus/schemas/${name}.schema.json`, import.meta.url);
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
  return ajv.compile(JSON.parse(readFileSync(file, "utf8")) as object);
};
const isDce = compile("discordChatExporter");
const isTelegram = compile("telegramDesktop");

function assertValid(validate: ValidateFunction, document: unknown): void {
  const isValid = validate(document);
  const faults = (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
  assert.ok(isValid, faults.slice(0, 10).join("\n"));
}

const sticker = (id: number) => ({ id: `71000000000000000${id}`, name: `sticker ${id}`, format_type: id });
const user = { id: "410000000000000077", username: "guest", global_name: "A guest", avatar: null };
const rawFile = { id: "610000000000000009", filename: "a.png", size: 7, url: "https://example.org/a.png" };

/** What a message can carry beyond richMessages, as Discord sends it. */
const further: Record<string, unknown>[] = [
  {
    type: 20,
    interaction: { id: "810000000000000001", type: 2, name: "tide", user },
    interaction_metadata: { id: "810000000000000001", type: 2, user },
    application_id: "410000000000000088",
  },
  { sticker_items: [1, 2, 3, 4].map(sticker) },
  { type: 3, call: { participants: [rich.ada], ended_timestamp: "2022-05-01T03:00:00.000000+00:00" } },
  {
    message_reference: { type: 1, message_id: richId(0), channel_id: rich.channel, guild_id: rich.guild },
    message_snapshots: [
      {
        message: {
          content: "copied with all",
          timestamp: "2022-05-01T00:00:00.000Z",
          edited_timestamp: "2022-05-01T00:01:00.000Z",
          attachments: [rawFile],
          embeds: [{ title: "t", fields: [{ name: "n", value: "v" }] }],
          sticker_items: [sticker(1)],
        },
      },
    ],
  },
  {
    embeds: [
      { type: "image", thumbnail: { url: "https://example.org/t.png" } },
      { author: {}, footer: {} },
    ],
  },
  { embeds: [{ video: { url: "https://example.org/v.mp4", width: 640, height: 360 }, color: 0 }] },
  { author: { id: "410000000000000099", username: "#7", discriminator: "0007" }, mentions: [user] },
  { type: 18, content: "ropes", thread: { id: rich.thread, name: "ropes" } },
  { message_reference: { channel_id: "310000000000000999", guild_id: "210000000000000999" }, flags: 2 },
  { type: 999, content: "a kind of the future" },
  { attachments: [{ ...rawFile, url: "" }] },
].map((fields, index) => richMessage(40 + index, fields));

const file = {
  contentType: "video/mp4",
  sizeBytes: 9,
  width: 4,
  height: 3,
  durationSeconds: 2.6,
  description: "🫖",
  isSpoiler: true,
  url: "",
};
const kinds = ["photo", "sticker", "video_note", "voice", "animation", "video", "audio", "document"];

/** The same of Telegram, in the archive's shape. */
const furtherSaid = [
  ...kinds.map((kind, index) =>
    said(100 + index, {
      attachments: [{ ...file, id: `70000000000000000${index}`, fileName: `file ${kind}` }],
      extra: { attachment_details: { [`70000000000000000${index}`]: { kind } } },
    }),
  ),
  said(120, {
    content: "all marks there are, one after another, @ada #tea $TEA /tide mail@example.org +49",
    extra: {
      entities: (
        "bold italic underline strike spoiler code url email phone hashtag cashtag bot_command mention bank_card " +
        "unknown blockquote pre a_mark_of_the_future"
      )
        .split(" ")
        .map((type, index): Record<string, unknown> => ({ type, offset: index * 3, length: 2 }))
        .concat(
          { type: "mention_name", offset: 60, length: 2, user_id: rich.telegramAda },
          { type: "custom_emoji", offset: 63, length: 2, custom_emoji_id: "5123456789012345678" },
          { type: "text_url", offset: 66, length: 2, url: "https://example.org" },
          { type: "blockquote", offset: 69, length: 2, is_collapsed: true },
        ),
      mentions: [rich.telegramAda],
    },
  }),
  said(121, { reactions: [{ emoji: "⭐", emojiId: null, isAnimated: false, count: 5, burstCount: 0 }] }),
  said(122, { extra: { media: { _: "messageMediaGeo", geo: { _: "geoPoint", long: 13.4, lat: 52.5 } } } }),
  said(123, {
    extra: {
      media: {
        _: "messageMediaVenue",
        geo: { _: "geoPoint", long: 13.4, lat: 52.5 },
        title: "Tea house",
        address: "Quay 1",
      },
    },
  }),
  said(124, {
    extra: { media: { _: "messageMediaContact", phone_number: "49", first_name: "Ada", user_id: "1" } },
  }),
  said(125, { extra: { forward: { from_id: null, from_name: "Somebody hidden", sent_at: null } } }),
  said(126, { authorId: null, extra: { post_author: "the harbour", is_post: true } }),
  said(127, { extra: { via_bot_id: rich.telegramAda } }),
  said(128, { kind: "thread_created", content: "", extra: { action: { _: "messageActionTopicCreate" } } }),
  said(129, { kind: "pin", content: "", authorId: null }),
];

describe("JSON of exports", function () {
  this.timeout(30_000);
  const database = useTestDatabase();
  const exports = useExports(database);

  async function documents(columns: Record<string, unknown>): Promise<Record<string, unknown>[]> {
    const { files } = await exports.run({ format: "json", ...columns });
    return [...files]
      .filter(([name]) => name.endsWith(".json"))
      .map(([, content]) => JSON.parse(content.toString()) as Record<string, unknown>);
  }

  for (const isExact of [true, false])
    for (const files of ["included", "linked", "left_out"])
      it(`is what DiscordChatExporter writes (${isExact ? "exact" : "plain"}, files ${files})`, async function () {
        await makeRichArchive(database.pool, exports.blobs);
        await storeRaw(database.pool, rich.channel, further);
        await database.pool.query("delete from authors where id = $1", [rich.bo]); // nobody has seen them
        const written = await documents({
          guild_id: rich.guild,
          is_exact: isExact,
          files,
          after_at: "2022-01-01",
        });
        assert.equal(written.length, 2);
        for (const document of written) assertValid(isDce, document);
        const all = written.flatMap(({ messages }) => messages as Record<string, unknown>[]);
        assert.equal(all.length, 19 + further.length);
        assert.equal(all.filter(({ interaction }) => interaction).length, 1);
        assert.equal(all.filter(({ backscroll }) => backscroll).length, isExact ? all.length : 0);
      });
  for (const isExact of [true, false])
    it(`is what Telegram Desktop writes (${isExact ? "exact" : "plain"})`, async function () {
      await makeRichArchive(database.pool);
      await storeSaid(database.pool, furtherSaid);
      const [document] = await documents({ guild_id: rich.chat, is_exact: isExact, files: "included" });
      assertValid(isTelegram, document);
      const messages = (document?.messages ?? []) as Record<string, unknown>[];
      assert.equal(messages.length, 7 + furtherSaid.length);
      const of = (id: number) => messages.find((message) => message.id === id);
      assert.deepEqual(of(122)?.location_information, { latitude: 52.5, longitude: 13.4 });
      assert.equal(of(123)?.place_name, "Tea house");
      assert.deepEqual(of(124)?.contact_information, {
        first_name: "Ada",
        last_name: "",
        phone_number: "49",
      });
      assert.equal(of(127)?.via_bot, "ada_t");
    });
  it("is judged by schemas that know those tools' own files, and refuse what they never write", function () {
    const interaction = { id: "1", name: "tide", user: bo };
    assertValid(isDce, JSON.parse(dceExport([dceMessage(1), dceMessage(2, { type: "20", interaction })])));
    assertValid(isTelegram, JSON.parse(telegramExport(3)));
    assert.ok(!isDce(JSON.parse(dceExport([dceMessage(1, { poll: {} })]))));
    assert.ok(!isDce(JSON.parse(dceExport([dceMessage(1, { id: 5 })]))));
    assert.ok(!isTelegram(JSON.parse(telegramExport(0, [telegramMessage(1, { views: 3 })]))));
    assert.ok(!isTelegram(JSON.parse(telegramExport(0, [telegramMessage(1, { date_unixtime: 17 })]))));
  });
});
