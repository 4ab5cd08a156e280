/** Everything at a glance: all servers and chats of both platforms. Browser-safe. */
import { z } from "zod";
import { Id, Platform, RowId, Time } from "./common.ts";
import { TaskStatus } from "./tasks.ts";

const Count = z.number().int();

/** `since`: the last visit, as the browser remembers it; what changed after it is told. */
export const OverviewQuery = z.strictObject({ since: z.iso.datetime({ offset: true }).optional() });
export type OverviewQuery = z.infer<typeof OverviewQuery>;

const TaskLine = z.object({
  id: RowId,
  kind: z.string(),
  guildId: Id.nullable(),
  guildName: z.string().nullable(),
  channelName: z.string().nullable(),
});

export const OverviewView = z.object({
  /** The database's clock: what the browser remembers as this visit. */
  at: Time,
  /** Per platform of which there is anything. */
  platforms: z.array(
    z.object({
      platform: Platform,
      servers: Count,
      channels: Count,
      messages: Count,
      /** Archived share of what the channels are expected to hold, 0 to 1. */
      completeness: z.number(),
    }),
  ),
  /** Messages by the day they were sent, each of the last 30 days of each server's own zone, today last. */
  activity: z.array(z.object({ day: z.iso.date(), discord: Count, telegram: Count })),
  /** All servers and chats, those in which most was said in the last seven days first. */
  servers: z.array(
    z.object({
      guildId: Id,
      name: z.string(),
      platform: Platform,
      isReadable: z.boolean(),
      messages: Count,
      completeness: z.number(),
      /** Sent in the last seven days, and in the seven before them. */
      lastWeek: Count,
      weekBefore: Count,
      openTasks: Count,
    }),
  ),
  tasks: z.object({
    running: Count,
    waiting: Count,
    /** Failed in the last 24 hours. */
    failed: Count,
    /** Those that run: the longest first, at most 6. */
    runningNow: z.array(TaskLine.extend({ progress: z.number() })),
    /** The newest that failed within seven days, at most 5. */
    failures: z.array(TaskLine.extend({ message: z.string().nullable(), at: Time })),
  }),
  storage: z.object({
    databaseBytes: z.number(),
    fileBytes: z.number(),
    /** Null where the API cannot ask the file system. */
    freeBytes: z.number().nullable(),
  }),
  /** What comes due next, at most 5. */
  schedules: z.array(z.object({ id: RowId, name: z.string(), guildName: z.string(), nextRunAt: Time })),
  /** What happened after `since`; null without it. */
  changes: z
    .object({
      since: Time,
      /** Tasks that ended, by how; parts of others and notifications are not counted. */
      ended: z.array(z.object({ status: TaskStatus, count: Count })),
      /** Servers and chats that are new, at most 20. */
      newServers: z.array(z.object({ guildId: Id, name: z.string() })),
      /** Who came to and left servers, as far as it was heard. */
      joins: Count,
      leaves: Count,
    })
    .nullable(),
});
export type OverviewView = z.infer<typeof OverviewView>;
