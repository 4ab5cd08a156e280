/** Words of mirroring that both processes and the browser share. */

export const mirrorModes = ["forward", "copy"] as const;
export type MirrorMode = (typeof mirrorModes)[number];

export const mirrorMessageStates = ["pending", "sent", "failed", "skipped"] as const;
export type MirrorMessageState = (typeof mirrorMessageStates)[number];

export const skipReasons = [
  "protected_content",
  "file_too_large",
  "unsupported_type",
  "rate_limited_skip", // of an imported mirror: ours waits instead
  "failed_too_many_times",
  "message_deleted",
  "filtered",
  "mirrored", // a mirror posted it: it is never mirrored back
  "not_a_comment", // other talk of a discussion group, and the posts themselves
  "post_not_mirrored", // a comment under a post that was not
  "no_thread", // the copy of its post has no comments
  "too_many_comments", // so many as are wanted of a post stand before it
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** What a message is to filters and to people. */
export const mirrorKinds = [
  "text",
  "photo",
  "video",
  "document",
  "audio",
  "voice",
  "animation",
  "sticker",
  "poll",
  "other",
] as const;
export type MirrorKind = (typeof mirrorKinds)[number];

/** Why a mirror cannot go on until something outside changes; it is tried again by itself. */
export const blockedReasons = [
  "source_missing",
  "source_protected",
  "target_missing",
  "target_forbidden",
  "account_banned",
  "no_discussion_group",
  "already_mirrored",
] as const;
export type BlockedReason = (typeof blockedReasons)[number];

export const mirrorFilters = ["inherit", "off", "custom"] as const;
export type MirrorFilter = (typeof mirrorFilters)[number];

/** Whole numbers of the settings: smallest, largest and usual value. The database checks the same (migrations/0032, 0041 and 0052). */
export const mirrorNumbers = {
  mirrorIntervalMs: { min: 0, max: 10_000, usual: 1_000 },
  maxRetryCount: { min: 0, max: 100, usual: 3 },
  retryIntervalSec: { min: 0, max: 86_400, usual: 60 },
  maxFileSizeMb: { min: 1, max: 4_096, usual: 100 },
  mediaGroupBufferMs: { min: 200, max: 10_000, usual: 1_500 },
  maxCommentsPerPost: { min: 1, max: 10_000, usual: 500 },
} as const;
export const concurrentMirrors = { min: 1, max: 10, usual: 1 } as const;

/** Settings that are on or off. */
export const mirrorSwitches = [
  "skipAfterMaxRetry",
  "syncMessageEdits",
  "keepEditHistory",
  "syncMessageDeletions",
  "mirrorVideos",
  "skipProtectedContent",
  "groupMediaMessages",
  "nameAuthors",
  "syncComments",
] as const;

/** How it stands with the comments under a mirror's posts, where they are wanted. */
export const commentsStates = [
  "mirrored",
  "source_without_group",
  "group_not_archived",
  "other_platform", // one of both sides is not on Telegram
] as const;
export type CommentsState = (typeof commentsStates)[number];

export const mirrorEventCodes = [
  "created",
  "paused",
  "resumed",
  "target_made",
  "blocked",
  "unblocked",
  "refused",
  "retried",
  "skipped",
  "moved", // source or target has become another chat
] as const;
export type MirrorEventCode = (typeof mirrorEventCodes)[number];
