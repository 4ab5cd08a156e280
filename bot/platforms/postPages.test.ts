import assert from "node:assert/strict";
import { postPages } from "./postPages.ts";

describe("postPages", function () {
  /** Ids 1 to `newest`, ten to a page. Answers which were shown, in order, and how many pages were read. */
  async function look(newest: number, { behind, since }: { behind: number; since: number }) {
    const [shown, asked]: [number[][], string[]] = [[], []];
    const pages = postPages<number>({
      behindId: BigInt(behind),
      sinceId: async () => BigInt(since),
      async read({ before, after }) {
        asked.push(
          before === undefined ? (after === undefined ? "newest" : `after ${after}`) : `before ${before}`,
        );
        const first =
          after === undefined
            ? Math.max(1, Math.min(newest + 1, Number(before ?? newest + 1)) - 10)
            : Number(after) + 1;
        const last =
          after === undefined
            ? Math.min(newest, Number(before ?? newest + 1) - 1)
            : Math.min(newest, first + 9);
        const messages = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
        return { messages, isFull: messages.length === 10 };
      },
      idOf: BigInt,
    });
    for await (const page of pages) shown.push([...page]);
    return { shown: shown.flat(), asked };
  }

  it("reads the newest page alone where that reaches the place", async function () {
    assert.deepEqual((await look(1_000, { behind: 992, since: 1 })).asked, ["newest"]);
    assert.deepEqual((await look(1_000, { behind: 0, since: 995 })).asked, ["newest"]);
    assert.deepEqual((await look(4, { behind: 0, since: 1 })).asked, ["newest"]);
    assert.deepEqual((await look(0, { behind: 0, since: 1 })).shown, []);
  });

  it("reads on from the time of sending up to the newest, each message once", async function () {
    const { shown, asked } = await look(1_000, { behind: 3, since: 966 });
    assert.deepEqual(asked, ["newest", "after 965", "after 975", "after 985"]);
    assert.deepEqual([shown[0], shown.at(-1)], [966, 1_000]);
    assert.ok([...shown].every((id) => id > 965));
  });

  it("shows what stands right behind the place first, though thousands were said since, and the newest as well", async function () {
    const { shown, asked } = await look(5_000, { behind: 100, since: 1 });
    assert.deepEqual(shown.slice(0, 3), [101, 102, 103]);
    assert.ok(shown.includes(200) && shown.includes(5_000) && shown.includes(4_901));
    assert.equal(asked.length, 21);
  });

  it("ends where what it read onwards and back meets", async function () {
    const { shown } = await look(350, { behind: 150, since: 1 });
    for (let id = 151; id <= 350; id++) assert.ok(shown.includes(id), String(id));
  });
});
