import assert from "node:assert/strict";
import { DiscordAPIError, HTTPError, RateLimitError } from "discord.js";
import { AccountLostError, PermanentError, RetryableError, SnoozeError } from "../../../core/queue/errors.ts";
import { translateError } from "./errors.ts";
import { RateLimitedAnswer } from "./transport.ts";

const never = new AbortController().signal;
const apiError = (code: number, status: number) =>
  new DiscordAPIError({ code, message: "x" }, code, status, "GET", "https://discord.com/api/v10/x", {});

describe("translateError", function () {
  for (const [code, status, expected] of [
    [10003, 404, "unknown_channel"],
    [10004, 404, "unknown_guild"],
    [50001, 403, "missing_access"],
    [50013, 403, "missing_permission"],
    [50024, 400, "no_history"],
    [50035, 400, "request_refused"],
  ] as const) {
    it(`makes ${code} (${status}) permanent: ${expected}`, function () {
      const error = translateError(apiError(code, status), never);
      assert.ok(error instanceof PermanentError);
      assert.equal(error.code, expected);
      assert.ok(error.cause instanceof DiscordAPIError);
    });
  }
  for (const [code, status] of [
    [0, 404], // no such route: a wrong DISCORD_API_BASE
    [0, 403],
    [40333, 403], // the network before Discord blocks us for a while
    [undefined, 403], // no error of Discord's at all
    [undefined, 404],
    [40002, 400],
  ] as const) {
    it(`tries again after ${code} (${status}): only Discord's own codes are final`, function () {
      assert.ok(translateError(apiError(code as number, status), never) instanceof RetryableError);
    });
  }
  it("takes a refused token as an account that is lost", function () {
    assert.ok(translateError(apiError(0, 401), never) instanceof AccountLostError);
    assert.ok(
      translateError(
        new Error("Expected token to be set for this request, but none was present"),
        never,
      ) instanceof AccountLostError,
    );
  });
  it("snoozes for as long as Discord says", function () {
    const limit = {
      timeToReset: 5_000,
      retryAfter: 90_000,
      limit: 1,
      method: "GET",
      hash: "",
      url: "",
      route: "",
      majorParameter: "",
      global: false,
      sublimitTimeout: 0,
      scope: "user" as const,
    };
    const error = translateError(new RateLimitError(limit), never);
    assert.ok(error instanceof SnoozeError);
    assert.ok(error.until.getTime() > Date.now() + 89_000);
  });
  it("snoozes for the pause an answer asked for", function () {
    const error = translateError(new RateLimitedAnswer(90_000, true), never);
    assert.ok(error instanceof SnoozeError && error.until.getTime() > Date.now() + 89_000);
  });
  it("tries again after everything else, the unknown included", function () {
    for (const error of [
      new HTTPError(503, "Service Unavailable", "GET", "u", {}),
      Object.assign(new Error("x"), { code: "ECONNRESET" }),
      apiError(0, 500),
      "what?",
    ]) {
      assert.ok(translateError(error, never) instanceof RetryableError);
    }
  });
  it("passes the reason on when the request was told to stop", function () {
    const reason = new Error("shutting down");
    assert.equal(translateError(new Error("AbortError"), AbortSignal.abort(reason)), reason);
  });
});
