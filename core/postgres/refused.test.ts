import assert from "node:assert/strict";
import { findRefused } from "./refused.ts";

const refusal = (code: string) => Object.assign(new Error("refused"), { code });

describe("findRefused", function () {
  it("names exactly the items that are refused, wherever they stand", async function () {
    for (const bad of [[], [0], [9], [0, 9], [3, 4, 5], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]) {
      const found = await findRefused(
        Array.from({ length: 10 }, (_, index) => index),
        async (some) => {
          if (some.some((item) => bad.includes(item))) throw refusal("22P05");
        },
      );
      assert.deepEqual(
        found.map(({ item }) => item),
        bad,
      );
    }
  });
  it("needs few attempts for one among many", async function () {
    let attempts = 0;
    await findRefused(
      Array.from({ length: 100 }, (_, index) => index),
      async (some) => {
        attempts++;
        if (some.includes(77)) throw refusal("23514");
      },
    );
    assert.ok(attempts <= 16, `${attempts} attempts`);
  });
  it("passes on errors that say nothing of the data", async function () {
    for (const code of ["57P01", "40001", "42P01", "53300"]) {
      await assert.rejects(
        findRefused([1, 2], async () => {
          throw refusal(code);
        }),
        { code },
      );
    }
  });
});
