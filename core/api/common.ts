/** Schemas that every part of the HTTP API shares. Browser-safe. */
import { z } from "zod";
import { errorCodes } from "../model/errorCode.ts";
import { platforms } from "../model/platform.ts";

/** Largest id PostgreSQL's int8 holds. */
const largestId = 9_223_372_036_854_775_807n;

/** A platform id: a decimal string, since ids exceed 2^53. Marked Telegram ids are negative. */
export const Id = z
  .string()
  // abort: the next check reads digits and would throw on anything else
  .regex(/^-?\d{1,19}$/, { error: "must be an id: digits only", abort: true })
  .refine((value) => BigInt(value) <= largestId && BigInt(value) >= -largestId, "is too large for an id")
  .meta({ example: "175928847299117063" });

/** A number of ours (tasks, accounts). */
export const RowId = z
  .string()
  .regex(/^\d{1,19}$/, { error: "must be a number", abort: true })
  .refine((value) => BigInt(value) <= largestId, "is too large for a number")
  .meta({ example: "42" });

/** A time as the API answers it: ISO 8601 in UTC. */
export const Time = z.iso.datetime();
export const OptionalTime = Time.nullable();

export const Platform = z.enum(platforms);
export type Platform = z.infer<typeof Platform>;

/** How many rows of a list are answered at once. */
export const Limit = z.coerce
  .number("must be a number")
  .int("must be a whole number")
  .min(1, "must be at least 1")
  .max(200, "must be at most 200")
  .default(50);

/** Where a list goes on: what `nextCursor` said. Opaque to callers. */
export const Cursor = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,200}$/, "must be the nextCursor of an earlier answer");

/** The answer where there is nothing to say. */
export const DoneView = z.object({});
export type DoneView = z.infer<typeof DoneView>;

export const ErrorCode = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** Every answer with a status of 400 or more. `message` is an English sentence, `field` names the input at fault. */
export const ErrorView = z.object({
  error: z.object({
    code: ErrorCode,
    message: z.string(),
    field: z.string().optional(),
    /** Seconds after which trying again makes sense. */
    retryAfterSeconds: z.number().optional(),
    requestId: z.string(),
  }),
});
export type ErrorView = z.infer<typeof ErrorView>;
