import assert from "node:assert/strict";
import { parseTaskQuery, taskListPath, taskQueryParameters } from "./taskQuery.ts";

const parse = (query: string) => parseTaskQuery(new URLSearchParams(query));

describe("parseTaskQuery", function () {
  it("reads a filter from the address", function () {
    assert.deepEqual(parse("status=failed&channel=12&mode=fill&by=sql&scope=all&cursor=abc"), {
      status: "failed",
      channelId: "12",
      mode: "fill",
      startedBy: "sql",
      everywhere: true,
      cursor: "abc",
    });
  });

  it("ignores what it does not know", function () {
    assert.deepEqual(parse("status=nonsense&channel=1e5&mode=all&by=&cursor=%27%3B--&scope=x"), {
      status: null,
      channelId: null,
      mode: null,
      startedBy: null,
      everywhere: false,
      cursor: null,
    });
  });
});

describe("taskQueryParameters", function () {
  it("goes back to the newest task when the filter changes", function () {
    assert.deepEqual(taskQueryParameters({ status: "failed" }), { cursor: null, status: "failed" });
    assert.deepEqual(taskQueryParameters({ cursor: "x" }), { cursor: "x" });
  });
});

describe("taskListPath", function () {
  it("asks for the chosen server unless all are wanted", function () {
    assert.equal(taskListPath(parse("status=running"), "5", 50), "/tasks?status=running&guildId=5&limit=50");
    assert.equal(taskListPath(parse("scope=all"), "5", 50), "/tasks?limit=50");
    const narrowed = parse("scope=all&mode=reconcile&by=catch-up");
    assert.equal(taskListPath(narrowed, "5", 50), "/tasks?mode=reconcile&startedBy=catch-up&limit=50");
  });
});
