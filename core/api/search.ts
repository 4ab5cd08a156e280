/** Searching: what is asked, what was understood, and what was found. Browser-safe. */
import { z } from "zod";
import { isTimezone } from "../model/search/dates.ts";
import { filterNames, longestQuery, problemCodes } from "../model/search/query.ts";
import { stemLanguages } from "../model/search/stems.ts";
import { Cursor, Id, OptionalTime, Platform, RowId, Time } from "./common.ts";

const text = z.string().max(longestQuery, `must have at most ${longestQuery} characters`);
const timezone = z
  .string()
  .max(64)
  .refine(isTimezone, "must be a time zone such as Asia/Taipei")
  .default("UTC");

export const searchOrders = ["newest", "oldest", "best"] as const;

/** What a search asks for, wherever it is kept. */
const asked = {
  /** Words, "phrases", -not, or, and filters; docs/api.md. */
  q: text,
  /** In which days begin and end. */
  timezone,
  /** Finds other forms of words too; as written unless given. */
  forms: z.enum(stemLanguages).optional(),
};

export const SearchInput = z.strictObject({
  ...asked,
  order: z.enum(searchOrders).default("newest"),
  limit: z.coerce.number("must be a number").int().min(1).max(100).default(25),
  cursor: Cursor.optional(),
});
export type SearchInput = z.infer<typeof SearchInput>;

export const FacetsInput = z.strictObject(asked);
export type FacetsInput = z.infer<typeof FacetsInput>;

/** Why a search gives nothing: what of it is not understood, or whom nobody knows. */
export const SearchProblem = z.object({
  code: z.enum([...problemCodes, "unknown_person", "unknown_channel", "unknown_guild", "too_slow"]),
  filter: z.enum(filterNames).nullable(),
  /** The piece of the query it is about; empty when it is about all of it. */
  piece: z.string(),
  /** An English sentence. */
  message: z.string(),
});
export type SearchProblem = z.infer<typeof SearchProblem>;

/** A term as it was understood. */
export const SearchTermView = z.object({
  kind: z.enum(["text", "filter"]),
  filter: z.enum(filterNames).nullable(),
  /** As it was typed, without quotes and minus. */
  value: z.string(),
  /** What a name stands for; null where the value says it. */
  label: z.string().nullable(),
  isNot: z.boolean(),
  isQuoted: z.boolean(),
  /** Terms with the same number are alternatives. */
  clause: z.number().int(),
  /** Where it stands in the query, as offsets [start, end). */
  at: z.tuple([z.number().int(), z.number().int()]),
});
export type SearchTermView = z.infer<typeof SearchTermView>;

export const ExcerptView = z.object({
  /** What it is from: the message's own words, a file's name, or what else it carries. */
  part: z.enum(["content", "file", "other"]),
  text: z.string(),
  /** What was found in it, as offsets [start, end). */
  marks: z.array(z.tuple([z.number().int(), z.number().int()])),
  isCutBefore: z.boolean(),
  isCutAfter: z.boolean(),
});
export type ExcerptView = z.infer<typeof ExcerptView>;

/** Somebody as they call themselves. */
export const SearchPerson = z.object({ name: z.string(), userName: z.string(), isBot: z.boolean() });
export type SearchPerson = z.infer<typeof SearchPerson>;

/** A message beside a hit, in short. */
export const NeighbourView = z.object({
  messageId: Id,
  authorId: Id.nullable(),
  excerpt: z.string(),
  createdAt: Time,
});
export type NeighbourView = z.infer<typeof NeighbourView>;

export const HitView = z.object({
  guildId: Id,
  channelId: Id,
  messageId: Id,
  authorId: Id.nullable(),
  kind: z.string(),
  createdAt: Time,
  editedAt: OptionalTime,
  deletedAt: OptionalTime,
  isReply: z.boolean(),
  excerpts: z.array(ExcerptView),
  fileCount: z.number().int(),
  before: NeighbourView.nullable(),
  after: NeighbourView.nullable(),
});
export type HitView = z.infer<typeof HitView>;

const Place = z.object({ name: z.string(), guildId: Id, guildName: z.string(), platform: Platform });

export const SearchView = z.object({
  problem: SearchProblem.nullable(),
  terms: z.array(SearchTermView),
  hits: z.array(HitView),
  /** Asks for what follows; null at the end. A page may hold fewer than asked for and still go on. */
  nextCursor: z.string().nullable(),
  people: z.record(z.string(), SearchPerson),
  channels: z.record(z.string(), Place),
  /** Whether all messages can be found yet. */
  index: z.object({
    isComplete: z.boolean(),
    progress: z.number().nullable(),
    taskId: RowId.nullable(),
  }),
});
export type SearchView = z.infer<typeof SearchView>;

const Count = z.object({ id: Id, name: z.string(), count: z.number().int() });

export const FacetsView = z.object({
  problem: SearchProblem.nullable(),
  /** How many fit; with `isCapped` at least so many, and everything below speaks of the newest of them. */
  total: z.number().int(),
  isCapped: z.boolean(),
  /** Phrases are counted by marks that other messages may share by chance. */
  isEstimate: z.boolean(),
  channels: z.array(Count.extend({ guildName: z.string() })),
  authors: z.array(Count),
  /** As YYYY-MM, newest first. */
  months: z.array(z.object({ month: z.string(), count: z.number().int() })),
});
export type FacetsView = z.infer<typeof FacetsView>;

export const CompletionInput = z.strictObject({
  filter: z.enum(["from", "mentions", "in", "guild"]),
  /** What has been typed of the name so far. */
  beginning: z.string().max(100).default(""),
});

export const CompletionView = z.object({
  completions: z.array(
    z.object({
      id: Id,
      name: z.string(),
      /** Tells it from others of the same name: a user name, a server. */
      hint: z.string().nullable(),
      /** What to write behind the filter's colon. */
      value: z.string(),
    }),
  ),
});
export type CompletionView = z.infer<typeof CompletionView>;
