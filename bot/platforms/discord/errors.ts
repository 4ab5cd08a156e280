/** Discord's and discord.js's errors, translated once into what happens next. */
import { DiscordAPIError, HTTPError, RateLimitError } from "discord.js";
import { AccountLostError, PermanentError, RetryableError, SnoozeError } from "../../../core/queue/errors.ts";

/** discord.js throws this as a plain Error once a 401 has taken its token away for good. */
const tokenGone = /Expected token to be set/;

/**
 * The error of the taxonomy for what a request threw. `signal` is the one given to the request: its own abort
 * passes through unchanged. Unknown errors count as retryable.
 * Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
 */
export function translateError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof RetryableError) return error;
  if (error instanceof RateLimitError) {
    return new SnoozeError(
      "rate_limited",
      new Date(Date.now() + Math.max(error.timeToReset, error.retryAfter)),
      { cause: error },
    );
  }
  if (error instanceof DiscordAPIError) return translateApiError(error);
  if (error instanceof HTTPError) {
    return new RetryableError("discord_unavailable", `Discord answered ${error.status}`, { cause: error });
  }
  if (error instanceof Error && tokenGone.test(error.message)) {
    return new AccountLostError("Discord refused the bot token", { cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new RetryableError("discord_unreachable", `Discord could not be reached: ${message}`, {
    cause: error,
  });
}

function translateApiError(error: DiscordAPIError): Error {
  const cause = { cause: error };
  switch (error.code) {
    case 10003:
      return new PermanentError(
        "unknown_channel",
        "Discord knows no such channel: it was deleted, or the id is wrong.",
        cause,
      );
    case 10004:
      return new PermanentError(
        "unknown_guild",
        "Discord knows no such server, or the bot is not in it.",
        cause,
      );
    case 50001:
      return new PermanentError(
        "missing_access",
        "The bot cannot see this channel: give its role View Channel.",
        cause,
      );
    case 50013:
      return new PermanentError(
        "missing_permission",
        "The bot lacks a permission Discord asks for here.",
        cause,
      );
    case 50024:
      return new PermanentError("no_history", "Messages cannot be read in a channel of this type.", cause);
    default:
      break;
  }
  if (error.status === 401) return new AccountLostError("Discord refused the bot token", cause);
  if (error.status === 403)
    return new PermanentError(
      "missing_access",
      `Discord denies access (${error.code}): ${error.message}`,
      cause,
    );
  if (error.status === 404)
    return new PermanentError(
      "unknown_channel",
      `Discord finds nothing there (${error.code}): ${error.message}`,
      cause,
    );
  if (error.status === 400)
    return new PermanentError(
      "request_refused",
      `Discord refuses the request (${error.code}): ${error.message}`,
      cause,
    );
  return new RetryableError("discord_unavailable", `Discord answered ${error.status} (${error.code})`, cause);
}
