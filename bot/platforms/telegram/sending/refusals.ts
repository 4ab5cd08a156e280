/** What Telegram's refusals say of a message, of its source and of its target. */
import { PermanentError, RetryableError } from "../../../../core/queue/errors.ts";
import { BlockedError, DuplicateError, RefusedError } from "../../poster.ts";
import { RpcError } from "../link/failures.ts";

/** Telegram's code behind an error of the taxonomy; null when there is none. */
export function codeOf(error: unknown): string | null {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof RpcError ? cause.text : null;
}

const forbidden = new Set([
  "CHAT_WRITE_FORBIDDEN",
  "CHAT_ADMIN_REQUIRED",
  "CHAT_RESTRICTED",
  "CHAT_GUEST_SEND_FORBIDDEN",
  "CHAT_SEND_PLAIN_FORBIDDEN",
  "RIGHT_FORBIDDEN",
  "USER_IS_BLOCKED",
  "YOU_BLOCKED_USER",
  "PEER_FLOOD", // the account may not write to others for a while
]);
const banned = new Set(["USER_BANNED_IN_CHANNEL", "USER_RESTRICTED"]);
/** Of a chat that one cannot get at: it was deleted, or the account is not in it any more. */
export const missingCodes: ReadonlySet<string> = new Set([
  "CHANNEL_PRIVATE",
  "CHANNEL_INVALID",
  "CHANNEL_PUBLIC_GROUP_NA",
  "CHAT_ID_INVALID",
  "CHAT_FORBIDDEN",
  "PEER_ID_INVALID",
  "USER_NOT_PARTICIPANT",
]);

/**
 * The error of Poster for what a request threw; errors that say nothing about what was posted pass through unchanged.
 * `missing`: whose absence a code for a missing chat tells of.
 */
export function toPostError(error: unknown, missing: "source_missing" | "target_missing"): unknown {
  const code = codeOf(error);
  if (code === null) return error;
  if (code === "RANDOM_ID_DUPLICATE") return new DuplicateError(code, { cause: error });
  if (forbidden.has(code)) return new BlockedError("target_forbidden", code, { cause: error });
  if (banned.has(code)) return new BlockedError("account_banned", code, { cause: error });
  if (missingCodes.has(code)) return new BlockedError(missing, code, { cause: error });
  if (code === "CHAT_FORWARDS_RESTRICTED")
    return new RefusedError("protected_content", code, { cause: error });
  if (code === "MESSAGE_ID_INVALID") return new RefusedError("message_deleted", code, { cause: error });
  if (error instanceof PermanentError) return new RefusedError(null, code, { cause: error });
  return error instanceof RetryableError ? error : error;
}
