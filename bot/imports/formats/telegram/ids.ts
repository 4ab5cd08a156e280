/** Ids as Telegram Desktop writes them, and as the archive keeps them: marked, as the Bot API marks them. Pure. */

const channelMark = -1_000_000_000_000n;
/** Before 2021 chats and channels stood in the same numbers as people, behind these (PeerId of Telegram Desktop). */
const oldGroups = 0x1_0000_0000n;
const oldChannels = 0x2_0000_0000n;
const oldEnd = 0x3_0000_0000n;

type PeerKind = "user" | "group" | "channel";

/** "user1", "chat1", "channel1"; in old exports a bare number. Null for anything else. */
export function toPeerId(value: unknown): string | null {
  if (typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value)))
    return fromOldNumber(value);
  const [, kind, digits] =
    typeof value === "string" ? (/^(user|chat|channel)([1-9]\d{0,15})$/.exec(value) ?? []) : [];
  if (digits === undefined) return null;
  return marked(kind === "chat" ? "group" : kind === "channel" ? "channel" : "user", BigInt(digits));
}

function fromOldNumber(value: number | string): string | null {
  const number = toBigInt(value);
  if (number === null || number <= 0n) return null;
  if (number >= oldChannels && number < oldEnd) return marked("channel", number - oldChannels);
  return number >= oldGroups && number < oldChannels
    ? marked("group", number - oldGroups)
    : marked("user", number);
}

const marked = (kind: PeerKind, bare: bigint): string =>
  String(kind === "user" ? bare : kind === "group" ? -bare : channelMark - bare);

/** Kinds of chats by Telegram Desktop's words, in the archive's. */
const chatKinds: Readonly<Record<string, { kind: string; peer: PeerKind }>> = {
  saved_messages: { kind: "saved", peer: "user" },
  replies: { kind: "private", peer: "user" },
  verification_codes: { kind: "private", peer: "user" },
  personal_chat: { kind: "private", peer: "user" },
  bot_chat: { kind: "bot", peer: "user" },
  private_group: { kind: "group", peer: "group" },
  private_supergroup: { kind: "supergroup", peer: "channel" },
  public_supergroup: { kind: "supergroup", peer: "channel" },
  private_channel: { kind: "channel", peer: "channel" },
  public_channel: { kind: "channel", peer: "channel" },
};

/** A chat by its type and its bare id; null when either is unusable. */
export function toChatId(type: unknown, id: unknown): { id: string; kind: string } | null {
  const known = typeof type === "string" ? chatKinds[type] : undefined;
  const number = toBigInt(id);
  if (!known || number === null || number <= 0n || number >= 10n ** 12n) return null;
  const old = known.peer === "channel" ? oldChannels : oldGroups;
  const isOld = known.peer !== "user" && number >= old && number < old + oldGroups;
  return { id: marked(known.peer, isOld ? number - old : number), kind: known.kind };
}

function toBigInt(value: unknown): bigint | null {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : null;
  return typeof value === "string" && /^-?\d{1,19}$/.test(value) ? BigInt(value) : null;
}

/** The number of a message; negative for those of the group that a supergroup was before (kMigratedMessagesIdShift). */
export function toMessageId(value: unknown): string | null {
  const id = toBigInt(value);
  return id === null || id === 0n || id > 2n ** 31n || id < -(2n ** 31n) ? null : String(id);
}
