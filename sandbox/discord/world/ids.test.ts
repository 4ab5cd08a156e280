import assert from "node:assert/strict";
import { IdSource } from "./ids.ts";

describe("ids made at run time", () => {
  it("rise, also while the clock stands still or steps back", () => {
    let now = 2_000_000_000_000;
    const ids = new IdSource(() => now, 0);
    const made = Array.from({ length: 10_000 }, (_, i) => {
      if (i === 5_000) now -= 60_000;
      return BigInt(ids.next().id);
    });
    for (const [i, id] of made.entries()) assert.ok(i === 0 || id > (made[i - 1] as bigint), String(i));
  });

  it("are never made twice, also when many are asked for at the same times", () => {
    const ids = new IdSource(() => 2_000_000_000_000, 0);
    const made = Array.from({ length: 9_000 }, (_, i) => [
      ids.next().id,
      ids.at(2_000_000_000_000 + (i % 3)).id,
    ]).flat();
    assert.equal(new Set(made).size, made.length);
  });
});
