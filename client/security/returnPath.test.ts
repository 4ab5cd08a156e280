import assert from "node:assert/strict";
import { returnPath } from "./returnPath.ts";

describe("returnPath", function () {
  it("keeps paths of this site with their query", function () {
    assert.equal(returnPath("/tasks?status=failed&guild=1#row"), "/tasks?status=failed&guild=1#row");
  });

  for (const hostile of [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/.//evil.example",
    "/login",
    "/login?next=/",
    "",
    null,
    undefined,
  ]) {
    it(`leads ${JSON.stringify(hostile)} to the first page`, function () {
      assert.equal(returnPath(hostile), "/");
    });
  }
});
