/** The people of a server: who they are, what they wrote, when they came and went. Browser-safe. */
import { z } from "zod";
import { Cursor, Id, Limit, OptionalTime, Time } from "./common.ts";

export const PeopleQuery = z.strictObject({
  /** Part of a name, or an id. */
  search: z.string().trim().max(100, "must have at most 100 characters").optional(),
  /** members: who is there now; left: who was; all: also those who are only known by what they wrote. */
  show: z.enum(["all", "members", "left"]).default("all"),
  sort: z.enum(["name", "joined"]).default("name"),
  limit: Limit,
  cursor: Cursor.optional(),
});
export type PeopleQuery = z.infer<typeof PeopleQuery>;

export const RoleName = z.object({ id: Id, name: z.string(), color: z.number().int() });

export const PersonRow = z.object({
  id: Id,
  /** As the server knows them: nickname, else display name, else user name. */
  name: z.string(),
  userName: z.string(),
  isBot: z.boolean(),
  /** member, left, or unknown where nothing tells of joining or leaving. */
  membership: z.enum(["member", "left", "unknown"]),
  joinedAt: OptionalTime,
  roles: z.array(RoleName),
  /** Archived messages in this server; at most `mostCounted` are counted. */
  messageCount: z.number().int(),
});
export type PersonRow = z.infer<typeof PersonRow>;

export const PeopleView = z.object({
  people: z.array(PersonRow),
  nextCursor: z.string().nullable(),
  /** When all members were last listed; null when never: then only those are known who wrote, came or went. */
  listedAt: OptionalTime,
  /** Why they could not be listed. */
  listingError: z.enum(["not_allowed", "unavailable"]).nullable(),
});
export type PeopleView = z.infer<typeof PeopleView>;

export const PersonView = z.object({
  person: PersonRow.extend({
    displayName: z.string().nullable(),
    nick: z.string().nullable(),
    /** When the account was made, where its id tells. */
    accountCreatedAt: OptionalTime,
    leftAt: OptionalTime,
    /** The how-manyth of the members known here, by the time of joining; null when that is not known. */
    joinPosition: z.number().int().nullable(),
    memberCount: z.number().int(),
    /** All of them. */
    messageCount: z.number().int(),
    firstMessageAt: OptionalTime,
    lastMessageAt: OptionalTime,
  }),
  /** Where they wrote, most first. */
  channels: z.array(
    z.object({
      id: Id,
      name: z.string(),
      messageCount: z.number().int(),
      firstMessageId: Id,
      lastMessageId: Id,
      lastAt: Time,
    }),
  ),
  /** Earlier names, newest first; a nickname belongs to this server. */
  names: z.array(z.object({ kind: z.enum(["user", "display", "nick"]), name: z.string(), until: Time })),
  /** Comings, goings and changes, newest first; the last 100. */
  events: z.array(
    z.object({
      kind: z.enum(["joined", "updated", "left"]),
      at: Time,
      nick: z.string().nullable(),
      roles: z.array(RoleName),
    }),
  ),
});
export type PersonView = z.infer<typeof PersonView>;

export const PersonMessagesQuery = z.strictObject({ limit: Limit, cursor: Cursor.optional() });
export type PersonMessagesQuery = z.infer<typeof PersonMessagesQuery>;

export const PersonMessagesView = z.object({
  /** Newest first. */
  messages: z.array(
    z.object({
      id: Id,
      channelId: Id,
      channelName: z.string(),
      /** The first characters, with the platform's markup. */
      excerpt: z.string(),
      createdAt: Time,
      deletedAt: OptionalTime,
      attachmentCount: z.number().int(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type PersonMessagesView = z.infer<typeof PersonMessagesView>;
