/** What channels are, and what may be lacking to read one. */
export const channelKinds = [
  "category",
  "text",
  "announcement",
  "voice",
  "stage",
  "forum",
  "media",
  "directory",
  "public_thread",
  "private_thread",
  "announcement_thread",
  "chat",
  "topic",
] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** What an account lacks to read a channel. */
export const missingPermissions = [
  "view_channel",
  "read_message_history",
  "connect",
  "manage_threads",
  "membership",
  // Of chats of Telegram.
  "chat_access",
  "protected_content",
] as const;
export type MissingPermission = (typeof missingPermissions)[number];

/**
 * How much of a channel is archived: never (nothing), partial (gaps inside), outdated (complete up to some point,
 * newer messages exist), complete, unreadable (no account can read it), empty (nothing was ever written there),
 * none (cannot hold messages: categories, forums).
 */
export const coverageStates = [
  "never",
  "partial",
  "outdated",
  "complete",
  "unreadable",
  "empty",
  "none",
] as const;
export type CoverageState = (typeof coverageStates)[number];
