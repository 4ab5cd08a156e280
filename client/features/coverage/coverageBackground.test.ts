import assert from "node:assert/strict";
import { stretchesOf } from "./coverage.ts";
import { coverageBackground } from "./coverageBackground.ts";

const draw = (covered: [string, string][]) =>
  coverageBackground(stretchesOf({ life: { from: "0", to: "1000" }, covered }, "telegram"), {
    from: 0,
    to: 1000,
  });

describe("coverageBackground", function () {
  it("paints a complete channel in one colour", function () {
    assert.equal(draw([["0", "1000"]]), "linear-gradient(90deg, var(--covered) 0 100%)");
  });

  it("leaves what was never fetched to the track", function () {
    assert.equal(draw([]), "linear-gradient(90deg, transparent 0 100%)");
  });

  it("widens a hole too narrow to be seen", function () {
    const image = draw([
      ["0", "500"],
      ["501", "1000"],
    ]);
    assert.match(image, /var\(--hole\) 0 max\(50\.1%, calc\(50% \+ 3px\)\)/);
  });

  it("keeps room for messages newer than the archive", function () {
    assert.match(
      draw([["0", "999"]]),
      /var\(--covered\) 0 min\(99\.9%, calc\(100% - 3px\)\), transparent 0 100%/,
    );
  });

  it("paints nothing for an empty life", function () {
    assert.equal(coverageBackground([], { from: 0, to: 0 }), "none");
  });
});
