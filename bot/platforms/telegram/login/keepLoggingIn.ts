/** Works the logins that the console asks for, one at a time. */
import { setTimeout as sleep } from "node:timers/promises";
import {
  type ClaimedLogin,
  claimLogin,
  failLogin,
  releaseLogin,
} from "../../../../core/database/telegram/loginWork.ts";
import { isDatabaseAway } from "../../../../core/postgres/pool.ts";
import type { SecretBox } from "../../../../core/secrets.ts";
import { openAccountProxy } from "../accountProxy.ts";
import type { DataCentres } from "../dataCentres.ts";
import type { Proxy } from "../link/proxy.ts";
import type { TelegramApi } from "../platform.ts";
import { Login, type LoginDeps } from "./login.ts";

export interface LoginWorkDeps extends Omit<LoginDeps, "api" | "secrets" | "accountProxy"> {
  workerId: string;
  /** Null without ENCRYPTION_KEY: then no login can be worked. */
  secrets: SecretBox | null;
  findApi: () => Promise<TelegramApi | null>;
  centres: DataCentres;
  /** Between two looks for a login; a notification rings `wake` at once. */
  pollIntervalMs: number;
}

/** Works logins until `stop` aborts. */
export async function keepLoggingIn(deps: LoginWorkDeps, stop: AbortSignal): Promise<void> {
  const { secrets } = deps;
  if (!secrets) return;
  while (!stop.aborted) {
    const worked = await workOnce(deps, secrets, stop).catch(async (error: unknown) => {
      const level = isDatabaseAway(error) ? "debug" : "error"; // the heartbeat already reports the database
      deps.log[level]({ code: "telegram.login_failed", error }, "a Telegram login could not be worked");
      await sleep(1_000, undefined, { signal: stop }).catch(() => undefined);
      return false;
    });
    if (!worked) await deps.wake.wait(deps.pollIntervalMs, stop);
  }
}

/** Works one login to its end. False when there is none. */
async function workOnce(deps: LoginWorkDeps, secrets: SecretBox, stop: AbortSignal): Promise<boolean> {
  const { pool, workerId, leaseSeconds } = deps;
  const claim = await claimLogin(pool, { workerId, leaseSeconds });
  if (!claim) return false;
  const api = await deps.findApi();
  if (!api) {
    await failLogin(pool, claim, { error: "not_configured", detail: null });
    return true;
  }
  try {
    const accountProxy = await findOwnProxy(deps, secrets, claim);
    await new Login({ ...deps, secrets, api, accountProxy }, claim).run(stop);
  } finally {
    await releaseLogin(pool, claim).catch(() => undefined); // it ended, or its lease runs out
  }
  return true;
}

/** A login that renews an account goes the way the account goes. */
async function findOwnProxy(
  { pool }: LoginWorkDeps,
  secrets: SecretBox,
  { accountId, proxyEncrypted }: ClaimedLogin,
): Promise<Proxy | null> {
  if (accountId === null || proxyEncrypted !== null) return null;
  return openAccountProxy(pool, secrets, accountId);
}
