/**
 * Logins to Telegram as a bot process works them. It claims the open login, and every write repeats the fence of that
 * claim: false or null means that the login was cancelled, has timed out, or belongs to another process, and whatever
 * Telegram has just agreed to must be undone there.
 */
import type { CodeKind, LoginError, LoginState } from "../../model/telegram.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { type LoginRecord, type LoginRow, loginColumns, toLogin } from "./loginRow.ts";

/** A login under a claim. Sealed fields open at `loginPlace(...)`. */
export interface ClaimedLogin extends LoginRecord {
  fence: string;
  phoneEncrypted: string | null;
  proxyEncrypted: string | null;
  /** What an earlier process left for whoever goes on; null at the beginning. */
  workEncrypted: string | null;
}

export interface LoginClaim {
  id: string;
  fence: string;
}

interface ClaimedRow extends LoginRow {
  fence: string;
  phone_encrypted: string | null;
  proxy_encrypted: string | null;
  work_encrypted: string | null;
}

/**
 * Claims the open login when nobody works it, or returns null. A phone's login is `sending_code` from then on, one by QR
 * stays as it is until its code is shown. An answer that a process took into its death has to be entered again.
 */
export async function claimLogin(
  db: Queryable,
  claim: { workerId: string; leaseSeconds: number },
): Promise<ClaimedLogin | null> {
  const { rows } = await db.query<ClaimedRow>({
    name: "claim-telegram-login",
    text: `
      with free as materialized (
        select id, state, method, answer_encrypted is null and state in ('checking_code', 'checking_password') as is_lost
        from telegram_logins
        where ended_at is null and expires_at > now() and coalesce(lease_expires_at <= now(), true)
        for update skip locked
      )
      update telegram_logins l
      set worker_id = $1, fence = l.fence + 1, lease_expires_at = now() + make_interval(secs => $2::float8),
          state = case
            when f.state = 'waiting_for_bot' and f.method = 'phone' then 'sending_code'
            when f.is_lost and f.state = 'checking_code' then 'code_sent'
            when f.is_lost then 'password_needed'
            else f.state end,
          error_code = case when f.is_lost then 'interrupted' else l.error_code end
      from free f where l.id = f.id
      returning l.id, l.account_id, l.label, l.method, l.state, l.phone_masked, l.proxy_shown, l.code_kind,
        l.code_length, l.next_code_kind, l.resend_at, l.password_hint, l.qr_url, l.qr_expires_at, l.error_code,
        l.error_detail, l.retry_at, l.version, l.created_at, l.expires_at, l.ended_at, l.fence, l.phone_encrypted,
        l.proxy_encrypted, l.work_encrypted`,
    values: [claim.workerId, claim.leaseSeconds],
  });
  const [row] = rows;
  if (!row) return null;
  return {
    ...toLogin(row),
    fence: row.fence,
    phoneEncrypted: row.phone_encrypted,
    proxyEncrypted: row.proxy_encrypted,
    workEncrypted: row.work_encrypted,
  };
}

/** Extends the claim and tells how the login stands now; null when it is lost or the login has ended. */
export async function extendLogin(
  db: Queryable,
  claim: LoginClaim,
  leaseSeconds: number,
): Promise<LoginRecord | null> {
  const { rows } = await db.query<LoginRow>({
    name: "extend-telegram-login",
    text: `
      update telegram_logins set lease_expires_at = now() + make_interval(secs => $3::float8)
      where id = $1 and fence = $2 and ended_at is null and expires_at > now()
      returning ${loginColumns}`,
    values: [claim.id, claim.fence, leaseSeconds],
  });
  return rows[0] ? toLogin(rows[0]) : null;
}

/** Gives an open login back, for another process to go on with at once. */
export async function releaseLogin(db: Queryable, claim: LoginClaim): Promise<void> {
  await db.query({
    name: "release-telegram-login",
    text: `
      with released as (
        update telegram_logins set worker_id = null, lease_expires_at = null
        where id = $1 and fence = $2 and ended_at is null
        returning id
      )
      select pg_notify('telegram_login', id::text) from released`,
    values: [claim.id, claim.fence],
  });
}

/**
 * Takes the answer that was entered: it is wiped in the statement that hands it out, sealed as it was at
 * `loginPlace("answer", id)`. Null when there is none, or the claim is lost.
 */
export async function takeAnswer(db: Queryable, claim: LoginClaim): Promise<string | null> {
  const { rows } = await db.query<{ answer_encrypted: string }>({
    name: "take-telegram-answer",
    text: `
      with given as materialized (
        select id, answer_encrypted from telegram_logins
        where id = $1 and fence = $2 and answer_encrypted is not null
        for update
      )
      update telegram_logins l set answer_encrypted = null
      from given where l.id = given.id
      returning given.answer_encrypted`,
    values: [claim.id, claim.fence],
  });
  return rows[0]?.answer_encrypted ?? null;
}

/** Keeps what another process needs to go on, sealed at `loginPlace("work", id)`. False when the claim is lost. */
export async function keepLoginWork(db: Queryable, claim: LoginClaim, encrypted: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "keep-telegram-login-work",
    text: "update telegram_logins set work_encrypted = $3 where id = $1 and fence = $2 and ended_at is null",
    values: [claim.id, claim.fence, encrypted],
  });
  return rowCount === 1;
}

