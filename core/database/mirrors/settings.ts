/** mirror_settings: one row for all mirrors, and what differs for single ones. */
import {
  concurrentMirrors,
  type MirrorFilter,
  type MirrorKind,
  type MirrorMode,
  mirrorNumbers,
} from "../../model/mirror.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** What may differ from mirror to mirror. Times in their names' units; `maxFileSizeMb` in 1,000,000 bytes. */
export interface MirrorSettings {
  mirrorIntervalMs: number;
  maxRetryCount: number;
  retryIntervalSec: number;
  skipAfterMaxRetry: boolean;
  syncMessageEdits: boolean;
  keepEditHistory: boolean;
  syncMessageDeletions: boolean;
  mirrorVideos: boolean;
  maxFileSizeMb: number;
  skipProtectedContent: boolean;
  groupMediaMessages: boolean;
  mediaGroupBufferMs: number;
  /** Copies on the other platform begin with the author's name. */
  nameAuthors: boolean;
  /** Comments under the posts of a Telegram channel are mirrored under their copies. */
  syncComments: boolean;
  /** So many comments under a post are mirrored, the first ones. */
  maxCommentsPerPost: number;
  messageFilter: MirrorFilter;
  filterKeywords: string[];
  filterKinds: MirrorKind[];
  filterSenders: string[];
}

/** Those of all mirrors: besides what single ones may change, what concerns them together. */
export interface CommonMirrorSettings extends MirrorSettings {
  defaultMirrorMode: MirrorMode;
  concurrentMirrors: number;
  autoChannelPrefix: string;
  autoChannelPrivate: boolean;
  autoChannelAdmins: string[];
}

/** Null: as for all mirrors. */
export type OwnMirrorSettings = { [K in keyof MirrorSettings]: MirrorSettings[K] | null };

/** Property, column, type. Constants of ours that go into SQL text. */
const ownColumns: readonly (readonly [keyof MirrorSettings, string, string])[] = [
  ["mirrorIntervalMs", "mirror_interval_ms", "int"],
  ["maxRetryCount", "max_retry_count", "int"],
  ["retryIntervalSec", "retry_interval_sec", "int"],
  ["skipAfterMaxRetry", "skip_after_max_retry", "boolean"],
  ["syncMessageEdits", "sync_message_edits", "boolean"],
  ["keepEditHistory", "keep_edit_history", "boolean"],
  ["syncMessageDeletions", "sync_message_deletions", "boolean"],
  ["mirrorVideos", "mirror_videos", "boolean"],
  ["maxFileSizeMb", "max_file_size_mb", "int"],
  ["skipProtectedContent", "skip_protected_content", "boolean"],
  ["groupMediaMessages", "group_media_messages", "boolean"],
  ["mediaGroupBufferMs", "media_group_buffer_ms", "int"],
  ["nameAuthors", "name_authors", "boolean"],
  ["syncComments", "sync_comments", "boolean"],
  ["maxCommentsPerPost", "max_comments_per_post", "int"],
  ["messageFilter", "message_filter", "text"],
  ["filterKeywords", "filter_keywords", "text[]"],
  ["filterKinds", "filter_kinds", "text[]"],
  ["filterSenders", "filter_senders", "int8[]"],
];
const commonColumns: readonly (readonly [keyof CommonMirrorSettings, string, string])[] = [
  ["defaultMirrorMode", "default_mirror_mode", "text"],
  ["concurrentMirrors", "concurrent_mirrors", "int"],
  ["autoChannelPrefix", "auto_channel_prefix", "text"],
  ["autoChannelPrivate", "auto_channel_private", "boolean"],
  ["autoChannelAdmins", "auto_channel_admins", "text[]"],
  ...ownColumns,
];

/** SQL: what holds for a mirror: its own value of `column`, else that of all mirrors, else `usual`. `mirror`, `usual`: SQL. */
export const effective = (column: string, mirror: string, usual: string | number): string => `coalesce(
  (select own.${column} from mirror_settings own where own.mirror_id = ${mirror}),
  (select every.${column} from mirror_settings every where every.mirror_id is null), ${usual})`;

const listed = (columns: readonly (readonly [string, string, string])[]) =>
  columns.map(([name, column]) => `${column} as "${name}"`).join(", ");

/** What holds until somebody sets it: the original's values. */
export const usualMirrorSettings: CommonMirrorSettings = {
  defaultMirrorMode: "forward",
  concurrentMirrors: concurrentMirrors.usual,
  autoChannelPrefix: "",
  autoChannelPrivate: true,
  autoChannelAdmins: [],
  mirrorIntervalMs: mirrorNumbers.mirrorIntervalMs.usual,
  maxRetryCount: mirrorNumbers.maxRetryCount.usual,
  retryIntervalSec: mirrorNumbers.retryIntervalSec.usual,
  skipAfterMaxRetry: true,
  syncMessageEdits: false,
  keepEditHistory: true,
  syncMessageDeletions: false,
  mirrorVideos: true,
  maxFileSizeMb: mirrorNumbers.maxFileSizeMb.usual,
  skipProtectedContent: true,
  groupMediaMessages: true,
  nameAuthors: true,
  syncComments: false,
  maxCommentsPerPost: mirrorNumbers.maxCommentsPerPost.usual,
  mediaGroupBufferMs: mirrorNumbers.mediaGroupBufferMs.usual,
  messageFilter: "off",
  filterKeywords: [],
  filterKinds: [],
  filterSenders: [],
};

