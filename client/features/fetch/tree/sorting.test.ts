import assert from "node:assert/strict";
import { makeChannel } from "../../channels/testChannel.ts";
import { buildTree, visibleRows } from "../../channels/tree.ts";
import { comparisonOf, nextSorting } from "./sorting.ts";

const channels = [
  makeChannel({ id: "1", kind: "category", name: "Lobby", hasHistory: false }),
  makeChannel({ id: "2", parentId: "1", name: "beta", messageCount: 5, newestMessageId: "900" }),
  makeChannel({ id: "3", parentId: "1", name: "alpha", messageCount: 70, newestMessageId: "1000" }),
  makeChannel({ id: "4", parentId: "3", kind: "public_thread", name: "small", messageCount: 1 }),
  makeChannel({ id: "5", parentId: "3", kind: "public_thread", name: "large", messageCount: 9 }),
  makeChannel({ id: "6", name: "gamma", messageCount: 6 }),
];
const namesBy = (...sorting: Parameters<typeof comparisonOf>) =>
  visibleRows(buildTree(channels), {
    isExpanded: () => true,
    isWanted: null,
    compare: comparisonOf(...sorting),
  }).map(({ node, depth }) => `${depth} ${node.channel.name}`);

describe("comparisonOf", function () {
  it("brings the largest to the top without the categories, threads within theirs", function () {
    assert.deepEqual(namesBy({ column: "messages", isDescending: true }), [
      "0 alpha",
      "1 large",
      "1 small",
      "0 gamma",
      "0 beta",
    ]);
  });

  it("compares ids as numbers", function () {
    assert.equal(namesBy({ column: "newest", isDescending: true })[0], "0 alpha");
  });

  it("sorts names as the reader's language does", function () {
    assert.equal(namesBy({ column: "name", isDescending: false })[0], "0 alpha");
  });
});

describe("nextSorting", function () {
  it("turns around once and then ends", function () {
    const first = nextSorting(null, "messages");
    assert.deepEqual(first, { column: "messages", isDescending: true });
    const second = nextSorting(first, "messages");
    assert.deepEqual(second, { column: "messages", isDescending: false });
    assert.equal(nextSorting(second, "messages"), null);
  });

  it("starts anew with another column", function () {
    assert.deepEqual(nextSorting({ column: "messages", isDescending: true }, "name"), {
      column: "name",
      isDescending: false,
    });
  });
});