/** Telegram has sent a code (`sending_code` → `code_sent`). False when the claim is lost. */
export async function recordCodeSent(
  db: Queryable,
  claim: LoginClaim,
  code: {
    kind: CodeKind;
    /** Digits; null when Telegram did not say. */
    length: number | null;
    /** Null when it cannot be sent again. */
    nextKind: CodeKind | null;
    /** Until it can be sent again; null when at once. */
    resendAfterSeconds: number | null;
    /** See keepLoginWork. */
    workEncrypted: string;
  },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "record-telegram-code-sent",
    text: `
      update telegram_logins
      set state = 'code_sent', code_kind = $3, code_length = $4, next_code_kind = $5,
          resend_at = now() + make_interval(secs => $6::float8), work_encrypted = $7,
          error_code = null, error_detail = null, retry_at = null
      where id = $1 and fence = $2 and ended_at is null`,
    values: [
      claim.id,
      claim.fence,
      code.kind,
      code.length,
      code.nextKind,
      code.resendAfterSeconds,
      code.workEncrypted,
    ],
  });
  return rowCount === 1;
}

/** Shows a QR code, or the next one (`waiting_for_bot` or `qr_shown` → `qr_shown`). False when the claim is lost. */
export async function recordQrShown(
  db: Queryable,
  claim: LoginClaim,
  qr: { url: string; validSeconds: number },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "record-telegram-qr-shown",
    text: `
      update telegram_logins
      set state = 'qr_shown', qr_url = $3, qr_expires_at = now() + make_interval(secs => $4::float8),
          error_code = null, error_detail = null
      where id = $1 and fence = $2 and ended_at is null`,
    values: [claim.id, claim.fence, qr.url, qr.validSeconds],
  });
  return rowCount === 1;
}

/** The account has a password (`checking_code`, `qr_shown` → `password_needed`). False when the claim is lost. */
export async function recordPasswordNeeded(
  db: Queryable,
  claim: LoginClaim,
  asked: { hint: string | null; workEncrypted: string },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "record-telegram-password-needed",
    text: `
      update telegram_logins
      set state = 'password_needed', password_hint = nullif($3, ''), work_encrypted = $4,
          error_code = null, error_detail = null, retry_at = null
      where id = $1 and fence = $2 and ended_at is null`,
    values: [claim.id, claim.fence, asked.hint, asked.workEncrypted],
  });
  return rowCount === 1;
}

/**
 * Goes back to the question: the code or password was refused, or Telegram wants a pause (`retryAfterSeconds`), be it for
 * sending another code. From `checking_code` and `sending_code` to `code_sent`, from `checking_password` to
 * `password_needed`. False when the claim is lost. A login whose first code could not be sent fails (failLogin).
 */
export async function recordAnswerRefused(
  db: Queryable,
  claim: LoginClaim,
  refusal: { error: LoginError; detail: string | null; retryAfterSeconds?: number },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "record-telegram-answer-refused",
    text: `
      update telegram_logins
      set state = case state when 'checking_password' then 'password_needed' when 'password_needed' then state
            else 'code_sent' end,
          error_code = $3, error_detail = $4, retry_at = now() + make_interval(secs => $5::float8)
      where id = $1 and fence = $2 and ended_at is null`,
    values: [claim.id, claim.fence, refusal.error, refusal.detail, refusal.retryAfterSeconds ?? null],
  });
  return rowCount === 1;
}

/** Ends a login that cannot succeed. False when the claim is lost. */
export async function failLogin(
  db: Queryable,
  claim: LoginClaim,
  failure: { error: LoginError; detail: string | null; retryAfterSeconds?: number },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "fail-telegram-login",
    text: `
      update telegram_logins
      set state = 'failed', error_code = $3, error_detail = $4, retry_at = now() + make_interval(secs => $5::float8)
      where id = $1 and fence = $2 and ended_at is null`,
    values: [claim.id, claim.fence, failure.error, failure.detail, failure.retryAfterSeconds ?? null],
  });
  return rowCount === 1;
}

/** Locks a login under its claim until the transaction ends; null when the claim is lost. */
export async function lockLogin(
  tx: Queryable,
  claim: LoginClaim,
): Promise<{
  state: LoginState;
  accountId: string | null;
  label: string | null;
  proxyEncrypted: string | null;
  proxyShown: string | null;
} | null> {
  const { rows } = await tx.query<{
    state: LoginState;
    account_id: string | null;
    label: string | null;
    proxy_encrypted: string | null;
    proxy_shown: string | null;
  }>({
    name: "lock-telegram-login",
    text: `
      select state, account_id, label, proxy_encrypted, proxy_shown from telegram_logins
      where id = $1 and fence = $2 and ended_at is null
      for update`,
    values: [claim.id, claim.fence],
  });
  const [row] = rows;
  if (!row) return null;
  return {
    state: row.state,
    accountId: row.account_id,
    label: row.label,
    proxyEncrypted: row.proxy_encrypted,
    proxyShown: row.proxy_shown,
  };
}

/** Ends a login well. Throws a check violation from a state in which Telegram cannot have agreed. */
export async function endLogin(tx: Queryable, loginId: string, accountId: string): Promise<void> {
  await tx.query({
    name: "end-telegram-login",
    text: `
      update telegram_logins
      set state = 'done', account_id = $2, error_code = null, error_detail = null, retry_at = null
      where id = $1`,
    values: [loginId, accountId],
  });
}
