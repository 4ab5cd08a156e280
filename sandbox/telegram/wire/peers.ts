/** People and chats as one account is shown them. */
import type { Tl } from "../tl/writer.ts";
import { type Account, type Chat, isChannel, isChat, type Membership, type Person } from "../world/model.ts";
import { accessHash } from "./access.ts";

export function toPeer(peer: Chat | Person): Tl {
  if (!isChat(peer) || peer.kind === "private") return { _: "peerUser", user_id: peer.id };
  if (isChannel(peer)) return { _: "peerChannel", channel_id: peer.id };
  return { _: "peerChat", chat_id: peer.id };
}

/** `min`: as it comes in updates for people the account has not met: without a hash to name them by. */
export function toUser(person: Person, account: Account, { min = false } = {}): Tl {
  const isSelf = person.id === account.user.id;
  if (person.firstName === null) {
    return {
      _: "user",
      id: person.id,
      deleted: true,
      access_hash: accessHash(account.user.id, "user", person.id),
    };
  }
  return {
    _: "user",
    id: person.id,
    self: isSelf,
    bot: person.bot,
    ...(person.bot ? { bot_info_version: 1 } : {}),
    min: min && !isSelf,
    ...(min && !isSelf ? { apply_min_photo: true } : {}),
    access_hash: accessHash(account.user.id, "user", person.id),
    first_name: person.firstName,
    last_name: person.lastName ?? undefined,
    username: person.username ?? undefined,
    phone: isSelf || person.id === 777_000n ? (person.phone ?? undefined) : undefined,
    photo: person.photoId === 0n ? undefined : { _: "userProfilePhoto", photo_id: person.photoId, dc_id: 2 },
    status: { _: "userStatusRecently" },
  };
}

function toChatPhoto(chat: Chat): Tl {
  if (chat.photoId === 0n) return { _: "chatPhotoEmpty" };
  return { _: "chatPhoto", photo_id: chat.photoId, dc_id: 2 };
}

const NOBODY_SENDS = {
  _: "chatBannedRights",
  until_date: 0,
  ...Object.fromEntries(
    [
      "send_messages",
      "send_media",
      "send_stickers",
      "send_gifs",
      "send_games",
      "send_inline",
      "send_polls",
    ].map((right) => [right, true]),
  ),
};

const CREATOR_RIGHTS = {
  _: "chatAdminRights",
  ...Object.fromEntries(
    [
      "change_info",
      "post_messages",
      "edit_messages",
      "delete_messages",
      "ban_users",
      "invite_users",
      "pin_messages",
      "add_admins",
      "manage_call",
      "other",
      "manage_topics",
    ].map((right) => [right, true]),
  ),
};

/** A group, supergroup or channel. */
export function toChat(chat: Chat, account: Account): Tl {
  const membership = chat.accounts.get(account.user.id);
  return isChannel(chat) ? toChannel(chat, account, membership) : toGroup(chat, account, membership);
}

function toGroup(chat: Chat, account: Account, membership: Membership | undefined): Tl {
  if (membership?.status === "banned") return { _: "chatForbidden", id: chat.id, title: chat.title };
  return {
    _: "chat",
    id: chat.id,
    creator: membership?.status === "creator",
    left: membership?.status === "left",
    deactivated: chat.migratedTo !== null,
    noforwards: chat.noforwards,
    title: chat.title,
    photo: toChatPhoto(chat),
    participants_count: chat.migratedTo ? 0 : chat.members.size,
    date: chat.createdS,
    version: 3,
    migrated_to: chat.migratedTo
      ? {
          _: "inputChannel",
          channel_id: chat.migratedTo.id,
          access_hash: accessHash(account.user.id, "channel", chat.migratedTo.id),
        }
      : undefined,
    default_banned_rights: { _: "chatBannedRights", until_date: 2_147_483_647, change_info: true },
  };
}

function toChannel(chat: Chat, account: Account, membership: Membership | undefined): Tl {
  const hash = accessHash(account.user.id, "channel", chat.id);
  const isBroadcast = chat.kind === "channel";
  const about = { id: chat.id, access_hash: hash, title: chat.title };
  if (membership?.status === "banned" || chat.deletedChat) {
    return { _: "channelForbidden", ...about, broadcast: isBroadcast, megagroup: !isBroadcast };
  }
  const isAdmin = membership?.status === "creator" || membership?.status === "admin";
  return {
    _: "channel",
    ...about,
    creator: membership?.status === "creator",
    left: membership === undefined || membership.status === "left",
    broadcast: isBroadcast,
    megagroup: !isBroadcast,
    verified: chat.verified,
    signatures: chat.signatures,
    has_link: chat.linked !== null,
    noforwards: chat.noforwards,
    forum: chat.forum,
    username: chat.username ?? undefined,
    photo: toChatPhoto(chat),
    date: membership?.joinedS ?? chat.createdS,
    admin_rights: isAdmin ? CREATOR_RIGHTS : undefined,
    banned_rights: membership && !membership.canPost && !isBroadcast ? NOBODY_SENDS : undefined,
    default_banned_rights: isBroadcast
      ? undefined
      : { _: "chatBannedRights", until_date: 2_147_483_647, change_info: true },
    participants_count: chat.memberCount,
  };
}
