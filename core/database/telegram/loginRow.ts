/** A login as stored. Which steps there are, and which secrets each state keeps, is migration 0022's to say. */
import type { CodeKind, LoginError, LoginMethod, LoginState } from "../../model/telegram.ts";

export interface LoginRecord {
  id: string;
  /** The account it renews or made; null before for a new one. */
  accountId: string | null;
  label: string | null;
  method: LoginMethod;
  state: LoginState;
  phoneMasked: string | null;
  proxyShown: string | null;
  codeKind: CodeKind | null;
  codeLength: number | null;
  nextCodeKind: CodeKind | null;
  resendAt: Date | null;
  passwordHint: string | null;
  qrUrl: string | null;
  qrExpiresAt: Date | null;
  errorCode: LoginError | null;
  errorDetail: string | null;
  retryAt: Date | null;
  version: string;
  createdAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
}

export interface LoginRow {
  id: string;
  account_id: string | null;
  label: string | null;
  method: LoginMethod;
  state: LoginState;
  phone_masked: string | null;
  proxy_shown: string | null;
  code_kind: CodeKind | null;
  code_length: number | null;
  next_code_kind: CodeKind | null;
  resend_at: Date | null;
  password_hint: string | null;
  qr_url: string | null;
  qr_expires_at: Date | null;
  error_code: LoginError | null;
  error_detail: string | null;
  retry_at: Date | null;
  version: string;
  created_at: Date;
  expires_at: Date;
  ended_at: Date | null;
}

/** SQL: what a statement over logins answers to make a LoginRow. */
export const loginColumns = `
  id, account_id, label, method, state, phone_masked, proxy_shown, code_kind, code_length, next_code_kind, resend_at,
  password_hint, qr_url, qr_expires_at, error_code, error_detail, retry_at, version, created_at, expires_at, ended_at`;

export function toLogin(row: LoginRow): LoginRecord {
  return {
    id: row.id,
    accountId: row.account_id,
    label: row.label,
    method: row.method,
    state: row.state,
    phoneMasked: row.phone_masked,
    proxyShown: row.proxy_shown,
    codeKind: row.code_kind,
    codeLength: row.code_length,
    nextCodeKind: row.next_code_kind,
    resendAt: row.resend_at,
    passwordHint: row.password_hint,
    qrUrl: row.qr_url,
    qrExpiresAt: row.qr_expires_at,
    errorCode: row.error_code,
    errorDetail: row.error_detail,
    retryAt: row.retry_at,
    version: row.version,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
  };
}

/** Where a secret of a login is sealed. */
export function loginPlace(column: "phone" | "proxy" | "answer" | "work", loginId: string): string {
  return `telegram_logins:${column}_encrypted:${loginId}`;
}
