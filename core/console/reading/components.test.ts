import assert from "node:assert/strict";
import { mediaOfComponents } from "../../model/componentMedia.ts";
import { layOut } from "./components.ts";

const media = (url: string, more: object = {}) => ({ url, proxy_url: `https://proxy/${url}`, ...more });
/** One of each part that shows something, and one of a kind that is new to us. */
const layout = [
  {
    type: 17,
    accent_color: 255,
    components: [
      {
        type: 9,
        components: [{ type: 10, content: "# Words" }],
        accessory: { type: 11, media: media("badge"), description: "Badge" },
      },
      { type: 14 },
      {
        type: 12,
        items: [
          { media: media("one"), description: "One" },
          { media: media("two"), spoiler: true },
        ],
      },
      { type: 13, name: "report.pdf", file: media("report", { attachment_id: "7" }), spoiler: true },
      { type: 99, components: [{ type: 11, media: media("new") }] },
      null,
    ],
  },
];

describe("layOut", function () {
  it("lists every part in reading order, with its words, and where its file is found", function () {
    assert.deepEqual(
      layOut(layout).map(({ kind, depth, text, path, attachmentId, isSpoiler }) =>
        [kind, depth, text, path ?? "", attachmentId ?? "", isSpoiler ? "hidden" : ""].join("|"),
      ),
      [
        "container|0||||",
        "section|1||||",
        "text|2|# Words|||",
        "media|2|Badge|0.0.a||",
        "separator|1||||",
        "media|1|One|0.2.i0||",
        "media|1||0.2.i1||hidden",
        "file|1|report.pdf|0.3|7|hidden",
        "media|1||0.4.0||",
      ],
    );
  });
  it("finds each file under the very path under which it is stored", function () {
    const shown = layOut(layout).flatMap(({ path }) => path ?? []);
    assert.deepEqual(
      mediaOfComponents(layout).map(({ path }) => path),
      shown,
    );
    assert.deepEqual(
      mediaOfComponents(layout).map(({ url, attachmentId }) => attachmentId ?? url),
      ["badge", "one", "two", "7", "new"].map((name) => (name === "7" ? "7" : `https://proxy/${name}`)),
    );
  });
  it("bears what makes no sense, as deep as it goes", function () {
    let deep: object = { type: 11, media: media("deep") };
    for (let n = 0; n < 50; n++) deep = { type: 17, components: [deep] };
    assert.ok(layOut([deep, null, 5, { type: "x" }, { type: 12, items: "none" }]).length < 20);
    assert.deepEqual(mediaOfComponents([deep]), []);
    assert.deepEqual(mediaOfComponents("none"), []);
  });
});
