import assert from "node:assert/strict";
import { ApiError, isPassing, toApiError } from "./errors.ts";

describe("toApiError", function () {
  it("keeps what the API says", function () {
    const error = toApiError(
      429,
      {
        error: {
          code: "too_many_attempts",
          message: "Too many",
          requestId: "abc",
          retryAfterSeconds: 60,
          field: "password",
        },
      },
      null,
    );
    assert.equal(error.code, "too_many_attempts");
    assert.deepEqual(
      [error.status, error.requestId, error.retryAfterSeconds, error.field],
      [429, "abc", 60, "password"],
    );
  });

  it("makes something of answers that are not the API's", function () {
    assert.equal(toApiError(502, null, "from-the-header").code, "internal_error");
    assert.equal(toApiError(502, null, "from-the-header").requestId, "from-the-header");
    assert.equal(toApiError(404, "<html>", null).code, "unreadable_answer");
    assert.equal(toApiError(400, { error: "text" }, null).code, "unreadable_answer");
  });
});

describe("isPassing", function () {
  it("counts what may be over at the next try", function () {
    assert.ok(isPassing(new ApiError("offline")));
    assert.ok(isPassing(new ApiError("database_away", { status: 503 })));
    assert.ok(!isPassing(new ApiError("unauthorized", { status: 401 })));
    assert.ok(!isPassing(new ApiError("unknown_task", { status: 404 })));
  });
});
