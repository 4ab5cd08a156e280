/** Searches that people keep. Browser-safe. */
import { z } from "zod";
import { isTimezone } from "../model/search/dates.ts";
import { longestQuery } from "../model/search/query.ts";
import { stemLanguages } from "../model/search/stems.ts";
import { OptionalTime, RowId, Time } from "./common.ts";
import { TaskStatus } from "./tasks.ts";

const Name = z.string().trim().min(1, "must not be empty").max(100, "must have at most 100 characters");
const Query = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(longestQuery, `must have at most ${longestQuery} characters`);
const Timezone = z.string().max(64).refine(isTimezone, "must be a time zone such as Asia/Taipei");
const Targets = z.array(RowId).max(20, "must name at most 20 targets");

export const NewSavedSearchInput = z.strictObject({
  name: Name,
  /** As it is typed; it must be understood. */
  q: Query,
  timezone: Timezone.default("UTC"),
  forms: z.enum(stemLanguages).nullable().default(null),
  /** Who is told of new messages that fit. */
  alertTargetIds: Targets.default([]),
});
export type NewSavedSearchInput = z.infer<typeof NewSavedSearchInput>;

export const SavedSearchChangeInput = z.strictObject({
  name: Name.optional(),
  q: Query.optional(),
  timezone: Timezone.optional(),
  forms: z.enum(stemLanguages).nullable().optional(),
  alertTargetIds: Targets.optional(),
});
export type SavedSearchChangeInput = z.infer<typeof SavedSearchChangeInput>;

export const SavedSearchView = z.object({
  id: RowId,
  name: z.string(),
  q: z.string(),
  timezone: z.string(),
  forms: z.enum(stemLanguages).nullable(),
  alertTargetIds: z.array(RowId),
  /** Messages sent before are not told of; null when nobody is told. */
  alertSince: OptionalTime,
  /** When somebody was last told, in the last 30 days, and what became of that delivery; null when nobody was. */
  lastToldAt: OptionalTime,
  lastToldStatus: TaskStatus.nullable(),
  createdAt: Time,
});
export type SavedSearchView = z.infer<typeof SavedSearchView>;

export const SavedSearchListView = z.object({ searches: z.array(SavedSearchView) });
export type SavedSearchListView = z.infer<typeof SavedSearchListView>;
export const SavedSearchActionView = z.object({ search: SavedSearchView });
export type SavedSearchActionView = z.infer<typeof SavedSearchActionView>;
