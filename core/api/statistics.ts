/** Statistics of a guild, and the answers of the original's statistics endpoints. Browser-safe. */
import { z } from "zod";
import { statisticsRanges } from "../model/statistics/span.ts";
import { Id, OptionalTime, Time } from "./common.ts";

const Day = z.iso.date();
const Count = z.number().int();

/** `custom` takes both days, each included; they are days of the guild's time zone. */
export const StatisticsQuery = z
  .strictObject({
    range: z.enum(statisticsRanges).default("30d"),
    from: Day.optional(),
    to: Day.optional(),
  })
  .refine(
    ({ range, from, to }) => range !== "custom" || (from !== undefined && to !== undefined && from <= to),
    {
      error: "custom needs from and to, the earlier one first",
      path: ["from"],
    },
  );
export type StatisticsQuery = z.infer<typeof StatisticsQuery>;

/** Part of every answer: what was asked, and what it cannot know. */
const about = {
  guildId: Id,
  /** IANA name; days and hours are those of this zone. */
  zone: z.string(),
  span: z.object({ from: Day, to: Day }),
  /** What it is compared with; null for all there is. */
  before: z.object({ from: Day, to: Day }).nullable(),
  /** False while what is archived is still being counted: figures are too small then. */
  isCounted: z.boolean(),
  /** Channels still to be counted. */
  uncountedChannels: Count,
  /** Where messages of the span are not archived: a low figure there is no proof of silence. */
  missing: z.object({
    channels: Count,
    stretches: z.array(z.object({ from: Time, to: Time })),
  }),
};

const Totals = z.object({
  messages: Count,
  people: Count,
  newPeople: Count,
  replies: Count,
  characters: Count,
  edited: Count,
  /** Deleted since; in no other figure. */
  deleted: Count,
  /** Notes of the platform, such as pins; in no other figure. */
  system: Count,
  lengths: z.object({ wordless: Count, brief: Count, medium: Count, long: Count, veryLong: Count }),
});
export type StatisticsTotals = z.infer<typeof Totals>;

export const ActivityView = z.object({
  ...about,
  totals: Totals,
  totalsBefore: Totals.nullable(),
  step: z.enum(["hour", "day", "month"]),
  /** Every hour, day or month of the span; `people` is null for hours. */
  series: z.array(
    z.object({
      at: z.string(),
      messages: Count,
      people: Count.nullable(),
      newPeople: Count.nullable(),
      joins: Count.nullable(),
      leaves: Count.nullable(),
    }),
  ),
  /** The same of the days before, in order; empty where there is nothing to compare with. */
  seriesBefore: z.array(Count),
  /** Messages by weekday (Monday first) and hour of the zone's clock. */
  heat: z.array(z.array(Count)),
});
export type ActivityView = z.infer<typeof ActivityView>;

const Item = z.object({ item: z.string(), count: Count });
const RankedChannel = z.object({
  id: Id,
  name: z.string(),
  parentName: z.string().nullable(),
  messages: Count,
  messagesBefore: Count,
});
export const RankingView = z.object({
  ...about,
  /** At most 20 of each, most first. */
  channels: z.array(RankedChannel),
  threads: z.array(RankedChannel),
  people: z.array(
    z.object({ id: Id, name: z.string(), isBot: z.boolean(), messages: Count, lastDay: Day.nullable() }),
  ),
  emoji: z.array(Item),
  /** By when their messages were sent. */
  reactions: z.array(Item),
  domains: z.array(Item),
  attachments: z.array(Item),
});
export type RankingView = z.infer<typeof RankingView>;

export const LoyaltyView = z.object({
  ...about,
  /** People who wrote in the span: for the first time, or not. */
  newPeople: Count,
  returningPeople: Count,
  memberCount: Count.nullable(),
  joins: Count,
  leaves: Count,
  /** Of those who first wrote in a month, how many wrote in it and in each month after; the last 12 months. */
  cohorts: z.array(z.object({ month: Day, active: z.array(Count) })),
});
export type LoyaltyView = z.infer<typeof LoyaltyView>;

export const SpeechView = z.object({
  ...about,
  /** Messages that were looked at, spread over the span, of how many. */
  sampled: Count,
  of: Count,
  /** How many of the sampled messages say each word. */
  words: z.array(z.object({ word: z.string(), count: Count })),
  languages: z.array(z.object({ language: z.string(), count: Count })),
  /** Half of the sampled answers came within so many seconds; null without any. */
  medianResponseSeconds: z.number().nullable(),
  sampledReplies: Count,
});
export type SpeechView = z.infer<typeof SpeechView>;

export const PostsView = z.object({
  ...about,
  posts: Count,
  /** As last counted. */
  views: Count,
  forwards: Count,
  replies: Count,
  reactions: Count,
  /** By the day or month the posts were sent. */
  series: z.array(z.object({ at: Day, posts: Count, views: Count, forwards: Count, reactions: Count })),
  /** Most seen first, at most 20. */
  top: z.array(
    z.object({
      channelId: Id,
      messageId: Id,
      text: z.string(),
      sentAt: Time,
      views: Count,
      forwards: Count,
      reactions: Count,
    }),
  ),
  /** Members or subscribers as last seen on each day that it changed. */
  growth: z.array(z.object({ day: Day, members: Count })),
});
export type PostsView = z.infer<typeof PostsView>;

/** An IANA time zone, or null for that of the installation. Everything is counted anew by its days. */
export const StatisticsSettings = z.strictObject({ timezone: z.string().min(1).max(64).nullable() });
export type StatisticsSettings = z.infer<typeof StatisticsSettings>;
export const StatisticsSettingsView = z.object({ timezone: z.string().nullable(), zone: z.string() });
export type StatisticsSettingsView = z.infer<typeof StatisticsSettingsView>;

// The original's endpoints, field by field (`/stats/…/:guildId`).

/** `days` back from today, or both dates; "all" days without either. */
export const OriginalQuery = z.strictObject({
  days: z.union([z.literal("all"), z.coerce.number().int().min(1).max(36_500)]).optional(),
  startDate: Day.optional(),
  endDate: Day.optional(),
});
export type OriginalQuery = z.infer<typeof OriginalQuery>;
export const OriginalServerView = z.object({
  name: z.string(),
  memberCount: Count.nullable(),
  channelCount: Count,
  roleCount: Count,
  createdAt: OptionalTime,
});
export const OriginalMembersView = z.array(
  z.object({ id: Id, username: z.string(), messageCount: Count, lastActive: Day.nullable() }),
);
export const OriginalChannelsView = z.array(z.object({ id: Id, name: z.string(), messageCount: Count }));
export const OriginalMessagesView = z.array(z.object({ date: Day, messageCount: Count, activeUsers: Count }));
export const OriginalEmojisView = z.array(
  z.object({ emoji: z.string(), isCustom: z.boolean(), count: Count }),
);
export const OriginalKeywordsView = z.array(z.object({ keyword: z.string(), count: Count }));
export const OriginalTodayView = z.object({
  topChannel: z.object({ id: Id, name: z.string(), messageCount: Count }).nullable(),
  topUser: z.object({ id: Id, username: z.string(), messageCount: Count }).nullable(),
  topEmoji: z.object({ emoji: z.string(), count: Count }).nullable(),
});
