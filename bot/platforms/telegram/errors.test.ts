import assert from "node:assert/strict";
import { AccountLostError, PermanentError, RetryableError, SnoozeError } from "../../../core/queue/errors.ts";
import { SessionLostError, translateError } from "./errors.ts";
import { KeyForgottenError, NoAnswerError, RpcError } from "./link/failures.ts";

const translate = (code: number, text: string) =>
  translateError(new RpcError(code, text, "messages.GetHistory"));

describe("translateError", function () {
  it("snoozes for exactly as long as Telegram asks, whatever the wait is called", function () {
    for (const text of ["FLOOD_WAIT_31", "FLOOD_PREMIUM_WAIT_31", "SLOWMODE_WAIT_31"]) {
      const before = Date.now();
      const error = translate(420, text);
      assert.ok(error instanceof SnoozeError, text);
      assert.ok(error.until.getTime() >= before + 31_000);
    }
  });
  it("loses the account for good, in words, when its session has ended", function () {
    for (const text of [
      "AUTH_KEY_UNREGISTERED",
      "SESSION_REVOKED",
      "AUTH_KEY_DUPLICATED",
      "USER_DEACTIVATED_BAN",
    ]) {
      const error = translate(401, text);
      assert.ok(error instanceof SessionLostError && error instanceof AccountLostError, text);
      assert.equal(error.endedBy, text);
      assert.match(error.message, /Log in again/);
    }
    assert.ok(translateError(new KeyForgottenError("-404")) instanceof SessionLostError);
  });
  it("tells chats that are gone from rights that are lacking", function () {
    const code = (text: string, status = 400) => (translate(status, text) as PermanentError).code;
    assert.equal(code("CHANNEL_PRIVATE"), "missing_access");
    assert.equal(code("CHANNEL_PRIVATE", 406), "missing_access");
    assert.equal(code("CHANNEL_INVALID"), "unknown_channel");
    assert.equal(code("CHAT_ADMIN_REQUIRED", 403), "missing_permission");
    assert.equal(code("SOMETHING_INVALID"), "request_refused");
  });
  it("tries again what passes: Telegram's own trouble, silence, whatever is unknown", function () {
    for (const [status, text] of [
      [500, "RPC_CALL_FAIL"],
      [-503, "Timeout"],
    ] as const)
      assert.equal((translate(status, text) as RetryableError).code, "telegram_unavailable");
    assert.equal((translateError(new NoAnswerError("")) as RetryableError).code, "telegram_unavailable");
    assert.equal((translateError(new Error("reset")) as RetryableError).code, "telegram_unreachable");
  });
  it("passes the abort of the caller through", function () {
    const stop = new AbortController();
    stop.abort(new Error("told to stop"));
    assert.equal(translateError(new Error("reset"), stop.signal), stop.signal.reason);
  });
});
