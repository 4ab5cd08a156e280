/** What Discord's refusals say of a message and of its place. */
import { DiscordAPIError } from "discord.js";
import { PermanentError } from "../../../../core/queue/errors.ts";
import { BlockedError, RefusedError } from "../../poster.ts";

/** Discord's code behind an error of the taxonomy; null when there is none. */
export function codeOf(error: unknown): number | null {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof DiscordAPIError ? Number(cause.code) : null;
}

export const unknownMessage = 10_008;
const missing = new Set([10_003, 10_004]);
/** No access, no permission, no messages here, a locked thread. */
const forbidden = new Set([50_001, 50_013, 50_024, 50_083]);
const tooLarge = new Set([40_005, 50_045]);
/** The message itself is empty for Discord. */
const nothingInIt = 50_006;

/**
 * The error of Poster for what a request threw; errors that say nothing about what was posted pass through unchanged.
 * Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
 */
export function toPostError(error: unknown): unknown {
  const code = codeOf(error);
  if (code === null || !(error instanceof Error)) return error;
  const cause = { cause: error };
  if (missing.has(code)) return new BlockedError("target_missing", error.message, cause);
  if (forbidden.has(code)) return new BlockedError("target_forbidden", error.message, cause);
  if (tooLarge.has(code)) return new RefusedError("file_too_large", error.message, cause);
  if (code === nothingInIt) return new RefusedError("unsupported_type", error.message, cause);
  if (code === unknownMessage) return new RefusedError("message_deleted", error.message, cause);
  return error instanceof PermanentError ? new RefusedError(null, error.message, cause) : error;
}
