/** Telegram's answers and broken connections, translated once into what happens next. */
import { AccountLostError, PermanentError, RetryableError, SnoozeError } from "../../../core/queue/errors.ts";
import type { PermanentReason } from "../../../core/queue/reasons.ts";
import { KeyForgottenError, NoAnswerError, RpcError } from "./link/failures.ts";
import { ProxyRefusedError } from "./link/proxy.ts";
import { UnreadableObjectError } from "./link/reader.ts";

/** Telegram has ended the session: only a new login helps. `endedBy` is Telegram's code, such as SESSION_REVOKED. */
export class SessionLostError extends AccountLostError {
  override name = "SessionLostError";
  override readonly endedBy: string;

  constructor(code: string, options?: ErrorOptions) {
    super(`${lostSentences[code] ?? "Telegram has ended this session."} Log in again.`, options);
    this.endedBy = code;
  }
}

const lostSentences: Record<string, string> = {
  AUTH_KEY_UNREGISTERED: "Telegram does not know this session: it was logged out, or never logged in.",
  AUTH_KEY_INVALID: "Telegram does not accept this session's key.",
  AUTH_KEY_FORGOTTEN: "Telegram does not know this session's key any more.",
  AUTH_KEY_DUPLICATED:
    "This session was used from two places at once, and Telegram has ended it for safety: run it in one installation only.",
  SESSION_REVOKED: "This session was ended from another device (Settings, Devices, Terminate).",
  SESSION_EXPIRED: "This session has expired.",
  SESSION_PASSWORD_NEEDED: "This session was never finished: its password was not entered.",
  USER_DEACTIVATED: "This Telegram account was deleted.",
  USER_DEACTIVATED_BAN: "Telegram has banned this account.",
};

/** What a wait is called in Telegram's answers. */
const waits =
  /^(?:FLOOD_WAIT|FLOOD_PREMIUM_WAIT|FLOOD_TEST_PHONE_WAIT|SLOWMODE_WAIT|TAKEOUT_INIT_DELAY)_(\d+)$/;

/** Seconds that Telegram asks to wait; null when it asks for nothing of the kind. */
export function waitSeconds(error: unknown): number | null {
  const match = error instanceof RpcError ? waits.exec(error.text) : null;
  return match ? Number(match[1]) : null;
}

/** The data centre that something is at instead; null when the error says nothing of the kind. */
export function migratedTo(error: unknown): number | null {
  const match = error instanceof RpcError ? /^[A-Z]+_MIGRATE_(\d+)$/.exec(error.text) : null;
  return match ? Number(match[1]) : null;
}

/** The session's end that an error tells of; null when it tells of none. */
export function toSessionLost(error: unknown): SessionLostError | null {
  if (error instanceof SessionLostError) return error;
  if (error instanceof KeyForgottenError) return new SessionLostError("AUTH_KEY_FORGOTTEN", { cause: error });
  if (error instanceof RpcError && error.text in lostSentences)
    return new SessionLostError(error.text, { cause: error });
  return null;
}

/**
 * What no repetition can mend, by Telegram's codes (core.telegram.org/api/errors and the pages of the methods). Only these
 * decide it: their status alone says little, since the same code comes with 400, 403 and 406.
 */
const permanent: ReadonlyMap<string, [PermanentReason, string]> = new Map([
  ...([
    "CHANNEL_PRIVATE",
    "CHANNEL_PUBLIC_GROUP_NA",
    "CHAT_FORBIDDEN",
    "USER_BANNED_IN_CHANNEL",
    "USER_NOT_PARTICIPANT",
  ].map(
    (code) =>
      [
        code,
        [
          "missing_access",
          "The account cannot read this chat: it left, was removed, or the chat became private.",
        ],
      ] as const,
  ) as [string, [PermanentReason, string]][]),
  ...([
    "CHANNEL_INVALID",
    "CHAT_ID_INVALID",
    "PEER_ID_INVALID",
    "PEER_ID_NOT_SUPPORTED",
    "USERNAME_NOT_OCCUPIED",
    "USERNAME_INVALID",
    "CHANNEL_ID_INVALID",
    "CHAT_INVALID",
  ].map(
    (code) =>
      [code, ["unknown_channel", "Telegram knows no such chat, or this account has never seen it."]] as const,
  ) as [string, [PermanentReason, string]][]),
  ...([
    "CHAT_ADMIN_REQUIRED",
    "CHAT_WRITE_FORBIDDEN",
    "CHAT_RESTRICTED",
    "CHAT_SEND_PLAIN_FORBIDDEN",
    "CHAT_GUEST_SEND_FORBIDDEN",
    "RIGHT_FORBIDDEN",
    "USER_IS_BLOCKED",
    "YOU_BLOCKED_USER",
  ].map(
    (code) =>
      [code, ["missing_permission", "The account lacks a right that Telegram asks for here."]] as const,
  ) as [string, [PermanentReason, string]][]),
  [
    "BOT_METHOD_INVALID",
    ["request_refused", "Telegram lets only people read histories, not bots: log in with a user account."],
  ],
  ["TOPIC_DELETED", ["unknown_channel", "This topic was deleted."]],
]);

/**
 * The error of the taxonomy for what a request threw. `signal` is the one given to it: its own abort passes through
 * unchanged. Unknown errors count as retryable.
 */
export function translateError(error: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason;
  if (isTranslated(error)) return error;
  const lost = toSessionLost(error);
  if (lost) return lost;
  const seconds = waitSeconds(error);
  if (seconds !== null)
    return new SnoozeError("rate_limited", new Date(Date.now() + seconds * 1_000), { cause: error });
  if (error instanceof RpcError) return translateAnswer(error);
  if (error instanceof UnreadableObjectError)
    return new RetryableError("telegram_unreadable", error.message, { cause: error });
  if (error instanceof ProxyRefusedError)
    return new RetryableError("telegram_unreachable", error.message, { cause: error });
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof NoAnswerError ? "telegram_unavailable" : "telegram_unreachable";
  return new RetryableError(code, `Telegram could not be reached: ${message}`, { cause: error });
}

const isTranslated = (error: unknown) =>
  error instanceof RetryableError ||
  error instanceof SnoozeError ||
  error instanceof PermanentError ||
  error instanceof AccountLostError;

function translateAnswer(error: RpcError): Error {
  const known = permanent.get(error.text);
  if (known) return new PermanentError(...known, { cause: error });
  // Its own failures, and time-outs of its own, which it numbers negatively.
  if (error.code >= 500 || error.code < 0)
    return new RetryableError("telegram_unavailable", error.message, { cause: error });
  if (error.code === 400 || error.code === 403)
    return new PermanentError("request_refused", `Telegram refuses the request: ${error.text}`, {
      cause: error,
    });
  return new RetryableError("telegram_unavailable", error.message, { cause: error });
}
