/** Messages as they are read: a channel's pages, versions and the names in them. Browser-safe. */
import { z } from "zod";
import { longestNote } from "../model/bookmark.ts";
import { Id, OptionalTime, Platform, Time } from "./common.ts";
import { StoredFileView } from "./files.ts";
import { ChannelKind } from "./guilds.ts";

const place = "only one of before, after, around and at can be given";

/** Which page of a channel: the newest messages unless one of the four places is given. */
export const MessagePageQuery = z
  .strictObject({
    /** Older than this message. */
    before: Id.optional(),
    /** Newer than this message. */
    after: Id.optional(),
    /** This message, or where it would stand, in the middle. */
    around: Id.optional(),
    /** What was said at this time, in the middle. */
    at: Time.optional(),
    /** The channel as it stood at this time: later messages, edits and deletions have not happened. */
    asOf: Time.optional(),
    /** Only what belongs to this topic of the chat, or to the comments of this post. */
    topic: Id.optional(),
    limit: z.coerce.number("must be a number").int().min(1).max(100).default(50),
  })
  .refine(({ before, after, around, at }) => [before, after, around, at].filter(Boolean).length <= 1, place);
export type MessagePageQuery = z.infer<typeof MessagePageQuery>;

/** A mark on a stretch of a text, in UTF-16 units, as Telegram writes them; types by the names of its Bot API. */
export const TextEntity = z.object({
  type: z.string(),
  offset: z.number().int(),
  length: z.number().int(),
  url: z.string().nullish(),
  user_id: z.string().nullish(),
  language: z.string().nullish(),
  custom_emoji_id: z.string().nullish(),
  /** Of a quote: its beginning is shown. */
  is_collapsed: z.boolean().nullish(),
});
export type TextEntity = z.infer<typeof TextEntity>;

