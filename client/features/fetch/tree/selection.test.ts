import assert from "node:assert/strict";
import { makeChannel } from "../../channels/testChannel.ts";
import { buildTree, type TreeNode } from "../../channels/tree.ts";
import { applyPreset, checkedOf, meansAllThreads, setNodes, toggle } from "./selection.ts";

const channels = [
  makeChannel({ id: "10", kind: "category", hasHistory: false, state: "none" }),
  makeChannel({ id: "11", parentId: "10", state: "never" }),
  makeChannel({ id: "12", parentId: "10", state: "outdated" }),
  makeChannel({ id: "13", parentId: "10", state: "unreadable", missing: ["view_channel"] }),
  makeChannel({ id: "14", parentId: "12", kind: "public_thread", state: "complete" }),
  makeChannel({ id: "15", parentId: "10", state: "partial", isRemoved: true }),
];
const tree = buildTree(channels);
const node = (id: string) => tree.byId.get(id) as TreeNode;
const none = new Set<string>();

describe("toggle", function () {
  it("chooses a category with everything readable below it", function () {
    assert.deepEqual([...toggle(none, node("10"))].sort(), ["11", "12", "14"]);
  });

  it("lets go when all of it was chosen, and completes when some was", function () {
    const all = toggle(none, node("10"));
    assert.equal(toggle(all, node("10")).size, 0);
    assert.equal(toggle(new Set(["11"]), node("10")).size, 3);
  });

  it("does not change the set it was given", function () {
    toggle(none, node("10"));
    assert.equal(none.size, 0);
  });
});

describe("checkedOf", function () {
  it("is some when a part below is chosen", function () {
    assert.equal(checkedOf(node("10"), new Set(["14"])), "some");
    assert.equal(checkedOf(node("12"), new Set(["12", "14"])), "all");
    assert.equal(checkedOf(node("11"), none), "none");
  });

  it("is null where nothing can be chosen", function () {
    assert.equal(checkedOf(node("13"), none), null);
    assert.equal(checkedOf(node("15"), none), null);
  });
});

describe("setNodes", function () {
  it("chooses and lets go of several rows", function () {
    const chosen = setNodes(none, [node("11"), node("14")], true);
    assert.deepEqual([...chosen], ["11", "14"]);
    assert.deepEqual([...setNodes(chosen, [node("11")], false)], ["14"]);
  });
});

describe("a forum", function () {
  const forum = [
    makeChannel({ id: "20", kind: "forum", hasHistory: false, state: "none" }),
    makeChannel({ id: "21", parentId: "20", kind: "public_thread" }),
    makeChannel({ id: "22", parentId: "20", kind: "public_thread" }),
  ];
  const posts = buildTree(forum);
  const at = (id: string) => posts.byId.get(id) as TreeNode;

  it("is chosen with its posts, and stands for those that are not known yet", function () {
    assert.deepEqual([...toggle(none, at("20"))].sort(), ["20", "21", "22"]);
    assert.deepEqual([...applyPreset(none, forum, "incomplete")], ["21", "22"]);
  });
  it("is let go of with any of its posts", function () {
    const chosen = toggle(none, at("20"));
    assert.deepEqual([...toggle(chosen, at("21"))], ["22"]);
  });
});

describe("meansAllThreads", function () {
  const means = (...ids: string[]) =>
    meansAllThreads(new Set(ids), new Map(channels.map((each) => [each.id, each])));
  it("is true for channels with all their known threads", function () {
    assert.equal(means("11"), true);
    assert.equal(means("12", "14"), true);
  });
  it("is false when a known thread was left out, or nothing chosen can have any", function () {
    assert.equal(means("12"), false);
    assert.equal(means("14"), false);
    assert.equal(means(), false);
  });
});

describe("applyPreset", function () {
  const preset = (name: Parameters<typeof applyPreset>[2], selection = none) =>
    [...applyPreset(selection, channels, name)].sort();

  it("never chooses what cannot be read or is gone", function () {
    assert.deepEqual(preset("all"), ["11", "12", "14"]);
  });

  it("chooses by state", function () {
    assert.deepEqual(preset("never"), ["11"]);
    assert.deepEqual(preset("outdated"), ["12"]);
    assert.deepEqual(preset("incomplete"), ["11", "12"]);
  });

  it("turns the choice around", function () {
    assert.deepEqual(preset("invert", new Set(["11"])), ["12", "14"]);
    assert.deepEqual(preset("nothing", new Set(["11"])), []);
  });
});
