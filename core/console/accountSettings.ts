/** What an operator does with accounts: save a token, change, remove, try one. Tokens go in and never come out. */
import { setTimeout as sleep } from "node:timers/promises";
import type {
  AccountChangeInput,
  AccountCheckInput,
  AccountCheckResult,
  AccountView,
  NewAccountInput,
} from "../api/accounts.ts";
import {
  checkPlace,
  deleteCheck,
  drawCheckId,
  findCheckResult,
  insertCheck,
} from "../database/workers/accountChecks.ts";
import {
  type AccountRecord,
  deleteAccount,
  drawAccountId,
  hasPrimary,
  insertAccount,
  lockAccount,
  lockAccountOfToken,
  type StoredToken,
  setPrimary,
  tokenPlace,
  updateAccount,
  updateAccountToken,
} from "../database/workers/accountConfig.ts";
import { listAccounts } from "../database/workers/accountList.ts";
import { AppError } from "../errors.ts";
import type { Platform } from "../model/platform.ts";
import { inTransaction, isUniqueViolation, type Pool, type Queryable } from "../postgres/pool.ts";
import { fingerprint, lastCharacters, type SecretBox } from "../secrets.ts";

export interface AccountDeps {
  pool: Pool;
  /** Null without ENCRYPTION_KEY: then no token can be saved. */
  secrets: SecretBox | null;
}

/** The account as it is shown. Throws AppError unknown_account. */
export async function getAccount(db: Queryable, id: string, includeDemo: boolean): Promise<AccountView> {
  const [account] = await listAccounts(db, { includeDemo, id });
  if (!account) throw unknownAccount(id);
  return account;
}

/**
 * Saves an account; the first one of a platform is its primary one. A token that a bot process had in its environment
 * moves in here, with all that is known of its account. Throws AppError account_exists for a token that is saved already.
 */
export async function addAccount(deps: AccountDeps, input: NewAccountInput): Promise<string> {
  requireReadable(input.platform);
  const { pool } = deps;
  const { platform, name, enabled, botToken } = input;
  return tellTaken(() =>
    inTransaction(pool, async (tx) => {
      const known = await lockAccountOfToken(tx, { platform, fingerprint: fingerprint(botToken) });
      if (known && (known.isStored || known.isDemo)) throw accountExists();
      const id = known?.id ?? (await drawAccountId(tx));
      const token = seal(deps, botToken, id);
      if (known) {
        await updateAccountToken(tx, id, token);
        await updateAccount(tx, id, { label: name ?? null, enabled });
      } else await insertAccount(tx, { id, platform, label: name || null, enabled, token });
      const isPrimary = input.isPrimary ?? !(await hasPrimary(tx, platform));
      if (isPrimary) await setPrimary(tx, { id, platform }, true);
      return id;
    }),
  );
}

/** Changes an account. Throws AppError unknown_account, account_exists, not_possible. */
export async function changeAccount(deps: AccountDeps, id: string, input: AccountChangeInput): Promise<void> {
  await tellTaken(() =>
    inTransaction(deps.pool, async (tx) => {
      const account = await requireOwn(tx, id);
      if (input.botToken !== undefined) {
        requireReadable(account.platform);
        if (!account.isStored) throw inEnvironment("Another token for it is set there.");
        await updateAccountToken(tx, id, seal(deps, input.botToken, id));
      }
      await updateAccount(tx, id, { label: input.name ?? null, enabled: input.enabled ?? null });
      if (input.isPrimary !== undefined) await setPrimary(tx, account, input.isPrimary);
    }),
  );
}

/** Removes an account; what it archived stays. Throws AppError unknown_account, not_possible. */
export async function removeAccount({ pool }: AccountDeps, id: string): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const account = await requireOwn(tx, id);
    // It would be back with the next start of that process.
    if (!account.isStored && account.isHeld) throw inEnvironment("Remove it there, or disable it here.");
    await deleteAccount(tx, id);
  });
}

/** How often the answer is looked for, and for how long: a bot gives the platform ten seconds. */
const lookEveryMs = 150;
const answerWithinMs = 15_000;

/** Has a bot process try a token. Throws AppError no_bot_running when none answers in time. */
export async function checkToken(
  { pool, secrets }: AccountDeps,
  { platform, botToken }: AccountCheckInput,
): Promise<AccountCheckResult> {
  requireReadable(platform);
  const id = await drawCheckId(pool);
  const tokenEncrypted = requireSecrets(secrets).seal(botToken, checkPlace(id));
  await insertCheck(pool, { id, platform, tokenEncrypted });
  try {
    for (const untilMs = performance.now() + answerWithinMs; performance.now() < untilMs; ) {
      await sleep(lookEveryMs);
      const result = await findCheckResult(pool, id);
      if (result) return result;
    }
  } finally {
    await deleteCheck(pool, id);
  }
  throw new AppError("no_bot_running", "No bot process answered: check that discord-bot is running.");
}

async function requireOwn(tx: Queryable, id: string): Promise<AccountRecord> {
  const account = await lockAccount(tx, id);
  if (!account || account.isDemo) throw unknownAccount(id);
  return account;
}

function seal({ secrets }: AccountDeps, token: string, accountId: string): StoredToken {
  return {
    fingerprint: fingerprint(token),
    encrypted: requireSecrets(secrets).seal(token, tokenPlace(accountId)),
    last4: lastCharacters(token),
  };
}

function requireSecrets(secrets: SecretBox | null): SecretBox {
  if (secrets) return secrets;
  throw new AppError(
    "not_possible",
    "Tokens cannot be saved without ENCRYPTION_KEY: npm start generates one.",
  );
}

function requireReadable(platform: Platform): void {
  if (platform === "discord") return;
  throw new AppError("not_possible", "Telegram accounts log in, they have no token: see /telegram/logins.", {
    field: "platform",
  });
}

/** Two requests may bring one token at the same time: the table's rule decides. */
async function tellTaken<T>(save: () => Promise<T>): Promise<T> {
  try {
    return await save();
  } catch (error) {
    if (isUniqueViolation(error)) throw accountExists();
    throw error;
  }
}

const accountExists = () =>
  new AppError("account_exists", "An account with this token is there already.", { field: "botToken" });
const unknownAccount = (id: string) =>
  new AppError("unknown_account", `There is no account ${id}.`, { field: "accountId" });
const inEnvironment = (advice: string) =>
  new AppError("not_possible", `The token stands in the environment of a bot process. ${advice}`);