/** Those of all mirrors. */
export async function readCommonSettings(db: Queryable): Promise<CommonMirrorSettings> {
  const { rows } = await db.query<CommonMirrorSettings>({
    name: "read-common-mirror-settings",
    text: `select ${listed(commonColumns)} from mirror_settings where mirror_id is null`,
  });
  return rows[0] ?? usualMirrorSettings;
}

/** What differs for one mirror. */
export async function readOwnSettings(db: Queryable, mirrorId: string): Promise<OwnMirrorSettings> {
  const { rows } = await db.query<OwnMirrorSettings>({
    name: "read-own-mirror-settings",
    text: `select ${listed(ownColumns)} from mirror_settings where mirror_id = $1`,
    values: [mirrorId],
  });
  return rows[0] ?? nothingOwn();
}

const nothingOwn = (): OwnMirrorSettings => ({
  mirrorIntervalMs: null,
  maxRetryCount: null,
  retryIntervalSec: null,
  skipAfterMaxRetry: null,
  syncMessageEdits: null,
  keepEditHistory: null,
  syncMessageDeletions: null,
  mirrorVideos: null,
  maxFileSizeMb: null,
  skipProtectedContent: null,
  groupMediaMessages: null,
  mediaGroupBufferMs: null,
  nameAuthors: null,
  syncComments: null,
  maxCommentsPerPost: null,
  messageFilter: null,
  filterKeywords: null,
  filterKinds: null,
  filterSenders: null,
});

/** What holds for one mirror. The filter is taken whole: its own one, or that of all. */
export function effectiveSettings(common: CommonMirrorSettings, own: OwnMirrorSettings): MirrorSettings {
  const filter = own.messageFilter === null || own.messageFilter === "inherit" ? common : own;
  const of = <Name extends keyof MirrorSettings>(name: Name): MirrorSettings[Name] =>
    own[name] ?? common[name];
  return {
    mirrorIntervalMs: of("mirrorIntervalMs"),
    maxRetryCount: of("maxRetryCount"),
    retryIntervalSec: of("retryIntervalSec"),
    skipAfterMaxRetry: of("skipAfterMaxRetry"),
    syncMessageEdits: of("syncMessageEdits"),
    keepEditHistory: of("keepEditHistory"),
    syncMessageDeletions: of("syncMessageDeletions"),
    mirrorVideos: of("mirrorVideos"),
    maxFileSizeMb: of("maxFileSizeMb"),
    skipProtectedContent: of("skipProtectedContent"),
    groupMediaMessages: of("groupMediaMessages"),
    mediaGroupBufferMs: of("mediaGroupBufferMs"),
    nameAuthors: of("nameAuthors"),
    syncComments: of("syncComments"),
    maxCommentsPerPost: of("maxCommentsPerPost"),
    messageFilter: filter.messageFilter ?? "off",
    filterKeywords: filter.filterKeywords ?? [],
    filterKinds: filter.filterKinds ?? [],
    filterSenders: filter.filterSenders ?? [],
  };
}

/** Changes those of all mirrors; what is left out stays. Throws the database's check_violation for impossible values. */
export async function changeCommonSettings(
  tx: Queryable,
  change: Partial<CommonMirrorSettings>,
): Promise<void> {
  const given = commonColumns.filter(([name]) => change[name] !== undefined);
  if (given.length === 0) return;
  await tx.query({
    name: "insert-common-mirror-settings",
    text: `
      insert into mirror_settings (${commonColumns.map(([, column]) => column).join(", ")})
      values (${commonColumns.map(([, , type], index) => `$${index + 1}::${type}`).join(", ")})
      on conflict ((mirror_id is null)) where mirror_id is null do nothing`,
    values: commonColumns.map(([name]) => usualMirrorSettings[name]),
  });
  const sets = given.map(([, column, type], index) => `${column} = $${index + 1}::${type}`);
  await tx.query({
    text: `update mirror_settings set ${sets.join(", ")}, updated_at = now() where mirror_id is null`,
    values: given.map(([name]) => change[name]),
  });
}

/** Changes those of one mirror; null makes it go by those of all again, what is left out stays. */
export async function changeOwnSettings(
  tx: Queryable,
  mirrorId: string,
  change: Partial<OwnMirrorSettings>,
): Promise<void> {
  const given = ownColumns.filter(([name]) => change[name] !== undefined);
  if (given.length === 0) return;
  const values = given.map(([, , type], index) => `$${index + 2}::${type}`);
  const sets = given.map(([, column]) => `${column} = excluded.${column}`);
  await tx.query({
    text: `
      insert into mirror_settings (mirror_id, ${given.map(([, column]) => column).join(", ")})
      values ($1, ${values.join(", ")})
      on conflict (mirror_id) do update set ${sets.join(", ")}, updated_at = now()`,
    values: [mirrorId, ...given.map(([name]) => change[name])],
  });
}
