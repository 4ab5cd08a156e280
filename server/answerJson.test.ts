import assert from "node:assert/strict";
import { get, type IncomingHttpHeaders } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { useApi } from "../test/support/api.ts";
import { useTestDatabase } from "../test/support/database.ts";

describe("answerJson", function () {
  const api = useApi(useTestDatabase());
  /** Not fetch, which unpacks by itself. */
  const ask = (path: string, headers: Record<string, string>) =>
    new Promise<{ status: number; headers: IncomingHttpHeaders; bytes: Buffer }>((resolve, reject) => {
      get(`${api.origin}/api/v1${path}`, { headers: { cookie: api.cookie, ...headers } }, (res) => {
        const parts: Buffer[] = [];
        res.on("data", (part: Buffer) => parts.push(part));
        res.on("end", () =>
          resolve({ status: res.statusCode ?? 0, headers: res.headers, bytes: Buffer.concat(parts) }),
        );
      }).on("error", reject);
    });

  it("packs what is long as the caller takes it, under one tag", async function () {
    const plain = await ask("/openapi.json", {});
    const br = await ask("/openapi.json", { "accept-encoding": "gzip, deflate, br" });
    const gzip = await ask("/openapi.json", { "accept-encoding": "gzip" });
    const refused = await ask("/openapi.json", { "accept-encoding": "br;q=0, gzip;q=0" });
    assert.deepEqual(
      [plain, br, gzip, refused].map(({ headers }) => headers["content-encoding"]),
      [undefined, "br", "gzip", undefined],
    );
    assert.ok(br.bytes.length * 8 < plain.bytes.length, `${br.bytes.length} of ${plain.bytes.length}`);
    assert.ok(brotliDecompressSync(br.bytes).equals(plain.bytes));
    assert.ok(gunzipSync(gzip.bytes).equals(plain.bytes));
    for (const { headers } of [plain, br, gzip, refused]) {
      assert.equal(headers.etag, plain.headers.etag);
      assert.equal(headers.vary, "Accept-Encoding");
      assert.match(headers["content-type"] ?? "", /^application\/json; charset=utf-8$/);
    }
  });

  it("says nothing again, whatever way it was packed before", async function () {
    const { headers } = await ask("/openapi.json", { "accept-encoding": "br" });
    for (const encoding of ["br", "gzip", "identity"]) {
      const again = await ask("/openapi.json", {
        "accept-encoding": encoding,
        "if-none-match": headers.etag ?? "",
      });
      assert.deepEqual([again.status, again.bytes.length], [304, 0], encoding);
      assert.equal(again.headers.etag, headers.etag);
    }
  });

  it("leaves short answers as they are", async function () {
    const answer = await ask("/auth/me", { "accept-encoding": "br" });
    assert.equal(answer.headers["content-encoding"], undefined);
    assert.ok(answer.headers.etag);
  });
});
