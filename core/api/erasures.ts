/** Forgetting: what would go, asking for it, how far it is, and the list of who is forgotten. Browser-safe. */
import { z } from "zod";
import { erasureSubjects } from "../model/erasure.ts";
import { Cursor, Id, Limit, OptionalTime, RowId, Time } from "./common.ts";
import { TaskStatus } from "./tasks.ts";

export const ErasureSubject = z.enum(erasureSubjects);
export type ErasureSubject = z.infer<typeof ErasureSubject>;

/** What is meant. A person in all servers. */
const target = {
  subject: ErasureSubject,
  personId: Id.optional(),
  guildId: Id.optional(),
  channelId: Id.optional(),
  messageId: Id.optional(),
};
const needed: Record<ErasureSubject, readonly (keyof typeof target)[]> = {
  person: ["personId"],
  message: ["channelId", "messageId"],
  channel: ["channelId"],
  guild: ["guildId"],
};
const isNamed = (input: { subject: ErasureSubject } & Record<string, unknown>) =>
  needed[input.subject].every((field) => input[field] !== undefined);
const notNamed = "needs the ids of what is meant: personId; channelId and messageId; channelId; or guildId";

export const ErasurePreviewQuery = z.strictObject(target).refine(isNamed, notNamed);
export type ErasurePreviewQuery = z.infer<typeof ErasurePreviewQuery>;

export const ErasurePreviewView = z.object({
  /** As people know it: a person's or channel's name, a message's first words; null for what is not known here. */
  name: z.string().nullable(),
  /** How much would go, by kind. */
  counts: z.record(z.string(), z.number().int()),
  /** A person: in how many channels and servers. */
  channels: z.number().int(),
  guilds: z.number().int(),
  /** It is on the list already. */
  isForgotten: z.boolean(),
});
export type ErasurePreviewView = z.infer<typeof ErasurePreviewView>;

export const ErasureInput = z
  .strictObject({
    ...target,
    /** False: what is stored stays, only nothing new is stored. People only. */
    erases: z.boolean().default(true),
    /** Beside the entry in the list, e.g. where the wish came from. */
    note: z.string().trim().max(200, "must have at most 200 characters").optional(),
    /** The access password: whoever found an open browser cannot erase with it. */
    password: z.string().max(1_000),
  })
  .refine(isNamed, notNamed)
  .refine(({ erases, subject }) => erases || subject === "person", {
    error: "only people can opt out without being erased",
    path: ["erases"],
  });
export type ErasureInput = z.infer<typeof ErasureInput>;

export const ErasureView = z.object({
  id: RowId,
  subject: ErasureSubject,
  erases: z.boolean(),
  status: TaskStatus,
  statusReason: z.string().nullable(),
  errorMessage: z.string().nullable(),
  phase: z.enum(["waiting", "erasing", "verifying", "done"]),
  progress: z.number(),
  /** What was erased so far, by kind or table. */
  counts: z.record(z.string(), z.number().int()),
  /** What the scan still found, by table and column; empty: nothing. Null before it has ended. */
  traces: z.record(z.string(), z.number().int()).nullable(),
  /** Columns of all tables it looked into. */
  columnsScanned: z.number().int().nullable(),
  verifiedAt: OptionalTime,
  startedBy: z.string().nullable(),
  createdAt: Time,
  completedAt: OptionalTime,
});
export type ErasureView = z.infer<typeof ErasureView>;

export const ErasureListQuery = z.strictObject({ limit: Limit, cursor: Cursor.optional() });
export const ErasureListView = z.object({
  erasures: z.array(ErasureView),
  nextCursor: z.string().nullable(),
});
export type ErasureListView = z.infer<typeof ErasureListView>;
export const ErasureAnswer = z.object({ erasure: ErasureView });
export type ErasureAnswer = z.infer<typeof ErasureAnswer>;

export const ForgottenListQuery = z.strictObject({ limit: Limit, cursor: Cursor.optional() });
export const ForgottenListView = z.object({
  entries: z.array(
    z.object({
      /** Names the entry, not the person. */
      digest: z.string(),
      kind: z.enum(["person", "channel", "guild"]),
      /** What was stored is gone too. */
      erased: z.boolean(),
      /** Of a person who only opted out; null where nobody can tell any more. */
      personId: Id.nullable(),
      personName: z.string().nullable(),
      note: z.string().nullable(),
      createdBy: z.string().nullable(),
      createdAt: Time,
    }),
  ),
  /** Single messages on the list. */
  messageCount: z.number().int(),
  nextCursor: z.string().nullable(),
});
export type ForgottenListView = z.infer<typeof ForgottenListView>;

export const LiftInput = z.strictObject({ password: z.string().max(1_000) });
export type LiftInput = z.infer<typeof LiftInput>;
