/** Codes an error answer may carry. They are stable: clients translate by them. */
export const errorCodes = [
  "invalid_input",
  "invalid_json",
  "unauthorized",
  "wrong_password",
  "password_change_required",
  "too_many_attempts",
  "foreign_origin",
  "not_found",
  "unknown_guild",
  "unknown_channel",
  "unknown_task",
  "unknown_worker",
  "conflict",
  "not_possible",
  "payload_too_large",
  "database_away",
  "api_unreachable",
  "internal_error",
] as const;
export type ErrorCode = (typeof errorCodes)[number];
