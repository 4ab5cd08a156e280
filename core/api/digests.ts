/** Weekly digests of a guild: what the next would tell, and who gets them. Browser-safe. */
import { z } from "zod";
import { languages } from "../model/notification.ts";
import { Id, RowId } from "./common.ts";

const Count = z.number().int();
const Moved = z.object({ now: Count, before: Count });
const Place = z.object({ name: z.string(), messages: Count, before: Count });
const Day = z.iso.date();

/** As core/model/digest/facts.ts. */
const Facts = z.object({
  guildName: z.string(),
  from: Day,
  to: Day,
  messages: Moved,
  people: Moved,
  newPeople: Count,
  replies: Moved,
  joins: Count.nullable(),
  leaves: Count.nullable(),
  channels: z.array(Place),
  threads: z.array(Place),
  archive: z.object({ completeness: z.number(), missingChannels: Count, failedTasks: Count }),
});

export const DigestView = z.object({
  guildId: Id,
  /** IANA zone by whose clock it is sent. */
  zone: z.string(),
  /** What one would tell that is sent now: the seven days before today. */
  facts: Facts,
  /** All notification targets, with when they are told of this guild. */
  targets: z.array(
    z.object({
      targetId: RowId,
      name: z.string(),
      language: z.enum(languages),
      isTargetEnabled: z.boolean(),
      /** 1 is Monday; null: it gets no digest of this guild. */
      weekday: Count.nullable(),
      hour: Count.nullable(),
      enabled: z.boolean().nullable(),
      /** Day of the last one; null before the first. */
      toldFor: Day.nullable(),
    }),
  ),
});
export type DigestView = z.infer<typeof DigestView>;

export const DigestInput = z.strictObject({
  weekday: z.int().min(1, "must be 1 (Monday) to 7").max(7, "must be 1 (Monday) to 7"),
  hour: z.int().min(0, "must be 0 to 23").max(23, "must be 0 to 23"),
  enabled: z.boolean().default(true),
});
export type DigestInput = z.infer<typeof DigestInput>;

export const DigestSentView = z.object({ deliveryId: RowId });
