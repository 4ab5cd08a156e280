/** Discord's and discord.js's errors, translated once into what happens next. */
import { DiscordAPIError, HTTPError, RateLimitError } from "discord.js";
import { AccountLostError, PermanentError, RetryableError, SnoozeError } from "../../../core/queue/errors.ts";
import type { PermanentReason } from "../../../core/queue/reasons.ts";
import { RateLimitedAnswer } from "./transport.ts";

/** discord.js throws this as a plain Error once a 401 has taken its token away for good. */
const tokenGone = /Expected token to be set/;

/**
 * The error of the taxonomy for what a request threw. `signal` is the one given to the request: its own abort
 * passes through unchanged. Unknown errors count as retryable.
 * Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
 */
export function translateError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (isTranslated(error)) return error;
  if (error instanceof RateLimitedAnswer) return snooze(error.retryAfterMs, error);
  if (error instanceof RateLimitError) return snooze(Math.max(error.timeToReset, error.retryAfter), error);
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

const isTranslated = (error: unknown) =>
  error instanceof RetryableError ||
  error instanceof SnoozeError ||
  error instanceof PermanentError ||
  error instanceof AccountLostError;

const snooze = (ms: number, cause: Error) =>
  new SnoozeError("rate_limited", new Date(Date.now() + ms), { cause });

/** What no repetition can mend. Only these codes decide it: a status alone may come from anything on the way. */
const permanent: ReadonlyMap<number | string, [PermanentReason, string]> = new Map([
  [10003, ["unknown_channel", "Discord knows no such channel: it was deleted, or the id is wrong."]],
  [10004, ["unknown_guild", "Discord knows no such server, or the bot is not in it."]],
  [50001, ["missing_access", "The bot cannot see this channel: give its role View Channel."]],
  [50013, ["missing_permission", "The bot lacks a permission Discord asks for here."]],
  [50024, ["no_history", "Messages cannot be read in a channel of this type."]],
]);

function translateApiError(error: DiscordAPIError): Error {
  const cause = { cause: error };
  const known = permanent.get(error.code);
  if (known) return new PermanentError(...known, cause);
  if (error.status === 401) return new AccountLostError("Discord refuses the bot token", cause);
  // 50xxx: what is wrong with the request itself, such as a form body Discord does not take.
  if (error.status === 400 && Number(error.code) >= 50_000)
    return new PermanentError(
      "request_refused",
      `Discord refuses the request (${error.code}): ${error.message}`,
      cause,
    );
  return new RetryableError(
    "discord_unavailable",
    `Discord answered ${error.status} (${error.code ?? "no code"}): ${error.message}`,
    cause,
  );
}

/** Whether an error of translateError says that the channel can be read, but holds no such message. */
export function isUnknownMessage(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof DiscordAPIError && error.cause.code === 10008;
}
