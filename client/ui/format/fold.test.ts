import assert from "node:assert/strict";
import { matches } from "./fold.ts";

describe("matches", function () {
  it("folds case, width and accents", function () {
    assert.ok(matches("Ｇｅｎｅｒａｌ", "general"));
    assert.ok(matches("café-talk", "CAFE"));
    assert.ok(matches("ｶﾗｵｹ", "カラオケ"));
  });

  it("wants every word, in any order", function () {
    assert.ok(matches("bug reports archive", "archive bug"));
    assert.ok(!matches("bug reports", "bug feature"));
  });

  it("finds Chinese and Russian text", function () {
    assert.ok(matches("設計回饋", "回饋"));
    assert.ok(matches("Архитектура", "архи"));
  });

  it("matches everything when nothing is asked", function () {
    assert.ok(matches("anything", "  "));
  });
});
