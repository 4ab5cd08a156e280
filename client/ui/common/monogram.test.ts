import assert from "node:assert/strict";
import { monogram } from "./monogram.ts";

describe("monogram", function () {
  it("takes the initials of two words", function () {
    assert.equal(monogram("1", "Aurora Collective").letters, "AC");
    assert.equal(monogram("1", "— the / quiet room").letters, "TQ");
  });

  it("takes one character of scripts without spaces", function () {
    assert.equal(monogram("1", "讀書會").letters, "讀");
  });

  it("has something to show for any name", function () {
    assert.equal(monogram("1", "🎉🎉").letters, "?");
    assert.equal(monogram("1", "").letters, "?");
  });

  it("gives an id always the same colour, also a negative one", function () {
    const { hue } = monogram("-1001456789012", "x");
    assert.equal(hue, monogram("-1001456789012", "y").hue);
    assert.ok(hue >= 0 && hue < 360);
  });
});
