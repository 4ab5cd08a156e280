/**
 * The guard of the archive: what is forgotten is not stored again, whoever brings it. It stands inside the functions that
 * write (storeMessages, storeAuthors, member changes, listings), so that no caller can go around it.
 *
 * Race-free by one lock: whoever stores holds it shared before asking the list, and a change of the list takes it alone
 * (trigger forgotten_changes). Once an entry has committed, every transaction that had not seen it is over.
 */
import type { ArchiveAuthor } from "../../core/database/archive/authors.ts";
import type { ArchiveMessage, MessagePlace } from "../../core/database/archive/messages.ts";
import type { SetAsideItem } from "../../core/database/archive/setAside.ts";
import {
  type ForgottenList,
  findKeyCheck,
  holdForgotten,
  loadForgotten,
  readForgottenVersion,
} from "../../core/database/forgetting/forgotten.ts";
import { isChannelKnown } from "../../core/database/guilds/directory.ts";
import { digestOf, type Forgettable, platformOfId } from "../../core/forgetting/digest.ts";
import type { Platform } from "../../core/model/platform.ts";
import type { Queryable } from "../../core/postgres/pool.ts";
import { redactJson, redactText, redactValue } from "./redact.ts";

/** The list was made with another key, or there is none: storing on would bring back who was forgotten. */
export class ForgettingKeyLostError extends Error {
  override name = "ForgettingKeyLostError";

  constructor() {
    super(
      "The list of who is forgotten was made with another key: restore FORGETTING_KEY (data/secrets.env). Until then nothing is stored.",
    );
  }
}

// Of the process, not handed from caller to caller: a caller that left it out would be a hole in the promise.
let key: Buffer | null = null;
/** The list as last seen by this process; the version tells caches elsewhere that they may be old. */
let cached: { list: ForgottenList; guard: Guard } | null = null;

/** Says with which key people are forgotten here; once, when the process is put together. */
export function useForgettingKey(given: Buffer | null): void {
  key = given;
  cached = null;
}

/** Of the list as this process last saw it; "" before the first look. */
export const lastSeenVersion = (): string => cached?.list.version ?? "";

/** What tells whether a database was forgotten with this very key. Pure. */
export const keyCheckOf = (of: Buffer): string =>
  digestOf(of, { kind: "person", platform: "discord", id: "0" }).slice(0, 16);

/** Answers whom a transaction must not store. */
export interface Guard {
  /** Nobody and nothing is forgotten: there is nothing to look for. */
  readonly isEmpty: boolean;
  /** Nothing new of them is stored. */
  isForgotten(what: Forgettable): boolean;
  /** What was stored of them is gone as well, and so is their name in what others wrote. */
  isErased(what: Forgettable): boolean;
}

const noGuard: Guard = { isEmpty: true, isForgotten: () => false, isErased: () => false };

/** How many digests are remembered. More costs memory, fewer costs two microseconds per id. */
const rememberedDigests = 50_000;

/**
 * The guard as of this transaction: until it ends, the list cannot change. One round trip; the list is loaded anew only
 * when it has changed. Throws ForgettingKeyLostError.
 */
export async function guardOf(tx: Queryable): Promise<Guard> {
  const [, version] = await Promise.all([holdForgotten(tx), readForgottenVersion(tx)]);
  if (cached?.list.version === version) return cached.guard;
  const [entries, check] = await Promise.all([loadForgotten(tx), findKeyCheck(tx)]);
  const guard = createGuard(entries, check);
  cached = { list: { version, entries }, guard };
  return guard;
}

function createGuard(entries: ForgottenList["entries"], check: string | null): Guard {
  if (entries.size === 0) return noGuard;
  if (key === null || (check !== null && check !== keyCheckOf(key))) throw new ForgettingKeyLostError();
  const own = key;
  const digests = new Map<string, string>();
  const find = (what: Forgettable) => {
    if (what.kind !== "person") return entries.get(digestOf(own, what)); // messages are asked for once
    const name = `${what.platform}:${what.id}`;
    let digest = digests.get(name);
    if (digest === undefined) {
      digest = digestOf(own, what);
      if (digests.size >= rememberedDigests) digests.clear();
      digests.set(name, digest);
    }
    return entries.get(digest);
  };
  return {
    isEmpty: false,
    isForgotten: (what) => find(what) !== undefined,
    isErased: (what) => find(what)?.erased === true,
  };
}

/** What of a batch may be stored. */
export interface Admitted {
  messages: readonly ArchiveMessage[];
  setAside: readonly SetAsideItem[];
  /** Messages that were left out. */
  forgotten: number;
}

