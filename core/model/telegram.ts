/** Words of Telegram: how a login goes, what chats are, what can go wrong with either. Browser-safe. */

export const loginMethods = ["phone", "qr"] as const;
export type LoginMethod = (typeof loginMethods)[number];

/**
 * What a login waits for. People answer in code_sent and password_needed and scan in qr_shown; a bot process moves it on
 * from all others. The last three are ends. Which step may follow which is told by telegram_login_step (migration 0022):
 *
 *   waiting_for_bot → sending_code ⇄ code_sent ⇄ checking_code → password_needed ⇄ checking_password → done
 *   waiting_for_bot → qr_shown → password_needed, done
 *   anything → failed, cancelled
 */
export const loginStates = [
  "waiting_for_bot",
  "sending_code",
  "code_sent",
  "checking_code",
  "password_needed",
  "checking_password",
  "qr_shown",
  "done",
  "failed",
  "cancelled",
] as const;
export type LoginState = (typeof loginStates)[number];

/** How Telegram sends a code. fragment: to an anonymous number's page; other: a way this version does not know. */
export const codeKinds = [
  "app",
  "sms",
  "call",
  "flash_call",
  "missed_call",
  "email",
  "fragment",
  "other",
] as const;
export type CodeKind = (typeof codeKinds)[number];

/**
 * wrong_code, wrong_password: another try is open. code_expired: a new one must be sent. flood: Telegram allows the next
 * try at retry_at. interrupted: the process that checked the answer died; it is entered again. timed_out: nobody went on
 * for ten minutes. other_account: the login belongs to another user than the account it should renew. api_refused: API_ID
 * or API_HASH are not Telegram's. sign_up_required: the number has no account, and none is made here.
 */
export const loginErrors = [
  "wrong_code",
  "code_expired",
  "wrong_password",
  "flood",
  "interrupted",
  "phone_invalid",
  "phone_banned",
  "phone_flood",
  "sign_up_required",
  "api_refused",
  "other_account",
  "not_configured",
  "unreachable",
  "timed_out",
  "internal",
] as const;
export type LoginError = (typeof loginErrors)[number];

/** What a chat is. forum: a supergroup with topics; group: a basic one; saved: an account's own notes. */
export const chatKinds = ["channel", "supergroup", "forum", "group", "private", "bot", "saved"] as const;
export type ChatKind = (typeof chatKinds)[number];

/** protected: its owner forbids saving. recovered: it was inaccessible, and can be read again. */
export const chatStates = ["resolved", "protected", "inaccessible", "recovered"] as const;
export type ChatState = (typeof chatStates)[number];

export const chatRequestStates = ["pending", "running", "resolved", "failed", "cancelled"] as const;
export type ChatRequestState = (typeof chatRequestStates)[number];

/**
 * Why a chat was not added, or waits. needs_approval: the account asked to join, and an administrator must let it in;
 * not_a_chat: the name belongs to something that has no history to read; no_account: none is logged in.
 */
export const chatRequestReasons = [
  "not_found",
  "bad_input",
  "invite_expired",
  "needs_approval",
  "not_a_member",
  "banned",
  "too_many_chats",
  "not_a_chat",
  "flood",
  "no_account",
  "unreachable",
  "internal",
] as const;
export type ChatRequestReason = (typeof chatRequestReasons)[number];

export const errandKinds = ["log_out", "list_dialogs", "test_proxy"] as const;
export type ErrandKind = (typeof errandKinds)[number];

export const errandStates = ["pending", "running", "done", "failed"] as const;
export type ErrandState = (typeof errandStates)[number];

/** Why an errand failed. proxy_refused: the proxy answered, and will not let us through. */
export const errandErrors = [
  "flood",
  "unreachable",
  "proxy_refused",
  "session_revoked",
  "not_configured",
  "internal",
] as const;
export type ErrandError = (typeof errandErrors)[number];

export const proxyKinds = ["socks5", "http", "mtproto"] as const;
export type ProxyKind = (typeof proxyKinds)[number];

/** The most chats that are added at once. */
export const mostChatsAtOnce = 100;
