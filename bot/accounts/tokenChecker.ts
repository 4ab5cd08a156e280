/** Tries the tokens that the console asks about, before they are saved. */
import type { AccountCheckResult } from "../../core/api/accounts.ts";
import { answerCheck, checkPlace, takeCheck } from "../../core/database/workers/accountChecks.ts";
import { type Logger, withoutSecrets } from "../../core/log.ts";
import type { Platform } from "../../core/model/platform.ts";
import { isDatabaseAway, type Pool } from "../../core/postgres/pool.ts";
import { AccountLostError } from "../../core/queue/errors.ts";
import type { SecretBox } from "../../core/secrets.ts";
import type { ChatPlatform } from "../platforms/platform.ts";
import type { Wake } from "../worker/wake.ts";

export interface CheckerDeps {
  pool: Pool;
  workerId: string;
  platforms: ReadonlyMap<Platform, ChatPlatform>;
  /** Opens the tokens; null without ENCRYPTION_KEY: then none is taken. */
  secrets: SecretBox | null;
  /** Between two looks; a notification rings `wake` at once. */
  pollIntervalMs: number;
  wake: Wake;
  log: Logger;
}

/** The API waits 15 s for the answer. */
const answerWithinMs = 10_000;

/** Tries tokens until `stop` aborts, one at a time. */
export async function keepChecking(deps: CheckerDeps, stop: AbortSignal): Promise<void> {
  if (!deps.secrets) return;
  while (!stop.aborted) {
    const worked = await checkOnce(deps, deps.secrets, stop).catch((error: unknown) => {
      const level = isDatabaseAway(error) ? "debug" : "error"; // the heartbeat already reports the database
      deps.log[level]({ code: "account.check_failed", error }, "trying a token failed");
      return false;
    });
    if (!worked) await deps.wake.wait(deps.pollIntervalMs, stop);
  }
}

/** Tries one token. False when none waits. */
async function checkOnce(deps: CheckerDeps, secrets: SecretBox, stop: AbortSignal): Promise<boolean> {
  const check = await takeCheck(deps.pool, deps.workerId);
  if (!check) return false;
  const token = secrets.open(check.tokenEncrypted, checkPlace(check.id));
  const signal = AbortSignal.any([stop, AbortSignal.timeout(answerWithinMs)]);
  await answerCheck(deps.pool, check.id, await tryToken(deps.platforms.get(check.platform), token, signal));
  return true;
}

async function tryToken(
  platform: ChatPlatform | undefined,
  token: string,
  signal: AbortSignal,
): Promise<AccountCheckResult> {
  try {
    if (!platform) throw new Error("This bot process does not read that platform");
    return { outcome: "accepted", ...(await platform.check(token, signal)) };
  } catch (error) {
    const message = error instanceof Error ? withoutSecrets(error.message) : String(error);
    return { outcome: error instanceof AccountLostError ? "refused" : "unreachable", message };
  }
}
