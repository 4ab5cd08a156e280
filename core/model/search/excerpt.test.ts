import assert from "node:assert/strict";
import { toExcerpt } from "./excerpt.ts";
import { toUnits } from "./units.ts";

const want = (...texts: string[]) => texts.map((text) => ({ units: toUnits(text), isQuoted: false }));
const marked = (text: string, ...wanted: string[]) => {
  const excerpt = toExcerpt(text, want(...wanted), null);
  return excerpt.marks.map(([from, to]) => excerpt.text.slice(from, to));
};

describe("toExcerpt", function () {
  it("marks what was found as it stands", function () {
    assert.deepEqual(marked("Das CAFÉ im Café", "cafe"), ["CAFÉ", "Café"]);
    assert.deepEqual(marked("今天天气很好", "天气", "天天"), ["天天气"]);
    assert.deepEqual(marked("big, bad; big world", "big world"), ["big world"]);
    assert.deepEqual(marked("hi👍🏽you", "👍"), ["👍"]);
  });
  it("shows the place, says what is cut off, and never halves a character", function () {
    const text = `${"😀".repeat(400)} needle ${"😀".repeat(400)}`;
    const excerpt = toExcerpt(text, want("needle"), null);
    assert.ok(excerpt.text.includes("needle") && excerpt.text.length < 400 && excerpt.text.isWellFormed());
    assert.deepEqual([excerpt.isCutBefore, excerpt.isCutAfter], [true, true]);
  });
  it("shows the beginning where nothing is to be marked", function () {
    assert.deepEqual(toExcerpt("short", [], null), {
      text: "short",
      marks: [],
      isCutBefore: false,
      isCutAfter: false,
    });
  });
  it("marks other forms of a word when asked to, not of a quoted one", function () {
    const forms = (isQuoted: boolean) =>
      toExcerpt("run runs running runner", [{ units: toUnits("running"), isQuoted }], "en").marks.length;
    assert.deepEqual([forms(false), forms(true)], [3, 1]);
  });
});
