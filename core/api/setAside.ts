/** What could not be stored as the platform sent it. Browser-safe. */
import { z } from "zod";
import { setAsideKinds, setAsideReasons } from "../model/setAside.ts";
import { Cursor, Id, Limit, OptionalTime, RowId, Time } from "./common.ts";

/** `state`: open (the default), resolved, or all. */
export const SetAsideQuery = z.strictObject({
  channelId: Id.optional(),
  state: z.enum(["open", "resolved", "all"]).default("open"),
  limit: Limit,
  cursor: Cursor.optional(),
});

export const SetAsideView = z.object({
  id: RowId,
  kind: z.enum(setAsideKinds),
  /** The channel of a message; null for entries of a listing. */
  channelId: Id.nullable(),
  channelName: z.string().nullable(),
  /** Its id on the platform; null where that is what is wrong with it. */
  itemId: Id.nullable(),
  reason: z.enum(setAsideReasons),
  /** The reason in an English sentence. */
  message: z.string(),
  /** As it was sent, JSON text; cut after 20000 characters (the column `raw` has all). */
  raw: z.string(),
  /** Version that last set it aside. */
  version: z.string(),
  createdAt: Time,
  updatedAt: Time,
  resolvedAt: OptionalTime,
});
export type SetAsideView = z.infer<typeof SetAsideView>;

export const SetAsideListView = z.object({
  items: z.array(SetAsideView),
  /** Of all pages. */
  total: z.number().int(),
  nextCursor: z.string().nullable(),
});
export type SetAsideListView = z.infer<typeof SetAsideListView>;
