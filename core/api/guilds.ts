/** Guilds, channels and their coverage. Browser-safe. */
import { z } from "zod";
import { channelKinds, coverageStates, missingPermissions } from "../model/channel.ts";
import { syncErrors } from "../model/setAside.ts";
import { chatStates } from "../model/telegram.ts";
import { Id, OptionalTime, Platform, RowId, Time } from "./common.ts";
import { TaskStatus } from "./tasks.ts";
import { SortingInput } from "./telegram.ts";

/** What is known of a guild that is a chat of Telegram. */
export const ChatView = z.object({
  /** Public name without @; null when it has none. */
  username: z.string().nullable(),
  /** Whether it can be read, as of the last look; null before that. */
  state: z.enum(chatStates).nullable(),
  /** Telegram's code for that, such as CHANNEL_PRIVATE. */
  stateReason: z.string().nullable(),
  stateAt: OptionalTime,
  checkedAt: OptionalTime,
  /** Its owner forbids forwarding and saving. */
  isProtected: z.boolean(),
  /** Its discussion group, or the channel whose discussion group it is. */
  linkedChatId: Id.nullable(),
  /** The supergroup that this basic group became. */
  migratedTo: Id.nullable(),
  /** False once it is archived no more. */
  isChosen: z.boolean(),
});
export type ChatView = z.infer<typeof ChatView>;

/** Whether somebody listens to a guild, and whether what was missed while nobody did is there. */
export const LiveView = z.object({
  /** catching_up: what was missed is being looked for or fetched; off: nobody listens. */
  state: z.enum(["live", "catching_up", "off"]),
  /** Since when it has been listened to without interruption; null while off. */
  since: OptionalTime,
  /** Channels of which something announced is missing; 0 while off. */
  behind: z.number().int(),
});
export type LiveView = z.infer<typeof LiveView>;

export const GuildView = z.object({
  id: Id,
  platform: Platform,
  kind: z.string(),
  name: z.string(),
  /** Absolute address of the icon, or null. */
  iconUrl: z.string().nullable(),
  memberCount: z.number().int().nullable(),
  isDemo: z.boolean(),
  /** False when no account of ours is in the guild any more; what is archived stays. */
  isReadable: z.boolean(),
  /** Channels and threads that can hold messages. */
  channelCount: z.number().int(),
  messageCount: z.number().int(),
  openTaskCount: z.number().int(),
  lastFetchedAt: OptionalTime,
  live: LiveView,
  /** Whether what is missing is fetched by itself; null: once the whole guild has been fetched on request. */
  keepComplete: z.boolean().nullable(),
  /** Whether it is kept who reacted and voted; Discord only. */
  keepsResponses: z.boolean(),
  /** Since when all work on it is paused; null normally. */
  workPausedAt: OptionalTime,
  /** Why and since when channels and permissions are not up to date; null when they are, for one account at least. */
  syncFailure: z.object({ error: z.enum(syncErrors), detail: z.string(), since: Time }).nullable(),
  /** Messages and channels that could not be stored as they were sent. */
  setAsideCount: z.number().int(),
  /** What operators sort it under; null: nothing. */
  groupName: z.string().nullable(),
  /** From -100 to 100; the higher, the sooner its fetches run. */
  priority: z.number().int(),
  /** Null on Discord. */
  chat: ChatView.nullable(),
});
export type GuildView = z.infer<typeof GuildView>;
export const GuildListView = z.object({ guilds: z.array(GuildView) });
export type GuildListView = z.infer<typeof GuildListView>;

/** What is left out stays as it is. */
export const GuildChange = z
  .strictObject({
    keepComplete: z.boolean().nullable().optional(),
    /** Discord only. */
    keepsResponses: z.boolean().optional(),
    ...SortingInput,
  })
  .refine((change) => Object.keys(change).length > 0, "must name something to change");
export type GuildChange = z.infer<typeof GuildChange>;

export const GuildActionView = z.object({ guild: GuildView });
export type GuildActionView = z.infer<typeof GuildActionView>;

export const ChannelKind = z.enum(channelKinds);
export type ChannelKind = z.infer<typeof ChannelKind>;

/** What an account lacks to read a channel. */
export const MissingPermission = z.enum(missingPermissions);
export type MissingPermission = z.infer<typeof MissingPermission>;

export const CoverageState = z.enum(coverageStates);
export type CoverageState = z.infer<typeof CoverageState>;

export const ChannelView = z.object({
  id: Id,
  /** Category of a channel, channel of a thread or forum post. */
  parentId: Id.nullable(),
  kind: ChannelKind,
  name: z.string(),
  position: z.number().int(),
  isArchived: z.boolean(),
  isLocked: z.boolean(),
  isNsfw: z.boolean(),
  /** Deleted on the platform; its archive stays. */
  isRemoved: z.boolean(),
  hasHistory: z.boolean(),
  messageCount: z.number().int(),
  /** Newest archived message. */
  newestMessageId: Id.nullable(),
  /** Newest message the platform reported. */
  lastMessageId: Id.nullable(),
  lastFetchedAt: OptionalTime,
  /** Life of the channel on the id axis: its creation, and the newest known message (exclusive end). */
  life: z.object({ from: Id, to: Id }),
  /** Proven intervals [from, to) within its life, oldest first; at most 64, the smallest gaps closed for drawing only. */
  covered: z.array(z.tuple([Id, Id])),
  /** Covered share of its life by time, 0 to 1. */
  share: z.number(),
  state: CoverageState,
  /** Everything said there is heard and archived as it is said; its newest message is proven or about to be. */
  isLive: z.boolean(),
  /** Empty when some account can read it. */
  missing: z.array(MissingPermission),
});
export type ChannelView = z.infer<typeof ChannelView>;

/** Words that all stand somewhere in a channel's name, whatever their case. */
export const ChannelSearchQuery = z.strictObject({ query: z.string().trim().min(1).max(100) });

/** Channels of all guilds, those with the most messages first; at most 20. */
export const ChannelSearchView = z.object({
  channels: z.array(
    z.object({ id: Id, guildId: Id, guildName: z.string(), name: z.string(), kind: ChannelKind }),
  ),
});
export type ChannelSearchView = z.infer<typeof ChannelSearchView>;

/** The open task of a channel (a child of a guild task as well). */
export const OpenTaskView = z.object({
  channelId: Id,
  taskId: RowId,
  status: TaskStatus,
  progress: z.number(),
});
export type OpenTaskView = z.infer<typeof OpenTaskView>;

/** `since` is the `version` of an earlier answer: only channels that changed after it are answered again. */
export const ChannelListQuery = z.strictObject({
  since: z
    .string()
    .regex(/^\d{1,16}$/, "must be the version of an earlier answer")
    .optional(),
});

export const ChannelListView = z.object({
  version: z.string(),
  live: LiveView,
  /** All channels, or with `since` the changed ones. */
  channels: z.array(ChannelView),
  /** Running and paused tasks, and pending ones up to 1000; a channel that is not listed has none of these. Complete in every answer. */
  openTasks: z.array(OpenTaskView),
  pendingTaskCount: z.number().int(),
});
export type ChannelListView = z.infer<typeof ChannelListView>;
