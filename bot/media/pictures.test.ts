import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { createLogger } from "../../core/log.ts";
import { storeFile } from "../../core/media/storeFile.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { useMediaStore } from "../../test/support/mediaStore.ts";
import { Wake } from "../worker/wake.ts";
import { makePictures, type PictureDeps } from "./pictures.ts";

describe("makePictures", function () {
  this.timeout(30_000);
  const database = useTestDatabase();
  const media = useMediaStore(database);
  const deps = (more: Partial<PictureDeps> = {}): PictureDeps => ({
    store: media.store,
    mostPixels: 50_000_000,
    webp: null,
    wake: new Wake(),
    log: createLogger({ process: "test", level: "silent" }),
    ...more,
  });
  const store = (bytes: Buffer, item = "1") =>
    storeFile(
      media.store,
      (async function* () {
        yield bytes;
      })(),
      { kind: "attachment", message: { channelId: "1", messageId: "2" }, item },
      { mostBytes: 10_000_000 },
    );
  const photo = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: "#357" } })
      .png()
      .toBuffer();
  /** References beside the message's own: kind, type, width. */
  const made = async () => {
    const { rows } = await database.pool.query(
      `select r.kind, m.content_type as type, m.width from media_references r join media m using (sha256)
       where r.message_id = 0 order by r.kind`,
    );
    return rows;
  };

  it("makes a smaller picture of a large one, once, which goes with it", async function () {
    await store(await photo(1600, 400));
    assert.equal(await makePictures(deps()), true);
    assert.deepEqual(await made(), [{ kind: "thumbnail", type: "image/webp", width: 800 }]);
    assert.equal(await makePictures(deps()), true); // the thumbnail itself: nothing is made of it
    assert.equal(await makePictures(deps()), false);
    await store(Buffer.from("words")); // in its place
    assert.equal((await media.paths()).length, 1);
  });
  it("decodes nothing with too many pixels, however small its file is", async function () {
    await store(hugePng(14_000, 14_000));
    const before = process.memoryUsage().rss;
    assert.equal(await makePictures(deps()), true);
    assert.deepEqual(await made(), []);
    assert.ok(process.memoryUsage().rss - before < 300_000_000);
  });
  it("decodes nothing that lies about its pixels", async function () {
    const bytes = hugePng(14_000, 14_000);
    bytes.writeUInt32BE(1_000, 16); // the header says 1,000 wide: its checksum is wrong, and so is the data
    await store(bytes);
    await makePictures(deps());
    assert.deepEqual(await made(), []);
    assert.equal(await makePictures(deps()), false);
  });
  it("leaves a picture alone on which it died three times", async function () {
    const file = await store(await photo(1600, 400));
    await database.pool.query("update media set picture_tries = 3, pictures_at = now()");
    assert.equal(await makePictures(deps()), false);
    assert.ok(file);
  });
  it("keeps WebP copies beside the originals, or in their place", async function () {
    const webp = { quality: 80, mostPerMessage: 1, keepOriginals: true };
    const original = await store(await photo(40, 30));
    await makePictures(deps({ webp }));
    assert.deepEqual(await made(), [{ kind: "webp", type: "image/webp", width: 40 }]);
    await store(await photo(50, 30), "2"); // beyond the first of its message
    while (await makePictures(deps({ webp })));
    assert.equal((await made()).length, 1);
    await database.pool.query("update media set pictures_at = null where sha256 = $1", [original.sha256]);
    while (await makePictures(deps({ webp: { ...webp, keepOriginals: false } })));
    const { rows } = await database.pool.query(
      "select m.content_type as type from media_references join media m using (sha256) where item = '1'",
    );
    assert.deepEqual(rows, [{ type: "image/webp" }]);
  });
});

/** A PNG of one colour, a few hundred kilobytes whatever its size. */
function hugePng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const out = Buffer.alloc(data.length + 12);
    out.writeUInt32BE(data.length, 0);
    out.write(type, 4, "latin1");
    data.copy(out, 8);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8); // one bit per pixel
  const rows = Buffer.alloc((Math.ceil(width / 8) + 1) * height);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
