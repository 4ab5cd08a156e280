/** From a token to a client whose guilds are known. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, DiscordAPIError, Events } from "discord.js";
import { AccountLostError, RetryableError } from "../../../core/queue/errors.ts";
import { translateError } from "./errors.ts";
import { describeClose } from "./gateway/closeCodes.ts";

/** Longest wait for the gateway to list all guilds. Bots in thousands of servers need most of it. */
export const readyWithinMs = 60_000;

/** Settles with the reason once Discord has closed the connection for good; never rejects. */
export function connectionLost(client: Client): Promise<AccountLostError> {
  return new Promise((resolve) => {
    client.once(Events.Invalidated, () =>
      resolve(new AccountLostError("Discord ended the session for good")),
    );
    // Emitted only for close codes after which the library does not reconnect (4004 authentication failed, 4010-4014).
    client.once(Events.ShardDisconnect, ({ code }) =>
      resolve(new AccountLostError(`Discord closed the connection (${describeClose(code)})`)),
    );
  });
}

/**
 * Resolves once the gateway is ready; rejects when `failed` settles, with its reason. The library's login has no
 * time-out and cannot be aborted: whoever gives up closes the connection.
 */
export async function logIn(
  client: Client,
  token: string,
  failed: Promise<Error>,
  { withinMs, signal }: { withinMs: number; signal: AbortSignal },
): Promise<void> {
  const over = new AbortController();
  const ready = new Promise<void>((resolve, reject) => {
    client.once(Events.ClientReady, () => resolve());
    void failed.then(reject);
    client.login(token).catch(reject);
  });
  const tooLate = sleep(withinMs, undefined, { signal: AbortSignal.any([signal, over.signal]) }).then(() => {
    throw new RetryableError("discord_not_ready", "Discord's gateway did not become ready in time");
  });
  try {
    await Promise.race([ready, tooLate]);
  } finally {
    over.abort();
    tooLate.catch(() => undefined); // the race is decided
  }
}

/** The taxonomy's error for what connecting threw: the library's parts have words of their own for the same things. */
export function toConnectError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (isTokenRefused(error)) return new AccountLostError("Discord refuses the bot token", { cause: error });
  if (error instanceof Error && error.message.startsWith("Not enough sessions remaining"))
    return new RetryableError("discord_not_ready", `Discord allows no new session now: ${error.message}`, {
      cause: error,
    });
  return translateError(error, signal);
}

const isTokenRefused = (error: unknown) =>
  (error instanceof DiscordAPIError && error.status === 401) ||
  (error instanceof Error && "code" in error && error.code === "TokenInvalid");
