import assert from "node:assert/strict";
import { type CarryingMessage, filesOf } from "./filesOf.ts";

const place = { guildId: "200000000000000001", channelId: "300000000000000001" };
const message = (more: Partial<CarryingMessage>): CarryingMessage => ({
  id: "400000000000000001",
  content: "",
  extra: null,
  attachments: [],
  reactions: [],
  ...more,
});
const found = (more: Partial<CarryingMessage>) =>
  filesOf(place, [message(more)]).map(({ kind, messageId, item, url, variant, announcedBytes }) => [
    kind,
    messageId,
    item,
    url,
    variant,
    announcedBytes,
  ]);
const id = "400000000000000001";

describe("filesOf", function () {
  it("finds attachments, those of forwarded messages too, without their signatures", function () {
    const url = "https://cdn.discordapp.com/attachments/1/2/a.png";
    const snapshot = {
      message: { attachments: [{ id: "9", url: `${url}?ex=1&is=2&hm=3`, size: 7 }, { id: "x", url }, null] },
    };
    assert.deepEqual(
      found({
        attachments: [{ id: "5", url, sizeBytes: 0 }],
        extra: { message_snapshots: [null, snapshot] },
      }),
      [
        ["attachment", id, "5", url, null, null],
        ["attachment", id, "9", url, null, 7],
      ],
    );
  });
  it("finds pictures of embeds by the platform's own copies, and no other address", function () {
    const embeds = [
      null,
      { image: { url: "https://elsewhere.example/a.png" } },
      { thumbnail: { url: "https://elsewhere.example/b.png", proxy_url: "https://proxy.example/b.png" } },
    ];
    assert.deepEqual(found({ extra: { embeds } }), [
      ["embed", id, "1.thumbnail", "https://proxy.example/b.png", null, null],
    ]);
  });
  it("finds custom emoji in words and reactions, once per channel and not per message", function () {
    assert.deepEqual(
      found({
        content: "<:a:500000000000000001> <a:b:500000000000000002> <:a:500000000000000001> <:c:12>",
        reactions: [
          { emojiId: "500000000000000003", isAnimated: false },
          { emojiId: null, isAnimated: false },
        ],
      }),
      [
        ["emoji", "0", "500000000000000001", null, null, null],
        ["emoji", "0", "500000000000000002", null, "animated", null],
        ["emoji", "0", "500000000000000003", null, null, null],
      ],
    );
  });
  it("finds stickers in their formats", function () {
    const sticker_items = [{ id: "7", format_type: 3 }, { id: "8", format_type: 99 }, { name: "no id" }];
    assert.deepEqual(found({ extra: { sticker_items } }), [
      ["sticker", "0", "7", null, "json", null],
      ["sticker", "0", "8", null, "png", null],
    ]);
  });
  it("finds nothing in nonsense", function () {
    for (const extra of [{ embeds: "x", sticker_items: 3 }, { message_snapshots: { length: 1 } }, {}])
      assert.deepEqual(found({ extra }), []);
  });

  it("takes what is laid out, forwards' layouts and stickers, and sounds, each once and under its place", function () {
    const media = {
      url: "https://cdn.discordapp.com/attachments/1/2/a.png?ex=1",
      proxy_url: "https://images/a.png",
    };
    const gallery = { type: 12, items: [{ media }, { media: { ...media, attachment_id: "9" } }] };
    const extra = {
      components: [{ type: 17, components: [gallery] }],
      soundboard_sounds: [{ sound_id: "5", name: "kettle" }, { sound_id: 6 }],
      message_snapshots: [
        { message: { components: [gallery], sticker_items: [{ id: "8", format_type: 4 }] } },
      ],
    };
    const files = filesOf(place, [message({ extra })]);
    assert.deepEqual(
      files.map(({ kind, item, messageId, url }) => [kind, item, messageId, url]),
      [
        ["embed", "component.0.0.i0", id, "https://images/a.png"],
        ["sound", "5", "0", null],
        ["embed", "forward.0.component.0.i0", id, "https://images/a.png"],
        ["sticker", "8", "0", null],
      ],
    );
  });
});
