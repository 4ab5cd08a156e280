/** Logging in to Telegram, as people do it: what they enter is sealed and waits in a row for a bot process. */
import type { LoginView, StartLoginInput, TelegramStateView } from "../../api/telegram.ts";
import { getTelegramAccount } from "../../database/telegram/accountSession.ts";
import { maskPhone } from "../../database/telegram/completeLogin.ts";
import { type LoginRecord, loginPlace } from "../../database/telegram/loginRow.ts";
import {
  answerLogin,
  askForAnotherCode,
  cancelLogin,
  drawLoginId,
  expireLogins,
  findLogin,
  findOpenLogin,
  insertLogin,
} from "../../database/telegram/logins.ts";
import { findTelegramApi } from "../../database/telegram/telegramApi.ts";
import { hasLivingWorker } from "../../database/workers/workers.ts";
import { AppError } from "../../errors.ts";
import { showProxy } from "./proxies.ts";
import { requireSecrets, type TelegramDeps } from "./telegramDeps.ts";

/** The login that is open, and whether there can be one. */
export async function describeTelegram(deps: TelegramDeps): Promise<TelegramStateView> {
  const { pool } = deps;
  await expireLogins(pool);
  const [login, hasBot, saved] = await Promise.all([
    findOpenLogin(pool),
    hasLivingWorker(pool, deps.aliveSeconds),
    findTelegramApi(pool, deps.secrets),
  ]);
  const api = deps.telegramApi ?? saved;
  return {
    login: login && toLoginView(login),
    hasBot,
    api: api && { apiId: api.id, source: deps.telegramApi ? "environment" : "console" },
  };
}

/**
 * Begins a login, or finds the one that is open: there is one at a time. Throws AppError telegram_not_configured,
 * no_bot_running, unknown_account.
 */
export async function startLogin(
  deps: TelegramDeps,
  input: StartLoginInput,
): Promise<{ login: LoginView; created: boolean }> {
  const { pool } = deps;
  const secrets = requireSecrets(deps.secrets);
  const { api, hasBot, login: open } = await describeTelegram(deps);
  if (open) return { login: open, created: false };
  if (!api)
    throw new AppError(
      "telegram_not_configured",
      "Telegram asks for an api_id and api_hash of your own: save them first, or set TELEGRAM_API_ID and TELEGRAM_API_HASH.",
    );
  if (!hasBot)
    throw new AppError("no_bot_running", "No bot process is running, and it is one that logs in. Start it.");
  if (input.accountId !== undefined) await getTelegramAccount(pool, input.accountId);
  const id = await drawLoginId(pool);
  const { method, phone, proxy } = input;
  const login = await insertLogin(pool, {
    id,
    method,
    accountId: input.accountId ?? null,
    label: input.name || null,
    phone:
      method === "phone" && phone !== undefined
        ? { encrypted: secrets.seal(phone, loginPlace("phone", id)), masked: maskPhone(phone) }
        : null,
    proxy: proxy
      ? { encrypted: secrets.seal(JSON.stringify(proxy), loginPlace("proxy", id)), shown: showProxy(proxy) }
      : null,
  });
  if (login) return { login: toLoginView(login), created: true };
  const other = await findOpenLogin(pool);
  if (other) return { login: toLoginView(other), created: false };
  throw new AppError("conflict", "Another login began and ended at this moment. Try again.");
}

/** Throws AppError unknown_login. */
export async function getLogin({ pool }: TelegramDeps, loginId: string): Promise<LoginView> {
  await expireLogins(pool);
  return toLoginView(await requireLogin(pool, loginId));
}

/** Hands in the code or the password. Throws AppError unknown_login, not_possible, too_many_attempts. */
export async function answer(
  deps: TelegramDeps,
  loginId: string,
  given: { kind: "code" | "password"; text: string },
): Promise<LoginView> {
  const { pool } = deps;
  await expireLogins(pool);
  const encrypted = requireSecrets(deps.secrets).seal(given.text, loginPlace("answer", loginId));
  const answered = await answerLogin(pool, loginId, { kind: given.kind, encrypted });
  if (answered) return toLoginView(answered);
  const login = await requireLogin(pool, loginId);
  refuseTooEarly(login);
  throw new AppError("not_possible", `This login does not wait for a ${given.kind}: ${login.state}.`, {
    field: given.kind,
  });
}

/** Asks for another code. Throws AppError unknown_login, not_possible, too_many_attempts. */
export async function resendCode({ pool }: TelegramDeps, loginId: string): Promise<LoginView> {
  await expireLogins(pool);
  const asked = await askForAnotherCode(pool, loginId);
  if (asked) return toLoginView(asked);
  const login = await requireLogin(pool, loginId);
  refuseTooEarly(login);
  throw new AppError("not_possible", "Telegram does not send another code for this login.");
}

/** Ends a login; one that has ended stays as it is. Throws AppError unknown_login. */
export async function cancel({ pool }: TelegramDeps, loginId: string): Promise<LoginView> {
  return toLoginView((await cancelLogin(pool, loginId)) ?? (await requireLogin(pool, loginId)));
}

async function requireLogin(db: TelegramDeps["pool"], loginId: string): Promise<LoginRecord> {
  const login = await findLogin(db, loginId);
  if (login) return login;
  throw new AppError("unknown_login", `There is no login ${loginId}.`, { field: "loginId" });
}

/** Telegram's pauses are exact: an answer before their end would only lengthen them. */
function refuseTooEarly({ state, retryAt, resendAt }: LoginRecord): void {
  const until = Math.max(retryAt?.getTime() ?? 0, state === "code_sent" ? (resendAt?.getTime() ?? 0) : 0);
  const retryAfterSeconds = Math.ceil((until - Date.now()) / 1_000);
  if (retryAfterSeconds <= 0) return;
  throw new AppError("too_many_attempts", `Telegram allows the next try in ${retryAfterSeconds} s.`, {
    retryAfterSeconds,
  });
}

const time = (at: Date | null) => at?.toISOString() ?? null;

function toLoginView(login: LoginRecord): LoginView {
  return {
    id: login.id,
    accountId: login.accountId,
    method: login.method,
    state: login.state,
    phoneMasked: login.phoneMasked,
    proxyShown: login.proxyShown,
    codeKind: login.codeKind,
    codeLength: login.codeLength,
    nextCodeKind: login.nextCodeKind,
    resendAt: time(login.resendAt),
    passwordHint: login.passwordHint,
    qrUrl: login.qrUrl,
    qrExpiresAt: time(login.qrExpiresAt),
    errorCode: login.errorCode,
    errorDetail: login.errorDetail,
    retryAt: time(login.retryAt),
    createdAt: login.createdAt.toISOString(),
    expiresAt: login.expiresAt.toISOString(),
    endedAt: time(login.endedAt),
  };
}
