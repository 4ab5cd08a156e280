import assert from "node:assert/strict";
import { parseTaskQuery, taskListPath, taskQueryParameters } from "./taskQuery.ts";

const parse = (query: string) => parseTaskQuery(new URLSearchParams(query));

describe("parseTaskQuery", function () {
  it("reads a filter from the address", function () {
    assert.deepEqual(parse("status=failed&channel=12&scope=all&cursor=abc"), {
      status: "failed",
      channelId: "12",
      everywhere: true,
      cursor: "abc",
    });
  });

  it("ignores what it does not know", function () {
    assert.deepEqual(parse("status=nonsense&channel=1e5&cursor=%27%3B--&scope=x"), {
      status: null,
      channelId: null,
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
  });
});
