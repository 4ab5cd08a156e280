import assert from "node:assert/strict";
import { errorText } from "./errorText.ts";

describe("errorText", function () {
  it("prints the stack with its code, then the causes", function () {
    const cause = { name: "Error", message: "socket hang up", code: "ECONNRESET" };
    const error = {
      name: "RetryableError",
      message: "reset",
      stack: "RetryableError: reset\n    at read",
      cause,
    };
    assert.equal(
      errorText(error),
      "RetryableError: reset\n    at read\nCaused by: Error: socket hang up [ECONNRESET]",
    );
  });

  it("ends also where an error is its own cause", function () {
    const error: Record<string, unknown> = { name: "Error", message: "again" };
    error.cause = error;
    assert.equal(errorText(error).split("Caused by").length, 10);
  });
});
