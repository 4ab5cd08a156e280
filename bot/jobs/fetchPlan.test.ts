import assert from "node:assert/strict";
import type { Coverage } from "../../core/coverage.ts";
import { archiveMessage } from "../../test/support/factories.ts";
import type { HistoryPage, PageRequest } from "../platforms/platform.ts";
import { cutToGap, endAtNewest, nextStep, withProven } from "./fetchPlan.ts";

const cover = (...pairs: [number, number][]): Coverage =>
  pairs.map(([from, to]) => ({ from: BigInt(from), to: BigInt(to) }));
const range = (from: number, to: number) => ({ from: BigInt(from), to: BigInt(to) });
const page = (ids: number[], extra: Partial<HistoryPage> = {}): HistoryPage => ({
  messages: ids.map((id) => archiveMessage({ id: String(id) })),
  authors: [],
  setAside: [],
  isFull: true,
  settledBelow: "1000000",
  ...extra,
});
const ids = (cut: { messages: { id: string }[] }) => cut.messages.map(({ id }) => Number(id));

describe("nextStep", function () {
  it("reads the newest gap from its upper end", function () {
    assert.deepEqual(nextStep(cover([0, 10], [20, 30], [40, 50]), range(0, 50)), {
      request: { before: "40" },
      gap: range(30, 40),
    });
  });
  it("reads the oldest page before it goes down to the beginning", function () {
    assert.deepEqual(nextStep(cover([80, 101]), range(0, 101)), {
      request: { after: "0" },
      gap: range(0, 80),
    });
  });
  it("goes down at once when nothing above is read yet, or the range has a lower end", function () {
    assert.deepEqual(nextStep([], range(0, 101))?.request, { before: "101" });
    assert.deepEqual(nextStep(cover([80, 101]), range(50, 101))?.request, { before: "80" });
  });
  it("is null when nothing is missing", function () {
    assert.equal(nextStep(cover([0, 101]), range(0, 101)), null);
    assert.equal(nextStep([], range(5, 5)), null);
  });
});

describe("cutToGap", function () {
  const step = (request: PageRequest, from: number, to: number) => ({ request, gap: range(from, to) });

  it("proves from the oldest message of a full page up to where it was read from", function () {
    const cut = cutToGap(page([39, 37, 35]), step({ before: "40" }, 0, 40));
    assert.deepEqual([ids(cut), cut.proven], [[39, 37, 35], range(35, 40)]);
  });
  it("proves the whole gap with a page that reaches below it, and drops what lies outside", function () {
    const cut = cutToGap(page([39, 37, 25, 20]), step({ before: "40" }, 30, 40));
    assert.deepEqual([ids(cut), cut.proven], [[39, 37], range(30, 40)]);
  });
  it("proves the whole gap with a page that is not full, even an empty one", function () {
    assert.deepEqual(
      cutToGap(page([39], { isFull: false }), step({ before: "40" }, 0, 40)).proven,
      range(0, 40),
    );
    assert.deepEqual(
      cutToGap(page([], { isFull: false }), step({ before: "40" }, 0, 40)).proven,
      range(0, 40),
    );
  });
  it("proves from the beginning up to the newest message of a full oldest page", function () {
    const cut = cutToGap(page([9, 5, 2]), step({ after: "0" }, 0, 40));
    assert.deepEqual([ids(cut), cut.proven], [[9, 5, 2], range(0, 10)]);
  });
  it("never proves what has not settled, but keeps its messages", function () {
    const cut = cutToGap(page([39, 37, 35], { settledBelow: "38" }), step({ before: "40" }, 0, 40));
    assert.deepEqual([ids(cut), cut.proven], [[39, 37, 35], range(35, 38)]);
    assert.equal(
      cutToGap(page([39, 37], { settledBelow: "36" }), step({ before: "40" }, 0, 40)).proven,
      null,
    );
  });
});

describe("endAtNewest", function () {
  const step = (to: number) => ({ request: {}, gap: range(0, to) });
  it("keeps a range that lies in the past", function () {
    assert.deepEqual(endAtNewest(range(0, 40), page([39]), step(40)), range(0, 40));
  });
  it("ends a range that reaches beyond the present at its newest message, or at what has settled", function () {
    const unsettled = { settledBelow: "35" };
    assert.deepEqual(endAtNewest(range(0, 900), page([39, 20], unsettled), step(900)), range(0, 40));
    assert.deepEqual(endAtNewest(range(0, 900), page([20], unsettled), step(900)), range(0, 35));
    assert.deepEqual(endAtNewest(range(0, 900), page([], unsettled), step(900)), range(0, 35));
    assert.deepEqual(endAtNewest(range(50, 900), page([], unsettled), step(900)), range(50, 50));
  });
});

describe("a fetch planned page by page", function () {
  /** Reads a channel with these message ids the way the job does, on paper. Returns the pages and what was archived. */
  function fetch(all: number[], pageSize: number, to: number, covered: Coverage = [], from = 0) {
    let ledger = covered;
    const archived: number[] = [];
    let pages = 0;
    const newestFirst = [...all].sort((a, b) => b - a);
    for (let step = nextStep(ledger, range(from, to)); step; step = nextStep(ledger, range(from, to))) {
      assert.ok(++pages < 1000, "does not come to an end");
      const { after, before } = step.request;
      const found =
        after === undefined
          ? newestFirst.filter((id) => id < Number(before)).slice(0, pageSize)
          : newestFirst.filter((id) => id > Number(after)).slice(-pageSize);
      const cut = cutToGap(page(found, { isFull: found.length >= pageSize }), step);
      archived.push(...ids(cut));
      ledger = withProven(ledger, cut.proven);
    }
    return { archived: archived.sort((a, b) => a - b), pages };
  }

  it("archives every message of the range exactly once, whatever was covered before", function () {
    let seed = 3;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let round = 0; round < 300; round++) {
      const all = [...new Set(Array.from({ length: random(60) }, () => 1 + random(200)))].sort(
        (a, b) => a - b,
      );
      const from = random(2) * random(100);
      const covered = withProven(
        withProven([], range(random(100), 100 + random(20))),
        range(150, 150 + random(30)),
      );
      const isCovered = (id: number) =>
        covered.some((part) => part.from <= BigInt(id) && BigInt(id) < part.to);
      const { archived } = fetch(all, 1 + random(7), 210, covered, from);
      assert.deepEqual(
        archived,
        all.filter((id) => id >= from && !isCovered(id)),
      );
    }
  });
  it("needs one page per hundred messages and one more", function () {
    const all = Array.from({ length: 2_000 }, (_, index) => 10 + index * 3);
    const head = withProven([], range(10 + 1_900 * 3, 10 + 1_999 * 3 + 1)); // the newest page, read first
    const { archived, pages } = fetch(all, 100, 10 + 1_999 * 3 + 1, head);
    assert.equal(archived.length, 1_900);
    assert.equal(pages, 20);
  });
});