export const AttachmentView = z.object({
  id: Id,
  fileName: z.string(),
  contentType: z.string().nullable(),
  sizeBytes: z.number(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  durationSeconds: z.number().nullable(),
  description: z.string().nullable(),
  isSpoiler: z.boolean(),
  /** Loudness of a recording over its length, each 0 to 255; null when the platform told none. */
  waveform: z.array(z.number().int()).nullable(),
  /** Our copy; null when it was never noted (as in what the console shows of before files were). */
  file: StoredFileView.nullable(),
});
export type AttachmentView = z.infer<typeof AttachmentView>;

export const ReactionView = z.object({
  /** How lists name it: the Unicode emoji, or `name:id` of a custom one. */
  item: z.string(),
  /** The Unicode emoji, or the name of a custom one. */
  emoji: z.string(),
  emojiId: Id.nullable(),
  count: z.number().int(),
});
export type ReactionView = z.infer<typeof ReactionView>;

/** A link's preview or what a bot laid out. Addresses are http or https; texts hold the platform's markup. */
export const EmbedView = z.object({
  title: z.string().nullable(),
  url: z.string().nullable(),
  description: z.string().nullable(),
  /** RGB, 0 to 0xffffff. */
  color: z.number().int().nullable(),
  provider: z.string().nullable(),
  author: z.string().nullable(),
  footer: z.string().nullable(),
  fields: z.array(z.object({ name: z.string(), value: z.string(), isInline: z.boolean() })),
  /** It shows a picture or a video, kept or not. */
  hasPicture: z.boolean(),
  /** Our copies of what it shows. */
  pictures: z.array(z.object({ part: z.enum(["image", "thumbnail", "video"]), file: StoredFileView })),
});
export type EmbedView = z.infer<typeof EmbedView>;

export const PollView = z.object({
  question: z.string(),
  isMultiple: z.boolean(),
  isFinal: z.boolean(),
  endsAt: OptionalTime,
  answers: z.array(
    z.object({
      /** How lists name it. */
      item: z.string(),
      text: z.string(),
      emoji: z.string().nullable(),
      votes: z.number().int().nullable(),
    }),
  ),
});
export type PollView = z.infer<typeof PollView>;

/**
 * A part of what is laid out in or below a message, in reading order. `depth` says what it stands in: the nearest part
 * before it of a lesser depth.
 */
export const ComponentView = z.object({
  kind: z.enum(["container", "section", "row", "text", "button", "menu", "media", "file", "separator"]),
  depth: z.number().int(),
  /** Of buttons and menus their label, of media and files their description or name. */
  text: z.string(),
  /** Of a link button; http or https. */
  url: z.string().nullable(),
  /** Of a container's edge, RGB. */
  color: z.number().int().nullable(),
  /** Of media and files: hidden until one asks for it. */
  isSpoiler: z.boolean(),
  /** Of media and files: the message's attachment that is shown here; null for what stands elsewhere. */
  attachmentId: Id.nullable(),
  /** Of media and files: our copy; null where there is none to have. */
  file: StoredFileView.nullable(),
});
export type ComponentView = z.infer<typeof ComponentView>;

/** A sticker as a message carries it. */
export const StickerView = z.object({ id: Id.nullable(), name: z.string(), file: StoredFileView.nullable() });
export type StickerView = z.infer<typeof StickerView>;

/** A sound of the soundboard that a message plays. */
export const SoundView = z.object({
  id: Id,
  name: z.string(),
  emoji: z.string().nullable(),
  file: StoredFileView.nullable(),
});
export type SoundView = z.infer<typeof SoundView>;

/** A message copied from elsewhere. */
export const ForwardView = z.object({
  content: z.string(),
  createdAt: OptionalTime,
  attachments: z.array(AttachmentView),
  embeds: z.array(EmbedView),
  stickers: z.array(StickerView),
  components: z.array(ComponentView),
  /** Where it was copied from, when the platform told. */
  channelId: Id.nullable(),
  messageId: Id.nullable(),
});
export type ForwardView = z.infer<typeof ForwardView>;

/** A thread that was opened from a message. */
export const ThreadView = z.object({
  id: Id,
  /** Null when the thread itself is not known. */
  name: z.string().nullable(),
  messageCount: z.number().int(),
});
export type ThreadView = z.infer<typeof ThreadView>;

/** What the reader keeps on a message. */
export const BookmarkNote = z.object({ note: z.string(), createdAt: Time });

export const ReplyView = z.object({
  messageId: Id,
  /** Null when the message it answers is not archived. */
  authorId: Id.nullable(),
  /** Its first words; empty when it is not archived or has none. */
  excerpt: z.string(),
  isArchived: z.boolean(),
  isDeleted: z.boolean(),
});

/** A message in a chat that may be another one. */
export const MessagePlaceView = z.object({ guildId: Id, channelId: Id, messageId: Id });

/** Where a message was forwarded from (Telegram: the message itself is the copy). */
export const OriginView = z.object({
  /** A person or chat; null where it hides itself. */
  authorId: Id.nullable(),
  /** What it called itself, where no id is told. */
  name: z.string().nullable(),
  sentAt: OptionalTime,
  /** Who signed the post. */
  signature: z.string().nullable(),
  /** The original, where it is archived. */
  place: MessagePlaceView.nullable(),
});
export type OriginView = z.infer<typeof OriginView>;

/** The comments under a channel's post; they stand in the channel's discussion group. */
export const CommentsView = z.object({
  count: z.number().int(),
  /** The message they answer; null while the group is not archived. */
  place: MessagePlaceView.nullable(),
});
export type CommentsView = z.infer<typeof CommentsView>;

/** What is neither text nor file. */
export const CarriedView = z.object({
  kind: z.enum(["place", "contact", "dice", "game", "invoice", "story", "unsupported"]),
  /** A place's name or coordinates, a contact, a throw; empty where the kind says all. */
  text: z.string(),
});
export type CarriedView = z.infer<typeof CarriedView>;

export const MessageView = z.object({
  id: Id,
  /** Null where the platform names nobody. */
  authorId: Id.nullable(),
  /** The name it was posted under, when that is the message's own (webhooks). */
  postedAs: z.string().nullable(),
  /** default, reply, or the kind of system message. */
  kind: z.string(),
  /** With the platform's markup. */
  content: z.string(),
  createdAt: Time,
  editedAt: OptionalTime,
  /** When its deletion was noticed. */
  deletedAt: OptionalTime,
  isPinned: z.boolean(),
  /** Earlier texts that are kept. */
  versionCount: z.number().int(),
  replyTo: ReplyView.nullable(),
  attachments: z.array(AttachmentView),
  reactions: z.array(ReactionView),
  embeds: z.array(EmbedView),
  stickers: z.array(StickerView),
  sounds: z.array(SoundView),
  poll: PollView.nullable(),
  forwards: z.array(ForwardView),
  components: z.array(ComponentView),
  /** The thread that was opened from it. */
  thread: ThreadView.nullable(),
  /** Marks on the text that stand beside it; empty where the text itself carries them. */
  entities: z.array(TextEntity),
  /** Messages with the same one are one album. */
  albumId: Id.nullable(),
  /** The topic of a chat it belongs to. */
  topicId: Id.nullable(),
  /** What the platform's note is about: a new name; empty for what people said. */
  about: z.string(),
  /** Whom the platform's note concerns: who joined, was added, left. */
  aboutIds: z.array(Id),
  forwardedFrom: OriginView.nullable(),
  /** Who signed a channel's post. */
  signature: z.string().nullable(),
  comments: CommentsView.nullable(),
  carried: CarriedView.nullable(),
  /** How often it was seen, where the platform counts. */
  views: z.number().int().nullable(),
  bookmark: BookmarkNote.nullable(),
  /** What is not proven complete between the message before it and this one: [after, before), or null. */
  gapBefore: z.tuple([Id, Id]).nullable(),
});
export type MessageView = z.infer<typeof MessageView>;

export const PersonName = z.object({
  /** As the server knows them: nickname, else display name, else user name. */
  name: z.string(),
  userName: z.string(),
  isBot: z.boolean(),
  /** Our copy of their picture as last seen; null without one. */
  avatar: StoredFileView.nullable(),
});
export type PersonName = z.infer<typeof PersonName>;

export const MessagePageView = z.object({
  channel: z.object({
    id: Id,
    guildId: Id,
    platform: Platform,
    parentId: Id.nullable(),
    /** Of the channel that a thread belongs to. */
    parentName: z.string().nullable(),
    name: z.string(),
    topic: z.string().nullable(),
    kind: ChannelKind,
    messageCount: z.number().int(),
    isRemoved: z.boolean(),
    isLive: z.boolean(),
    /** It is kept who reacted and voted. */
    keepsResponses: z.boolean(),
  }),
  /** Oldest first. */
  messages: z.array(MessageView),
  hasOlder: z.boolean(),
  hasNewer: z.boolean(),
  /** What is missing above the newest message, when that is on this page. */
  gapAfter: z.tuple([Id, Id]).nullable(),
  /** Everybody these messages name, by id. */
  people: z.record(z.string(), PersonName),
  /** Channels and roles these messages mention, by id. */
  channels: z.record(z.string(), z.string()),
  roles: z.record(z.string(), z.string()),
  /** Topics these messages stand in, by id; without those whose opening is not archived. */
  topics: z.record(z.string(), z.string()),
  /** Custom emoji of these messages and their reactions that are stored, by id. */
  emoji: z.record(z.string(), StoredFileView),
});
export type MessagePageView = z.infer<typeof MessagePageView>;

export const MessageVersionsView = z.object({
  /** Earlier texts, oldest first; `until` is when the next one was noticed. */
  versions: z.array(z.object({ content: z.string(), editedAt: OptionalTime, until: Time })),
});
export type MessageVersionsView = z.infer<typeof MessageVersionsView>;

/** Messages of one channel that have something in common: pinned, by one person. Newest first. */
export const MessageListView = MessagePageView.pick({
  channel: true,
  messages: true,
  people: true,
  emoji: true,
  channels: true,
  roles: true,
  topics: true,
}).extend({
  /** Where the list goes on (`before`); null at its end. A page may be short, or empty, and still go on. */
  nextBefore: Id.nullable(),
});
export type MessageListView = z.infer<typeof MessageListView>;

export const MessageListQuery = z.strictObject({
  before: Id.optional(),
  limit: z.coerce.number("must be a number").int().min(1).max(100).default(50),
});

export type MessageListQuery = z.infer<typeof MessageListQuery>;

/** Topics of a chat, those in which something was said last first. */
export const TopicListView = z.object({
  topics: z.array(z.object({ id: Id, name: z.string(), lastAt: Time })),
});
export type TopicListView = z.infer<typeof TopicListView>;

/** A channel's life in equal pieces of time: how much was said in each, and what of it is proven complete. */
export const TimelineView = z.object({
  /** Null for a channel without messages. */
  from: OptionalTime,
  to: OptionalTime,
  /** Messages per piece; estimated where there are very many. */
  counts: z.array(z.number().int()),
  /** What is proven complete, oldest first: [from, to). */
  covered: z.array(z.tuple([Time, Time])),
});
export type TimelineView = z.infer<typeof TimelineView>;

export const BookmarkInput = z.strictObject({ note: z.string().max(longestNote).default("") });

export const BookmarkView = z.object({
  guildId: Id,
  guildName: z.string(),
  channelId: Id,
  channelName: z.string(),
  messageId: Id,
  /** As the server knows the person; null where nobody is named. */
  authorName: z.string().nullable(),
  /** The beginning of what it says, with the platform's markup. */
  excerpt: z.string(),
  platform: Platform,
  isDeleted: z.boolean(),
  sentAt: Time,
  note: z.string(),
  createdAt: Time,
});
export type BookmarkView = z.infer<typeof BookmarkView>;

export const BookmarkListView = z.object({
  /** The newest bookmark first. */
  bookmarks: z.array(BookmarkView),
  nextCursor: z.string().nullable(),
});
export type BookmarkListView = z.infer<typeof BookmarkListView>;