/** Leaves out of a batch what is forgotten, and takes erased people out of what others say. */
export async function admitMessages(
  tx: Queryable,
  place: MessagePlace,
  messages: readonly ArchiveMessage[],
  setAside: readonly SetAsideItem[],
): Promise<Admitted> {
  const guard = await guardOf(tx);
  if (guard.isEmpty) return { messages, setAside, forgotten: 0 };
  const { channelId, guildId } = place;
  // A thread made in a forgotten channel later is on no list, but its row was never stored either.
  if (isPlaceForgotten(guard, place) || !(await isChannelKnown(tx, channelId)))
    return { messages: [], setAside: [], forgotten: messages.length };
  const platform = platformOfId(guildId);
  const isErased = (id: string) => guard.isErased({ kind: "person", platform, id });
  const kept = messages.filter(
    ({ id, authorId }) =>
      !guard.isForgotten({ kind: "message", channelId, id }) &&
      (authorId === null || !guard.isForgotten({ kind: "person", platform, id: authorId })),
  );
  return {
    messages: kept.map((message) => redactMessage(platform, message, isErased)),
    setAside: setAside.flatMap((item) => admitSetAside(guard, platform, channelId, item) ?? []),
    forgotten: messages.length - kept.length,
  };
}

export function isPlaceForgotten(guard: Guard, { guildId, channelId }: MessagePlace): boolean {
  return (
    guard.isForgotten({ kind: "guild", id: guildId }) || guard.isForgotten({ kind: "channel", id: channelId })
  );
}

/** The message without the people; the very same when it names none of them. Pure. */
export function redactMessage<Message extends Pick<ArchiveMessage, "content" | "extra" | "attachments">>(
  platform: Platform,
  message: Message,
  isErased: (id: string) => boolean,
): Message {
  const content = redactText(platform, message.content, isErased);
  const extra = redactValue(platform, message.extra, isErased) as ArchiveMessage["extra"];
  const attachments = message.attachments.map((file) => {
    const description = file.description && redactText(platform, file.description, isErased);
    return description === file.description ? file : { ...file, description };
  });
  const isSame =
    content === message.content &&
    extra === message.extra &&
    attachments.every((file, index) => file === message.attachments[index]);
  return isSame ? message : { ...message, content, extra, attachments };
}

/** Null for what a forgotten person sent; else its raw form without erased people. */
export function admitSetAside(
  guard: Guard,
  platform: Platform,
  channelId: string | null,
  item: SetAsideItem,
): SetAsideItem | null {
  if (
    channelId !== null &&
    item.id !== null &&
    guard.isForgotten({ kind: "message", channelId, id: item.id })
  )
    return null;
  const author = authorOfRaw(item.raw);
  if (author !== null && guard.isForgotten({ kind: "person", platform, id: author })) return null;
  const isErased = (id: string) => guard.isErased({ kind: "person", platform, id });
  const raw = redactJson(platform, item.raw, isErased);
  const message = redactText(platform, item.message, isErased);
  return raw === item.raw && message === item.message ? item : { ...item, raw, message };
}

/** Who wrote what was set aside, as far as its raw form tells: a platform's message, our own shape, or an event. */
export function authorOfRaw(raw: string): string | null {
  try {
    const value: unknown = JSON.parse(raw);
    return authorOf(value);
  } catch {
    return null;
  }
}

function authorOf(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  const fields = value as Record<string, unknown>;
  const author = fields.author ?? fields.user;
  const id =
    typeof author === "object" && author !== null ? (author as { id?: unknown }).id : fields.authorId;
  if (typeof id === "string" || typeof id === "number") return String(id);
  // An event: the message or the member is one level below.
  return authorOf(fields.message ?? fields.member ?? fields.d);
}

/** Those authors who may be stored. */
export async function admitAuthors(
  tx: Queryable,
  platform: Platform,
  authors: readonly ArchiveAuthor[],
): Promise<readonly ArchiveAuthor[]> {
  const guard = await guardOf(tx);
  if (guard.isEmpty) return authors;
  // Who only opted out stays as known so far; erased people are not stored again.
  return authors.filter(({ id }) => !guard.isForgotten({ kind: "person", platform, id }));
}

/** Those of what is told of people of a guild that may be stored. */
export async function admitPeople<Item extends { userId: string }>(
  tx: Queryable,
  guildId: string,
  items: readonly Item[],
): Promise<readonly Item[]> {
  if (items.length === 0) return items;
  const guard = await guardOf(tx);
  if (guard.isEmpty) return items;
  if (guard.isForgotten({ kind: "guild", id: guildId })) return [];
  const platform = platformOfId(guildId);
  return items.filter(({ userId }) => !guard.isForgotten({ kind: "person", platform, id: userId }));
}
