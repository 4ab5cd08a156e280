/** Logins to Telegram as people see and answer them; what a bot process does with them is in loginWork.ts. */
import type { LoginMethod } from "../../model/telegram.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { type LoginRecord, type LoginRow, loginColumns, toLogin } from "./loginRow.ts";

/** Draws the number of a new login, which its secrets are sealed with. */
export async function drawLoginId(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ id: string }>({
    name: "draw-telegram-login-id",
    text: "select nextval(pg_get_serial_sequence('telegram_logins', 'id')) as id",
  });
  return rows[0]?.id ?? "";
}

/** Begins a login. Returns null when another one is open: there is one at a time. */
export async function insertLogin(
  db: Queryable,
  login: {
    id: string;
    method: LoginMethod;
    /** The account it renews; null makes a new one. */
    accountId: string | null;
    label: string | null;
    phone: { encrypted: string; masked: string } | null;
    proxy: { encrypted: string; shown: string } | null;
  },
): Promise<LoginRecord | null> {
  const { rows } = await db.query<LoginRow>({
    name: "insert-telegram-login",
    text: `
      insert into telegram_logins (id, method, account_id, label, phone_encrypted, phone_masked, proxy_encrypted,
        proxy_shown)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
      on conflict ((ended_at is null)) where ended_at is null do nothing
      returning ${loginColumns}`,
    values: [
      login.id,
      login.method,
      login.accountId,
      login.label,
      login.phone?.encrypted ?? null,
      login.phone?.masked ?? null,
      login.proxy?.encrypted ?? null,
      login.proxy?.shown ?? null,
    ],
  });
  return rows[0] ? toLogin(rows[0]) : null;
}

/** The login, or null when there is none of that number. */
export async function findLogin(db: Queryable, loginId: string): Promise<LoginRecord | null> {
  const { rows } = await db.query<LoginRow>({
    name: "find-telegram-login",
    text: `select ${loginColumns} from telegram_logins where id = $1`,
    values: [loginId],
  });
  return rows[0] ? toLogin(rows[0]) : null;
}

/** The login that is open, or null. */
export async function findOpenLogin(db: Queryable): Promise<LoginRecord | null> {
  const { rows } = await db.query<LoginRow>({
    name: "find-open-telegram-login",
    text: `select ${loginColumns} from telegram_logins where ended_at is null`,
  });
  return rows[0] ? toLogin(rows[0]) : null;
}

/**
 * Hands in a code or a password, sealed. Returns null when the login waits for no such answer (any more): somebody else
 * has answered, it has ended, or Telegram allows the next try later.
 */
export async function answerLogin(
  db: Queryable,
  loginId: string,
  answer: { kind: "code" | "password"; encrypted: string },
): Promise<LoginRecord | null> {
  const { rows } = await db.query<LoginRow>({
    name: "answer-telegram-login",
    text: `
      update telegram_logins
      set state = case state when 'code_sent' then 'checking_code' else 'checking_password' end,
          answer_encrypted = $3, error_code = null, error_detail = null, retry_at = null
      where id = $1 and state = case $2 when 'code' then 'code_sent' else 'password_needed' end
        and coalesce(retry_at <= now(), true)
      returning ${loginColumns}`,
    values: [loginId, answer.kind, answer.encrypted],
  });
  return rows[0] ? toLogin(rows[0]) : null;
}

/** Asks for another code, by the next way there is. Returns null when that is not possible, or not yet. */
export async function askForAnotherCode(db: Queryable, loginId: string): Promise<LoginRecord | null> {
  const { rows } = await db.query<LoginRow>({
    name: "ask-for-another-telegram-code",
    text: `
      update telegram_logins
      set state = 'sending_code', error_code = null, error_detail = null, retry_at = null
      where id = $1 and state = 'code_sent' and coalesce(retry_at <= now(), true)
        and (error_code = 'code_expired' or (next_code_kind is not null and coalesce(resend_at <= now(), true)))
      returning ${loginColumns}`,
    values: [loginId],
  });
  return rows[0] ? toLogin(rows[0]) : null;
}

/** Cancels a login that is open; its secrets are wiped. Returns null when it has ended already. */
export async function cancelLogin(db: Queryable, loginId: string): Promise<LoginRecord | null> {
  const { rows } = await db.query<LoginRow>({
    name: "cancel-telegram-login",
    text: `
      update telegram_logins set state = 'cancelled'
      where id = $1 and ended_at is null
      returning ${loginColumns}`,
    values: [loginId],
  });
  return rows[0] ? toLogin(rows[0]) : null;
}

/** Ends the login nobody went on with. Anybody may call it, at any time. */
export async function expireLogins(db: Queryable): Promise<void> {
  await db.query({
    name: "expire-telegram-logins",
    text: `
      update telegram_logins set state = 'failed', error_code = 'timed_out', error_detail = null, retry_at = null
      where ended_at is null and expires_at <= now()`,
  });
  await db.query({
    name: "prune-telegram-logins",
    text: "delete from telegram_logins where ended_at < now() - interval '30 days'",
  });
}
