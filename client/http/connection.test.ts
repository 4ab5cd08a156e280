import assert from "node:assert/strict";
import { failure, pollFailed, pollSucceeded, refreshedAt, showView } from "./connection.ts";
import { ApiError } from "./errors.ts";

describe("connection", function () {
  let leave = () => {};
  beforeEach(function () {
    leave = showView("/tasks");
  });
  afterEach(function () {
    leave();
    pollSucceeded("/workers");
  });

  it("dates the view by its own resource, whoever asked for it", function () {
    pollSucceeded("/workers");
    const before = refreshedAt.get();
    pollSucceeded("/tasks");
    assert.equal(before, null);
    assert.ok(refreshedAt.get() !== null);
  });

  it("holds a failure until the same resource gets through", function () {
    const error = new ApiError("api_unreachable", { status: 502 });
    pollFailed("/tasks", error);
    assert.equal(failure.get(), error);
    pollSucceeded("/workers");
    assert.equal(failure.get(), error);
    pollSucceeded("/tasks");
    assert.equal(failure.get(), null);
  });

  it("forgets what a page that was left failed to get", function () {
    pollFailed("/tasks", new ApiError("timeout"));
    leave();
    assert.equal(failure.get(), null);
  });
});
