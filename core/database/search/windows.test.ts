import assert from "node:assert/strict";
import { growingWindows } from "./windows.ts";

describe("growingWindows", function () {
  it("follow one another without holes, away from the edge, to the end of time", function () {
    for (const order of ["newest", "oldest"] as const) {
      const windows = [...growingWindows(order, 1_000_000)];
      const [ahead, behind] =
        order === "newest" ? (["toMs", "fromMs"] as const) : (["fromMs", "toMs"] as const);
      assert.equal(windows[0]?.[ahead], null);
      assert.equal(windows.at(-1)?.[behind], null);
      for (let i = 1; i < windows.length; i++) assert.equal(windows[i]?.[ahead], windows[i - 1]?.[behind]);
      assert.equal(windows.length, 4);
    }
  });
  it("hold the edge itself, whichever way is looked", function () {
    const [newest] = growingWindows("newest", 5);
    const [oldest] = growingWindows("oldest", 5);
    assert.ok((newest?.fromMs ?? 9) < 5 && newest?.toMs === null);
    assert.ok((oldest?.toMs ?? 0) > 5 && oldest?.fromMs === null);
  });
});
