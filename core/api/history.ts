/** What of a guild's history is archived: summary, per-channel statistics, ranges, what needs an update. Browser-safe. */
import { z } from "zod";
import { Id, OptionalTime, Time } from "./common.ts";
import { CoverageState, MissingPermission } from "./guilds.ts";
import { TaskStatus } from "./tasks.ts";

/** `days` of archiving to list, today included. */
export const SummaryQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(30) });

export const SummaryView = z.object({
  guildId: Id,
  /** Tasks per status, children of guild tasks not counted. */
  tasks: z.record(TaskStatus, z.number().int()),
  messagesFetched: z.number().int(),
  messagesSaved: z.number().int(),
  messagesDuplicate: z.number().int(),
  messagesUpdated: z.number().int(),
  /** Archived messages. */
  messageCount: z.number().int(),
  channels: z.record(CoverageState, z.number().int()),
  /** Archived share of the messages that the readable channels are expected to hold (completeness.ts), 0 to 1. */
  completeness: z.number(),
  lastFetchedAt: OptionalTime,
  /** Messages and channels that could not be stored as they were sent (GET /guilds/:guildId/set-aside). */
  setAsideCount: z.number().int(),
  archivedPerDay: z.array(z.object({ day: z.iso.date(), messages: z.number().int() })),
});
export type SummaryView = z.infer<typeof SummaryView>;

/** Threads and forum posts are listed unless `includeThreads` is false. */
export const HistoryChannelsQuery = z.strictObject({
  includeThreads: z.enum(["true", "false"]).default("true"),
});

export const HistoryChannelView = z.object({
  channelId: Id,
  channelName: z.string(),
  kind: z.string(),
  parentId: Id.nullable(),
  messageCount: z.number().int(),
  tasks: z.record(TaskStatus, z.number().int()),
  messagesSaved: z.number().int(),
  lastFetchedAt: OptionalTime,
  lastSuccessAt: OptionalTime,
  state: CoverageState,
});
export const HistoryChannelsView = z.object({ channels: z.array(HistoryChannelView) });
export type HistoryChannelsView = z.infer<typeof HistoryChannelsView>;

/** A proven interval [startMessageId, endMessageId) or a gap between two, newest first. */
export const RangesView = z.object({
  channelId: Id,
  ranges: z.array(z.object({ startMessageId: Id, endMessageId: Id, startAt: Time, endAt: Time })),
  gaps: z.array(z.object({ afterMessageId: Id, beforeMessageId: Id, startAt: Time, endAt: Time })),
});
export type RangesView = z.infer<typeof RangesView>;

/** Every channel with a reason why it should be fetched, or none. */
export const AnalyzeView = z.object({
  channels: z.array(
    z.object({
      channelId: Id,
      channelName: z.string(),
      parentId: Id.nullable(),
      needsUpdate: z.boolean(),
      reason: CoverageState,
      missing: z.array(MissingPermission),
      newestArchivedAt: OptionalTime,
      newestOnPlatformAt: OptionalTime,
      lastFetchedAt: OptionalTime,
    }),
  ),
});
export type AnalyzeView = z.infer<typeof AnalyzeView>;
