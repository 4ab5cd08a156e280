/** What is set aside because it cannot be stored as the platform sent it, and why a server is not up to date. */

export const setAsideKinds = ["message", "channel", "thread"] as const;
export type SetAsideKind = (typeof setAsideKinds)[number];

/**
 * not_an_object: null, a number, a list where an object belongs. no_usable_id, no_usable_author: missing, or no id of
 * the platform. unknown_kind: a channel type this version does not know. refused_by_database: PostgreSQL takes all
 * of its neighbours, but not this one.
 */
export const setAsideReasons = [
  "not_an_object",
  "no_usable_id",
  "no_usable_author",
  "unknown_kind",
  "refused_by_database",
] as const;
export type SetAsideReason = (typeof setAsideReasons)[number];

/** Why a server's channels and permissions are not up to date: an outage at the platform, or our own failure. */
export const syncErrors = ["unavailable", "not_stored"] as const;
export type SyncError = (typeof syncErrors)[number];
