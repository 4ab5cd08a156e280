/** Updates as events. Pure: what a message or update says, without asking anybody. */
import type { ChatEvent } from "../../liveFeed.ts";
import { type Entities, toAuthor } from "../convert/authors.ts";
import { type ConversionPlace, convertMessage, toReactions } from "../convert/message.ts";
import { Api } from "../gram.ts";
import { markChannel, markedId } from "../peers.ts";

/** The chat a message stands in; null for a place where there is none. */
export function chatOf(message: Api.TypeMessage): string | null {
  return message instanceof Api.MessageEmpty || !message.peerId ? null : markedId(message.peerId);
}

/** `kind`: whether it was sent just now or is told of as it stands after a change. */
export function messageEvents(
  message: Api.TypeMessage,
  kind: "created" | "changed",
  place: ConversionPlace,
  entities: Entities,
): ChatEvent[] {
  const converted = convertMessage(message, place, entities);
  if (!converted) return [];
  const where = { guildId: place.chatId, channelId: place.chatId };
  const events: ChatEvent[] = [
    { kind, place: where, message: converted.message, authors: converted.authors },
  ];
  if (kind === "created") events.push(...memberEvents(message, place.chatId, entities));
  return events;
}

/** Who came and went: groups tell it by messages. */
function memberEvents(message: Api.TypeMessage, guildId: string, entities: Entities): ChatEvent[] {
  if (!(message instanceof Api.MessageService)) return [];
  const joinedAt = new Date(message.date * 1_000);
  const member = (id: string, at: Date | null) => ({
    author: toAuthor(id, entities),
    nick: null,
    roleIds: [],
    joinedAt: at,
  });
  const { action } = message;
  if (action instanceof Api.MessageActionChatAddUser)
    return action.users.map((id) => ({ kind: "joined", guildId, member: member(id.toString(), joinedAt) }));
  if (action instanceof Api.MessageActionChatDeleteUser)
    return [{ kind: "left", guildId, member: member(action.userId.toString(), null) }];
  const isOwnStep =
    action instanceof Api.MessageActionChatJoinedByLink ||
    action instanceof Api.MessageActionChatJoinedByRequest;
  return isOwnStep && message.fromId instanceof Api.PeerUser
    ? [{ kind: "joined", guildId, member: member(markedId(message.fromId), joinedAt) }]
    : [];
}

/** Messages that were pinned, or are pinned no more, of an update that says which; null for all others. */
export function pinsIn(update: Api.TypeUpdate): { chatId: string; messageIds: number[] } | null {
  if (update instanceof Api.UpdatePinnedChannelMessages)
    return { chatId: markChannel(update.channelId.toString()), messageIds: update.messages };
  if (update instanceof Api.UpdatePinnedMessages)
    return { chatId: markedId(update.peer), messageIds: update.messages };
  return null;
}

/** Events of updates that carry no count: they say how something stands now, so that hearing them twice does no harm. */
export function uncountedEvents(update: Api.TypeUpdate): ChatEvent[] {
  if (update instanceof Api.UpdateMessageReactions) {
    const place = samePlace(markedId(update.peer));
    const messageId = String(update.msgId);
    return [{ kind: "reactionsSet", place, messageId, reactions: toReactions(update.reactions) }];
  }
  const none = { views: null, forwards: null, replies: null };
  if (update instanceof Api.UpdateChannelMessageViews)
    return [counted(update.channelId, { ...none, messageId: String(update.id), views: update.views })];
  if (update instanceof Api.UpdateChannelMessageForwards)
    return [counted(update.channelId, { ...none, messageId: String(update.id), forwards: update.forwards })];
  return [];
}

const samePlace = (chatId: string) => ({ guildId: chatId, channelId: chatId });

function counted(
  channelId: { toString(): string },
  counts: Extract<ChatEvent, { kind: "counted" }>["counts"],
): ChatEvent {
  return { kind: "counted", place: samePlace(markChannel(channelId.toString())), counts };
}

/** A short form of a message, as Telegram sends those of private chats and basic groups, as a whole one. */
export function expandShort(
  update: Api.UpdateShortMessage | Api.UpdateShortChatMessage,
  selfId: Api.long,
): Api.Message {
  const isPrivate = update instanceof Api.UpdateShortMessage;
  const self = new Api.PeerUser({ userId: selfId });
  return new Api.Message({
    out: update.out,
    mentioned: update.mentioned,
    mediaUnread: update.mediaUnread,
    silent: update.silent,
    id: update.id,
    fromId: isPrivate
      ? update.out
        ? self
        : new Api.PeerUser({ userId: update.userId })
      : new Api.PeerUser({ userId: update.fromId }),
    peerId: isPrivate
      ? new Api.PeerUser({ userId: update.userId })
      : new Api.PeerChat({ chatId: update.chatId }),
    fwdFrom: update.fwdFrom,
    viaBotId: update.viaBotId,
    replyTo: update.replyTo,
    date: update.date,
    message: update.message,
    entities: update.entities,
    ttlPeriod: update.ttlPeriod,
  });
}
