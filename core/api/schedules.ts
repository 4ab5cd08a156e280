/** Schedules: recurring fetches and exports. Browser-safe. */
import { z } from "zod";
import { exportDestinations, exportFileChoices, exportFormats, plainFolder } from "../model/exportFormat.ts";
import { scheduleOutcomes } from "../model/schedule.ts";
import { Id, OptionalTime, Platform, RowId, Time } from "./common.ts";
import { AgeKey } from "./exports.ts";
import { StartFetchInput, TaskMode, TaskStatus } from "./tasks.ts";

/** Five fields: minute hour day month weekday. */
const CronText = z
  .string()
  .trim()
  .max(200, "must have at most 200 characters")
  .meta({ example: "30 3 * * *" });
const TimeZone = z.string().max(100, "must have at most 100 characters").meta({ example: "Europe/Berlin" });

/** What is exported of the schedule's server and channels, and where it goes. */
export const ScheduledExport = z.strictObject({
  format: z.enum(exportFormats),
  files: z.enum(exportFileChoices).default("linked"),
  /** Only the messages of so many days before each run; null: all. */
  days: z.int().min(1, "must be at least 1").max(36_500, "must be at most 36500").nullable().default(null),
  destination: z.enum(exportDestinations).default("folder"),
  /** The folder there; empty for schedule-<id>. */
  folder: z
    .string()
    .regex(plainFolder, "must have at most 64 letters, digits, dots, dashes or underscores")
    .default(""),
  /** So many finished ones stay; older ones are removed. */
  keep: z.int().min(1, "must be at least 1").max(1_000, "must be at most 1000").default(10),
  /** Files are encrypted to this public key of age; its owner alone can open them. */
  encryptTo: AgeKey.nullable().default(null),
});
export type ScheduledExport = z.infer<typeof ScheduledExport>;

/** What a schedule does: as of a fetch, save that it may be about the newest days before each run. */
const wish = {
  name: z
    .string()
    .trim()
    .min(1, "must have at least 1 character")
    .max(100, "must have at most 100 characters"),
  /** Null or absent: the whole guild. */
  channelIds: StartFetchInput.shape.channelIds.unwrap().nullable(),
  mode: TaskMode,
  /** Only the days before each run; null with neither days nor range: everything. Discord only. */
  newestDays: z.int().min(1, "must be at least 1").max(36_500, "must be at most 36500").nullable(),
  range: StartFetchInput.shape.range.unwrap().nullable(),
  options: z.strictObject({
    includeThreads: z.boolean().optional(),
    includeArchivedThreads: z.boolean().optional(),
  }),
  /** Set: it exports instead of fetching, and mode, newestDays, range and options are left as they are. */
  export: ScheduledExport.nullable(),
  cron: CronText,
  timeZone: TimeZone,
  /** Smaller runs first; 100 is what people ask for. */
  priority: z.int().min(0, "must be at least 0").max(1000, "must be at most 1000"),
  enabled: z.boolean(),
};

export const CreateScheduleInput = z.strictObject({
  ...wish,
  guildId: Id,
  channelIds: wish.channelIds.default(null),
  mode: wish.mode.default("fill"),
  newestDays: wish.newestDays.default(null),
  range: wish.range.default(null),
  options: wish.options.default({}),
  export: wish.export.default(null),
  timeZone: wish.timeZone.default("UTC"),
  priority: wish.priority.default(150),
  enabled: wish.enabled.default(true),
});
export type CreateScheduleInput = z.infer<typeof CreateScheduleInput>;

/** What is absent stays as it is. */
export const ChangeScheduleInput = z.strictObject(wish).partial();
export type ChangeScheduleInput = z.infer<typeof ChangeScheduleInput>;

export const ScheduleView = z.object({
  id: RowId,
  name: z.string(),
  platform: Platform,
  guildId: Id,
  guildName: z.string(),
  channelIds: z.array(Id).nullable(),
  /** Of the first 20 chosen channels. */
  channelNames: z.array(z.string()),
  mode: TaskMode,
  newestDays: z.number().int().nullable(),
  afterMessageId: Id.nullable(),
  beforeMessageId: Id.nullable(),
  includeThreads: z.boolean().nullable(),
  includeArchivedThreads: z.boolean().nullable(),
  export: z
    .object({
      format: z.enum(exportFormats),
      files: z.enum(exportFileChoices),
      days: z.number().int().nullable(),
      destination: z.enum(exportDestinations),
      folder: z.string(),
      keep: z.number().int(),
      encryptTo: z.string().nullable(),
    })
    .nullable(),
  cron: z.string(),
  timeZone: z.string(),
  priority: z.number().int(),
  enabled: z.boolean(),
  /** Null while it is not enabled, and for the seconds until a bot has worked it out. */
  nextRunAt: OptionalTime,
  /** The next three times by cron; none while it is not enabled. */
  nextRuns: z.array(Time),
  /** Null before the first. */
  lastRun: z
    .object({
      at: Time,
      outcome: z.enum(scheduleOutcomes),
      /** Why it was skipped or failed, an English sentence; null when it started. */
      message: z.string().nullable(),
    })
    .nullable(),
  /** The last task it started; its status is null once the task was pruned. */
  lastTask: z.object({ id: RowId, status: TaskStatus.nullable(), completedAt: OptionalTime }).nullable(),
  createdAt: Time,
  updatedAt: Time,
});
export type ScheduleView = z.infer<typeof ScheduleView>;

export const ScheduleListQuery = z.strictObject({ guildId: Id.optional() });
export const ScheduleListView = z.object({ schedules: z.array(ScheduleView) });
export type ScheduleListView = z.infer<typeof ScheduleListView>;
export const ScheduleAnswer = z.object({ schedule: ScheduleView });
export type ScheduleAnswer = z.infer<typeof ScheduleAnswer>;

export const RunScheduleView = z.object({
  schedule: ScheduleView,
  outcome: z.enum(scheduleOutcomes),
  /** The task that was made, or the open one because of which none was. */
  taskId: RowId.nullable(),
});
export type RunScheduleView = z.infer<typeof RunScheduleView>;

export const NextRunsQuery = z.strictObject({ cron: CronText, timeZone: TimeZone.default("UTC") });
/** The next five times; fewer where it never comes due again. */
export const NextRunsView = z.object({ nextRuns: z.array(Time) });
export type NextRunsView = z.infer<typeof NextRunsView>;
