/** A chat as Telegram lists it. Pure. */
import { toStorableText } from "../../../core/storable.ts";
import { userName } from "./convert/authors.ts";
import { Api } from "./gram.ts";
import { idOf, markChannel } from "./peers.ts";

/** As core/model/telegram.ts has them. forum: a supergroup with topics; group: a basic one; saved: the account's own notes. */
export type ChatKind = "channel" | "supergroup" | "forum" | "group" | "private" | "bot" | "saved";

export interface Chat {
  /** Marked id. */
  id: string;
  kind: ChatKind;
  title: string;
  /** Without @. */
  username: string | null;
  memberCount: number | null;
  photoId: string | null;
  /** Its owner forbids forwarding and saving. */
  isProtected: boolean;
  /** Not a member: Telegram does not tell what happens there, it has to be asked. */
  isLeft: boolean;
  /** Null when it can be read as far as is known; else Telegram's word for why not. */
  closed: string | null;
  /** Null for basic groups, and where only others know it. */
  accessHash: string | null;
  /** The supergroup that a basic group became. */
  migratedTo: Api.InputChannel | null;
}

/** Channels and supergroups count their events by themselves; all others are counted together, for the account. */
export const countsItself = ({ kind }: Pick<Chat, "kind">): boolean =>
  kind === "channel" || kind === "supergroup" || kind === "forum";

/** Null for what is no chat: a deleted place. */
export function toChat(entity: Api.TypeChat | Api.TypeUser): Chat | null {
  const base = {
    id: idOf(entity),
    username: null,
    memberCount: null,
    photoId: null,
    isProtected: false,
    isLeft: false,
    closed: null,
    accessHash: null,
    migratedTo: null,
  };
  if (entity instanceof Api.Channel) {
    return {
      ...base,
      kind: entity.forum ? "forum" : entity.broadcast ? "channel" : "supergroup",
      title: toStorableText(entity.title),
      username: userName(entity),
      memberCount: entity.participantsCount ?? null,
      photoId: photoIdOf(entity.photo),
      isProtected: entity.noforwards === true,
      isLeft: entity.left === true,
      accessHash: entity.min ? null : (entity.accessHash?.toString() ?? null),
    };
  }
  if (entity instanceof Api.Chat) {
    const to = entity.migratedTo;
    return {
      ...base,
      kind: "group",
      title: toStorableText(entity.title),
      memberCount: entity.participantsCount,
      photoId: photoIdOf(entity.photo),
      isProtected: entity.noforwards === true,
      isLeft: entity.left === true,
      migratedTo: to instanceof Api.InputChannel ? to : null,
    };
  }
  if (entity instanceof Api.ChannelForbidden)
    return {
      ...base,
      kind: entity.broadcast ? "channel" : "supergroup",
      title: toStorableText(entity.title),
      closed: "CHANNEL_PRIVATE",
      accessHash: entity.accessHash.toString(),
    };
  if (entity instanceof Api.ChatForbidden)
    return { ...base, kind: "group", title: toStorableText(entity.title), closed: "CHAT_FORBIDDEN" };
  if (entity instanceof Api.User) {
    const name = [entity.firstName, entity.lastName].filter((part) => part).join(" ");
    return {
      ...base,
      kind: entity.self ? "saved" : entity.bot ? "bot" : "private",
      title: toStorableText(name || userName(entity) || base.id),
      username: userName(entity),
      photoId: entity.photo instanceof Api.UserProfilePhoto ? entity.photo.photoId.toString() : null,
      accessHash: entity.min ? null : (entity.accessHash?.toString() ?? null),
    };
  }
  return null;
}

const photoIdOf = (photo: Api.TypeChatPhoto): string | null =>
  photo instanceof Api.ChatPhoto ? photo.photoId.toString() : null;

/** Marked id of the channel that a basic group became. */
export const migratedId = (channel: Api.InputChannel): string => markChannel(channel.channelId.toString());
