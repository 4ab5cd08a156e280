/** Telegram's messages in the archive's shape: the one converter for history and live messages. Pure. */
import type { ArchiveAuthor } from "../../../../core/database/archive/authors.ts";
import type {
  ArchiveMessage,
  ArchiveReaction,
  MessageCounters,
} from "../../../../core/database/archive/messages.ts";
import { toStorableText } from "../../../../core/storable.ts";
import { UnusableItemError } from "../../unusable.ts";
import { Api } from "../gram.ts";
import { markedId } from "../peers.ts";
import { type Entities, toAuthor } from "./authors.ts";
import { toExtra, toServiceExtra } from "./extra.ts";
import { toFiles } from "./media.ts";
import { toSnakeCase } from "./plain.ts";

/** Where messages are read from. */
export interface ConversionPlace {
  /** Marked id of the chat. */
  chatId: string;
  /** Marked id of the account itself: who wrote what it sent in a private chat. */
  selfId: string;
  /** A supergroup with topics: what names none stands in General. */
  isForum: boolean;
}

export interface ConvertedMessage {
  message: ArchiveMessage;
  authors: ArchiveAuthor[];
}

/** Number of the topic General in every forum. */
const generalTopic = "1";

/**
 * A message and everybody it names. Null for a place where a message was deleted. Throws UnusableItemError for what is no
 * message.
 */
export function convertMessage(
  raw: Api.TypeMessage,
  place: ConversionPlace,
  entities: Entities,
): ConvertedMessage | null {
  if (raw instanceof Api.MessageEmpty) return null;
  if (!(raw instanceof Api.Message || raw instanceof Api.MessageService))
    throw new UnusableItemError("not_an_object", null);
  if (!Number.isInteger(raw.id) || raw.id <= 0) throw new UnusableItemError("no_usable_id", null);
  const authorId = authorOf(raw, place);
  const named = new Set(authorId === null ? [] : [authorId]);
  const message =
    raw instanceof Api.Message ? fromMessage(raw, place, authorId) : fromService(raw, place, authorId);
  for (const id of idsIn(message)) named.add(id);
  return {
    message,
    authors: [...named].map((id) => toAuthor(id, entities)),
  };
}

function fromMessage(raw: Api.Message, place: ConversionPlace, authorId: string | null): ArchiveMessage {
  const files = toFiles(raw.media);
  const { replyToId, topicId } = readReply(raw.replyTo, place);
  return {
    id: String(raw.id),
    authorId,
    kind: replyToId === null ? "default" : "reply",
    content: toStorableText(raw.message ?? ""),
    createdAt: new Date(raw.date * 1_000),
    // Hidden ones tell of reactions and link previews, not of an edit.
    editedAt: raw.editDate && !raw.editHide ? new Date(raw.editDate * 1_000) : null,
    replyToId,
    topicId,
    albumId: raw.groupedId?.toString() ?? null,
    extra: toExtra(raw, files),
    attachments: files.map(({ attachment }) => attachment),
    reactions: toReactions(raw.reactions),
    counts: toCounters(raw),
  };
}

function fromService(
  raw: Api.MessageService,
  place: ConversionPlace,
  authorId: string | null,
): ArchiveMessage {
  const { replyToId, topicId } = readReply(raw.replyTo, place);
  return {
    id: String(raw.id),
    authorId,
    kind: serviceKind(raw.action),
    content: "",
    createdAt: new Date(raw.date * 1_000),
    editedAt: null,
    replyToId,
    // The message that opens a topic stands in it.
    topicId: raw.action instanceof Api.MessageActionTopicCreate ? String(raw.id) : topicId,
    albumId: null,
    extra: toServiceExtra(raw),
    attachments: [],
    reactions: "reactions" in raw ? toReactions(raw.reactions) : [],
  };
}

/** Words that other platforms use as well; all else is Telegram's own name of the event in snake case. */
const commonKinds = new Map([
  ["MessageActionPinMessage", "pin"],
  ["MessageActionChatAddUser", "member_join"],
  ["MessageActionChatJoinedByLink", "member_join"],
  ["MessageActionChatJoinedByRequest", "member_join"],
  ["MessageActionChatDeleteUser", "member_leave"],
  ["MessageActionTopicCreate", "thread_created"],
]);

function serviceKind({ className }: Api.TypeMessageAction): string {
  return commonKinds.get(className) ?? toSnakeCase(className.replace(/^MessageAction/, ""));
}

/** Who wrote it: posts of a channel are the channel's, and what stands in a private chat names nobody. */
function authorOf(raw: Api.Message | Api.MessageService, { chatId, selfId }: ConversionPlace): string | null {
  if (raw.fromId) return markedId(raw.fromId);
  if (raw.post) return chatId;
  if (raw.peerId instanceof Api.PeerUser) return raw.out ? selfId : markedId(raw.peerId);
  return raw.peerId ? markedId(raw.peerId) : chatId; // an administrator who speaks as the group
}

function readReply(
  header: Api.TypeMessageReplyHeader | undefined,
  { isForum, chatId }: ConversionPlace,
): { replyToId: string | null; topicId: string | null } {
  const general = isForum ? generalTopic : null;
  if (!(header instanceof Api.MessageReplyHeader)) return { replyToId: null, topicId: general };
  const { replyToMsgId, replyToTopId, forumTopic, replyToPeerId } = header;
  const isElsewhere =
    replyToPeerId !== undefined && replyToPeerId !== null && markedId(replyToPeerId) !== chatId;
  const to = isElsewhere || !replyToMsgId ? null : String(replyToMsgId);
  if (!isForum || !forumTopic) return { replyToId: to, topicId: general };
  // Without a second number the first one is the topic, and the message answers nobody in it.
  return replyToTopId
    ? { replyToId: to, topicId: String(replyToTopId) }
    : { replyToId: null, topicId: to ?? general };
}

/** By emoji: those of Unicode by themselves, an own one as `custom:id`, a paid star as ⭐. */
export function toReactions(reactions: Api.TypeMessageReactions | undefined): ArchiveReaction[] {
  return (reactions?.results ?? []).flatMap(({ reaction, count }): ArchiveReaction[] => {
    const base = { isAnimated: false, count, burstCount: 0 };
    if (reaction instanceof Api.ReactionEmoji)
      return [{ ...base, emoji: toStorableText(reaction.emoticon), emojiId: null }];
    if (reaction instanceof Api.ReactionCustomEmoji) {
      const emojiId = reaction.documentId.toString();
      return [{ ...base, emoji: `custom:${emojiId}`, emojiId }];
    }
    return reaction instanceof Api.ReactionPaid ? [{ ...base, emoji: "⭐", emojiId: null }] : [];
  });
}

function toCounters(raw: Api.Message): MessageCounters | null {
  const views = raw.views ?? null;
  const forwards = raw.forwards ?? null;
  const replies = raw.replies?.replies ?? null;
  if (views === null && forwards === null && replies === null) return null;
  return { views, forwards, replies };
}

/** Others that a message names: so that mentions and sources of forwards can be shown by name. */
function idsIn({ extra }: ArchiveMessage): string[] {
  const mentions = Array.isArray(extra?.mentions) ? (extra.mentions as string[]) : [];
  const forward = extra?.forward as { from_id?: string | null } | undefined;
  return [...mentions, ...(forward?.from_id ? [forward.from_id] : [])];
}
