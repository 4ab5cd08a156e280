import assert from "node:assert/strict";
import { shownStateOf } from "./shownState.ts";

describe("shownStateOf", function () {
  it("speaks of gaps only where something is missing in between", function () {
    assert.equal(
      shownStateOf({
        state: "partial",
        covered: [
          ["1", "5"],
          ["7", "9"],
        ],
      }),
      "gaps",
    );
    assert.equal(shownStateOf({ state: "partial", covered: [["5", "9"]] }), "partial");
  });

  it("leaves every other state as it is", function () {
    assert.equal(shownStateOf({ state: "outdated", covered: [["1", "5"]] }), "outdated");
    assert.equal(shownStateOf({ state: "empty", covered: [] }), "empty");
  });
});
