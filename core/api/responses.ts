/** Who reacted and who voted: whether a server keeps it, what it costs, and the lists themselves. Browser-safe. */
import { z } from "zod";
import { responseKinds, responseReasons } from "../model/response.ts";
import { Id, OptionalTime, RowId } from "./common.ts";
import { PersonName } from "./reading.ts";
import { TaskStatus } from "./tasks.ts";

export const ResponsesView = z.object({
  /** The server keeps who reacted and voted. */
  keeps: z.boolean(),
  /** What it takes to know it of everything that is archived and not known yet. */
  estimate: z.object({
    lists: z.number().int(),
    /** To the platform: one per list and hundred people. */
    requests: z.number().int(),
    /** At the platform's limits, with nothing else asked for. */
    seconds: z.number().int(),
  }),
  /** Lists by what became of them. */
  lists: z.object({
    read: z.number().int(),
    pending: z.number().int(),
    failed: z.number().int(),
  }),
  /** The work that is under way; null: nothing is due. */
  task: z.object({ id: RowId, status: TaskStatus, progress: z.number() }).nullable(),
});
export type ResponsesView = z.infer<typeof ResponsesView>;

export const ResponseListQuery = z.strictObject({
  kind: z.enum(responseKinds).default("reaction"),
  /** The emoji, `name:id` for a custom one; of a vote the number of the answer. */
  item: z.string().min(1).max(200),
  /** Only people with a greater id. */
  after: Id.optional(),
  limit: z.coerce.number("must be a number").int().min(1).max(500).default(100),
});
export type ResponseListQuery = z.infer<typeof ResponseListQuery>;

export const ResponseListView = z.object({
  /** How many there are by the platform's count. */
  count: z.number().int(),
  /** How many of them are known by name; fewer where people are forgotten, or the list was not read. */
  known: z.number().int(),
  /** Everybody who may be named is. */
  isComplete: z.boolean(),
  /** Why it cannot be read, or waits; null: nothing went wrong. */
  reason: z.enum(responseReasons).nullable(),
  /** When it was last complete; null: never. */
  readAt: OptionalTime,
  /** In the order of their ids. `isBurst`: by a super reaction. */
  people: z.array(PersonName.extend({ id: Id, isBurst: z.boolean() })),
  /** Where the list goes on (`after`); null at its end. */
  nextAfter: Id.nullable(),
});
export type ResponseListView = z.infer<typeof ResponseListView>;
