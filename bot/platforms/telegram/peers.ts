/** Ids of chats and people: marked as the Bot API marks them, and as Telegram's own requests want them. Pure. */
import { Api, toLong } from "./gram.ts";

/** Marked ids of channels and supergroups lie below this: −100 and the number behind it. */
const channelMark = -1_000_000_000_000n;

export type PeerKind = "user" | "group" | "channel";

/** −100… for channels and supergroups, −… for basic groups, the number itself for people. */
export function markedId(peer: Api.TypePeer): string {
  if (peer instanceof Api.PeerChannel) return markChannel(peer.channelId.toString());
  if (peer instanceof Api.PeerChat) return `-${peer.chatId.toString()}`;
  return peer.userId.toString();
}

export const markChannel = (bareId: string): string => (channelMark - BigInt(bareId)).toString();

/** Null for what is no marked id. */
export function parseMarkedId(id: string): { kind: PeerKind; bareId: string } | null {
  if (!/^-?[1-9]\d{0,15}$/.test(id)) return null;
  const value = BigInt(id);
  if (value > 0n) return { kind: "user", bareId: id };
  if (value < channelMark) return { kind: "channel", bareId: (channelMark - value).toString() };
  return { kind: "group", bareId: (-value).toString() };
}

/** Marked id of a chat or person as listed in an answer. */
export function idOf(entity: Api.TypeChat | Api.TypeUser): string {
  if (entity instanceof Api.Channel || entity instanceof Api.ChannelForbidden)
    return markChannel(entity.id.toString());
  if (entity instanceof Api.User || entity instanceof Api.UserEmpty) return entity.id.toString();
  return `-${entity.id.toString()}`;
}

/** How a chat is addressed. `accessHash` is of no account but the one it was told to. Throws TypeError for what is no marked id. */
export function toInputPeer(id: string, accessHash: string | null): Api.TypeInputPeer {
  const parsed = parseMarkedId(id);
  if (!parsed) throw new TypeError(`${id} is no id of a Telegram chat`);
  const bare = toLong(parsed.bareId);
  if (parsed.kind === "group") return new Api.InputPeerChat({ chatId: bare });
  const hash = toLong(accessHash ?? "0");
  return parsed.kind === "user"
    ? new Api.InputPeerUser({ userId: bare, accessHash: hash })
    : new Api.InputPeerChannel({ channelId: bare, accessHash: hash });
}

export function toInputChannel(id: string, accessHash: string | null): Api.InputChannel {
  const parsed = parseMarkedId(id);
  if (parsed?.kind !== "channel") throw new TypeError(`${id} is no id of a Telegram channel`);
  return new Api.InputChannel({ channelId: toLong(parsed.bareId), accessHash: toLong(accessHash ?? "0") });
}
