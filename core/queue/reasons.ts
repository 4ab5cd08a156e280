/** The codes of `status_reason`: why a task has the status it has. The console has words for each of them. */

/** What no repetition can mend; the operator has to do something. */
export const permanentReasons = [
  "unknown_guild",
  "unknown_channel",
  "missing_access",
  "missing_permission",
  "no_history",
  "request_refused",
  "forgotten", // what it was to read is not stored any more
  // Of notifications.
  "receiver_refused",
  "address_refused",
  "secret_unreadable",
  // Of erasures.
  "forgetting_key_missing",
  "not_erasable",
  // Of imports.
  "import_unreadable",
  // Of exports.
  "export_empty",
  "export_query_refused",
  "export_no_bucket",
  "export_too_large",
  "export_passphrase_gone",
] as const;

/** What is tried again later. */
export const retryReasons = [
  "discord_unavailable",
  "discord_unreachable",
  "discord_unreadable",
  "discord_not_ready",
  "telegram_unavailable",
  "telegram_unreachable",
  "telegram_unreadable",
  "inconsistent_page",
  "receiver_unreachable",
  "storage_unavailable", // where files are stored: the folder or the bucket
  "files_unreachable", // a platform's files: so many failed in a row that the others wait
  "unexpected_error",
] as const;

/** What only has to wait. */
export const snoozeReasons = [
  "rate_limited", // until the platform allows more
  "media_disk_low", // until there is room for files again
  "export_disk_low", // until there is room for what is exported
  "mirror_waits", // until a refused message is tried again
  "mirror_turn", // until other mirrors have had their turn
  "fetches_first", // until the fetches that people asked for are done
] as const;

export const statusReasons = [
  ...permanentReasons,
  ...retryReasons,
  ...snoozeReasons,
  "messages_set_aside", // all but some that could not be stored as sent
  "channels_left_out", // of a task over several channels: what could not be read from the start
  "coverage_withdrawn", // messages turned up where all was thought to be archived: read again
  "no_message_content", // read, but without the texts: the intent is off
  "traces_left", // of an erasure: its scan still found something
  "import_incomplete", // of an import: a file of it could not be read to its end
  "import_left_out", // of an import: all but some items
  "export_files_missing", // of an export: attachments that were never downloaded
  "children_incomplete", // of a task over several channels: some ended with less than everything
  // Handed back; the attempt does not count.
  "shutdown",
  "account_lost",
  "database_away",
  "database_busy", // every connection of the bot's own pool was in use
  "guild_paused", // an operator paused the work of its server
  "disk_low", // fetching pauses while the disk is nearly full
  // Written by SQL while it is pending (migrations/0005_history_fetch_rules.sql): why it is not running.
  "no_account",
  "account_offline",
  "scheduled",
  "channel_busy",
  "in_queue",
  // Written by SQL: the lease ran out (queue/lease.ts), or the parent was changed.
  "worker_lost",
  "worker_lost_repeatedly",
  "parent_cancelled",
  "parent_paused",
] as const;

export type PermanentReason = (typeof permanentReasons)[number];
export type RetryReason = (typeof retryReasons)[number];
export type SnoozeReason = (typeof snoozeReasons)[number];
export type StatusReason = (typeof statusReasons)[number];
