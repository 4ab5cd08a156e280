import { createHash } from "node:crypto";
import { setImmediate as yieldToOthers } from "node:timers/promises";
import { hashOf } from "../files/files.ts";
import { fileOf } from "../world/facts.ts";
import { countMessages, newestMessage, upFrom } from "../world/messages.ts";
import {
  type Account,
  type Chat,
  type ChatKind,
  isChannel,
  isMember,
  markedId,
  type World,
} from "../world/model.ts";
import { canonicalLine, type TruthMessage, toTruth } from "./line.ts";

/** What an account can do with a chat. `public`: readable without being a member. */
export type Readability = "member" | "public" | "private" | "banned" | "deleted";

export interface TruthChat {
  /** The Bot API's id; of private chats the other user's. */
  id: string;
  kind: ChatKind;
  title: string;
  username: string | null;
  messageCount: number;
  oldestId: number | null;
  newestId: number | null;
  /** Changes counted so far; of private chats and basic groups the account's. */
  pts: number;
  protected: boolean;
  forum: boolean;
  topics: { id: number; title: string; closed: boolean }[];
  /** Channel ↔ discussion group. */
  linkedId: string | null;
  migratedToId: string | null;
  migratedFromId: string | null;
  inviteLink: string | null;
  readability: Readability;
}

export interface TruthDigest {
  chatId: string;
  count: number;
  oldestId: number | null;
  newestId: number | null;
  /** SHA-256 (hexadecimal) over the canonical lines in ascending order of id, each ended by "\n". */
  sha256: string;
}

/** What edited messages said before and deleted ones said last. Times are unix ms. */
export interface TruthHistory {
  versions: { id: number; untilMs: number; text: string; media: string | null }[];
  deleted: { message: TruthMessage; atMs: number }[];
}

/** Messages between two looks at other work. */
const BATCH = 2_000;

/** All chats: of private chats and basic groups those of the account. */
export function truthChats(world: World, account: Account): TruthChat[] {
  return [...[...world.chats.values()].filter(isChannel), ...account.box.chats].map((chat) =>
    toTruthChat(chat, account),
  );
}

function toTruthChat(chat: Chat, account: Account): TruthChat {
  const oldest = upFrom(chat, 0).next();
  return {
    id: markedId(chat),
    kind: chat.kind,
    title: chat.title,
    username: chat.username,
    messageCount: countMessages(chat),
    oldestId: oldest.done ? null : oldest.value.id,
    newestId: newestMessage(chat)?.id ?? null,
    pts: chat.box.pts,
    protected: chat.noforwards,
    forum: chat.forum,
    topics: [...chat.topics.values()].map(({ id, title, closed }) => ({ id, title, closed })),
    linkedId: chat.linked && markedId(chat.linked),
    migratedToId: chat.migratedTo && markedId(chat.migratedTo),
    migratedFromId: chat.migratedFrom && markedId(chat.migratedFrom.group),
    inviteLink: chat.inviteHash === "" ? null : `https://t.me/+${chat.inviteHash}`,
    readability: readabilityOf(chat, account),
  };
}

function readabilityOf(chat: Chat, account: Account): Readability {
  if (chat.deletedChat) return "deleted";
  if (isMember(chat, account)) return "member";
  if (chat.accounts.get(account.user.id)?.status === "banned") return "banned";
  return chat.username === null ? "private" : "public";
}

/** All messages of a chat, oldest first. Other work is done in between. */
export async function* truthMessages(chat: Chat): AsyncGenerator<TruthMessage> {
  let n = 0;
  for (const facts of upFrom(chat, 0)) {
    if (++n % BATCH === 0) await yieldToOthers();
    yield toTruth(facts);
  }
}

/** Count and hash of a chat's messages, to compare with what an archive holds. */
export async function truthDigest(chat: Chat): Promise<TruthDigest> {
  const hash = createHash("sha256");
  let count = 0;
  let oldestId: number | null = null;
  let newestId: number | null = null;
  for await (const message of truthMessages(chat)) {
    hash.update(`${canonicalLine(message)}\n`);
    oldestId ??= message.id;
    newestId = message.id;
    count++;
  }
  return { chatId: markedId(chat), count, oldestId, newestId, sha256: hash.digest("hex") };
}

/** SHA-256 of every file of a chat as it is downloaded, by message id. */
export async function truthFiles(chat: Chat): Promise<{ id: number; sizeBytes: number; sha256: string }[]> {
  const files: { id: number; sizeBytes: number; sha256: string }[] = [];
  for (const facts of upFrom(chat, 0)) {
    const file = fileOf(facts);
    if (!file) continue;
    files.push({ id: facts.id, sizeBytes: file.sizeBytes, sha256: hashOf(file) });
    if (files.length % 20 === 0) await yieldToOthers();
  }
  return files;
}

/** What was said before edits, and what is gone. */
export function truthHistory(chat: Chat): TruthHistory {
  return {
    versions: [...chat.versions].flatMap(([id, versions]) =>
      versions.map(({ facts, untilMs }) => ({ id, untilMs, text: facts.text, media: toTruth(facts).media })),
    ),
    deleted: [...chat.deleted.values()].map(({ facts, atMs }) => ({ message: toTruth(facts), atMs })),
  };
}
