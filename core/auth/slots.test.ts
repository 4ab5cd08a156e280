import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { createSlots } from "./slots.ts";

describe("createSlots", function () {
  it("runs no more than its number at once, in the order of the calls, failures included", async function () {
    const withSlot = createSlots(2);
    let running = 0;
    let most = 0;
    const begun: number[] = [];
    const results = await Promise.allSettled(
      Array.from({ length: 7 }, (_, n) =>
        withSlot(async () => {
          begun.push(n);
          most = Math.max(most, ++running);
          await turn();
          running--;
          if (n === 1) throw new Error("fails");
          return n;
        }),
      ),
    );
    assert.equal(most, 2);
    assert.deepEqual(begun, [0, 1, 2, 3, 4, 5, 6]);
    assert.deepEqual(
      results.map((result) => result.status === "fulfilled"),
      [true, false, true, true, true, true, true],
    );
  });
});
