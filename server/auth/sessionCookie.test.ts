import assert from "node:assert/strict";
import { createSessionCookie, drawToken, hashToken } from "./sessionCookie.ts";

describe("createSessionCookie", function () {
  const cookie = createSessionCookie(false);
  const token = drawToken();

  it("reads back what it issued, among other cookies", function () {
    assert.equal(cookie.read(cookie.issue(token).split(";")[0]), token);
    assert.equal(cookie.read(`theme=dark; sid=${token}; other=1`), token);
  });

  it("takes nothing that is not a token", function () {
    for (const header of [
      undefined,
      "",
      "sid=",
      `xsid=${token}`,
      `sid=${token}x`,
      `sid="${token}"`,
      `sid=${token.slice(1)}`,
    ]) {
      assert.equal(cookie.read(header), null, header);
    }
    assert.equal(
      createSessionCookie(true).read(`sid=${token}`),
      null,
      "over https only the __Host- cookie counts",
    );
  });

  it("draws 256 bits and keeps their SHA-256", function () {
    assert.equal(Buffer.from(token, "base64url").length, 32);
    assert.notEqual(drawToken(), token);
    assert.equal(hashToken(token).length, 32);
    assert.ok(!hashToken(token).toString("base64url").includes(token));
  });
});
