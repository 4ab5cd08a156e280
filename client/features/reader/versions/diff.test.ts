import assert from "node:assert/strict";
import { type Change, diffTexts } from "./diff.ts";

const shown = (changes: readonly Change[]) =>
  changes
    .map(({ kind, text }) => (kind === "same" ? text : kind === "added" ? `+[${text}]` : `-[${text}]`))
    .join("");

describe("diffTexts", function () {
  it("marks words, not letters", function () {
    assert.equal(
      shown(diffTexts("the boat leaves at six", "the boat leaves at seven")),
      "the boat leaves at -[six]+[seven]",
    );
    assert.equal(shown(diffTexts("a b c", "a c")), "a -[b ]c");
    assert.equal(shown(diffTexts("", "new")), "+[new]");
    assert.equal(shown(diffTexts("same", "same")), "same");
    assert.deepEqual(diffTexts("", ""), []);
  });
  it("marks characters where words have no spaces between them", function () {
    assert.equal(shown(diffTexts("明天六點開船", "明天七點開船")), "明天-[六]+[七]點開船");
  });
  it("gives both texts back, however long", function () {
    const before = "a b ".repeat(1_000);
    const after = "b c ".repeat(1_000);
    for (const [one, other] of [
      [before, after],
      [before.repeat(3), after.repeat(3)],
    ] as const) {
      const changes = diffTexts(one, other);
      const text = (without: Change["kind"]) =>
        changes
          .filter(({ kind }) => kind !== without)
          .map((change) => change.text)
          .join("");
      assert.deepEqual([text("added"), text("removed")], [one, other]);
    }
  });
});
