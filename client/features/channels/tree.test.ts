import assert from "node:assert/strict";
import type { ChannelView } from "../../../core/api/guilds.ts";
import { makeChannel } from "./testChannel.ts";
import { buildTree, countFilters, passesFilter, visibleRows } from "./tree.ts";

const open = () => true;
const names = (channels: ChannelView[], isWanted: ((channel: ChannelView) => boolean) | null = null) =>
  visibleRows(buildTree(channels), { isExpanded: open, isWanted }).map(
    (row) => `${"  ".repeat(row.node.depth)}${row.node.channel.name}`,
  );

const category = makeChannel({
  id: "10",
  name: "Category",
  kind: "category",
  hasHistory: false,
  state: "none",
});
const server = [
  makeChannel({ id: "13", name: "voice", kind: "voice", parentId: "10", position: 0 }),
  makeChannel({ id: "12", name: "second", parentId: "10", position: 2 }),
  makeChannel({ id: "11", name: "first", parentId: "10", position: 1 }),
  makeChannel({ id: "20", name: "old thread", kind: "public_thread", parentId: "11" }),
  makeChannel({ id: "21", name: "new thread", kind: "public_thread", parentId: "11" }),
  makeChannel({ id: "5", name: "loose", position: 9 }),
  category,
];

describe("buildTree", function () {
  it("orders as Discord does: loose channels, then categories; text above voice; youngest thread first", function () {
    assert.deepEqual(names(server), [
      "loose",
      "Category",
      "  first",
      "    new thread",
      "    old thread",
      "  second",
      "  voice",
    ]);
  });

  it("puts a channel with an unknown parent at the top", function () {
    assert.deepEqual(names([makeChannel({ id: "1", name: "orphan", parentId: "999" })]), ["orphan"]);
  });

  it("sorts 19-digit ids that a number cannot tell apart", function () {
    const thread = (id: string) => makeChannel({ id, name: id, kind: "public_thread" });
    assert.deepEqual(names([thread("1175928847299117063"), thread("1175928847299117064")]), [
      "1175928847299117064",
      "1175928847299117063",
    ]);
  });
});

describe("visibleRows", function () {
  it("hides the children of what is closed", function () {
    const rows = visibleRows(buildTree(server), {
      isExpanded: (node) => node.channel.kind === "category",
      isWanted: null,
    });
    assert.equal(rows.length, 5);
    assert.deepEqual(
      rows.filter((row) => row.isExpanded).map((row) => row.node.channel.name),
      ["Category"],
    );
  });

  it("shows what is wanted with its parents, opened", function () {
    assert.deepEqual(
      names(server, (channel) => channel.name === "old thread"),
      ["Category", "  first", "    old thread"],
    );
  });

  it("counts places among the shown siblings", function () {
    const rows = visibleRows(buildTree(server), { isExpanded: open, isWanted: null });
    const second = rows.find((row) => row.node.channel.name === "second");
    assert.deepEqual([second?.position, second?.setSize], [2, 3]);
  });
});

describe("passesFilter", function () {
  it("counts empty channels apart from complete ones, and an unreadable one as a problem", function () {
    assert.ok(!passesFilter(makeChannel({ state: "empty" }), "complete"));
    assert.ok(passesFilter(makeChannel({ state: "empty" }), "empty"));
    assert.ok(passesFilter(makeChannel({ state: "unreadable" }), "problem"));
    assert.ok(!passesFilter(makeChannel({ state: "partial" }), "complete"));
  });
});

describe("countFilters", function () {
  it("leaves out what cannot hold messages", function () {
    const counts = countFilters([
      category,
      makeChannel({ state: "never" }),
      makeChannel({ state: "partial" }),
    ]);
    assert.deepEqual(counts, {
      all: 2,
      never: 1,
      outdated: 0,
      partial: 1,
      gaps: 0,
      complete: 0,
      empty: 0,
      problem: 0,
    });
  });
});
