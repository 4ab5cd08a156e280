/** Pages of a chat's history. */
import type { PageRequest } from "../platform.ts";
import type { TelegramConnection } from "./connection.ts";
import { type Entities, toEntityMap } from "./convert/authors.ts";
import { Api, type TlRequest, toLong } from "./gram.ts";
import { UnreadableObjectError } from "./link/reader.ts";
import type { Takeout } from "./takeout.ts";

/** The most messages Telegram gives at once. */
export const pageSize = 100;

export interface RawPage {
  /** As they came: newest first. */
  messages: Api.TypeMessage[];
  entities: Entities;
  /** How many places of the page hold something that this version cannot read, and the ids between which each lies. */
  unreadable: { afterId: number; beforeId: number; error: UnreadableObjectError }[];
  /** There may be more in the direction of reading. */
  isFull: boolean;
}

/** A stretch of a history: from `offsetId` (exclusive, 0: the newest), `skip` messages on (negative: back towards newer ones). */
interface Stretch {
  offsetId: number;
  skip: number;
  limit: number;
  /** Begins at the first message older than this (seconds since 1970) instead. */
  offsetDate?: number;
}

/** One above every id: offsets are 32-bit numbers. */
const endOfIds = 2 ** 31 - 1;

export class HistoryReader {
  readonly #connection: TelegramConnection;
  readonly #takeout: Takeout | null;

  /** `takeout`: histories are read within it. */
  constructor(connection: TelegramConnection, takeout: Takeout | null = null) {
    this.#connection = connection;
    this.#takeout = takeout;
  }

  /**
   * A page beside `before` or `after`, both exclusive. A page that ends early is not believed: what lies beyond it is asked
   * for once more, since Telegram is known to answer short pages, and empty ones, in the middle of a history.
   */
  async page(peer: Api.TypeInputPeer, request: PageRequest, signal: AbortSignal): Promise<RawPage> {
    const after = request.after === undefined ? null : Number(request.after);
    let page = await this.#read(peer, firstStretch(request), signal);
    page = cut(page, after);
    while (!page.isFull) {
      const ids = page.messages.map(({ id }) => id);
      const edge = after === null ? Math.min(...ids) : Math.max(after, ...ids);
      if (after === null && ids.length === 0) return page;
      const next =
        after === null
          ? { offsetId: edge, skip: 0, limit: pageSize }
          : { offsetId: Math.min(edge + 1, endOfIds), skip: -pageSize, limit: pageSize };
      const more = cut(await this.#read(peer, next, signal), after === null ? null : edge);
      const fresh = more.messages.filter(({ id }) => !ids.includes(id) && (after !== null || id < edge));
      if (fresh.length === 0) return page;
      page = join(page, { ...more, messages: fresh });
      page.isFull = more.isFull || page.messages.length >= pageSize;
    }
    return page;
  }

  /** The newest message's id; null when there is none. */
  async newestId(peer: Api.TypeInputPeer, signal: AbortSignal): Promise<number | null> {
    const { messages } = await this.#read(peer, { offsetId: 0, skip: 0, limit: 1 }, signal);
    return messages[0]?.id ?? null;
  }

  /**
   * The first message sent at `seconds` (since 1970) or later; null when there is none. Telegram is asked for what lies
   * around that time, and what it shows is judged by the messages' own times.
   */
  async firstIdAt(peer: Api.TypeInputPeer, seconds: number, signal: AbortSignal): Promise<number | null> {
    const around = { offsetId: 0, skip: -pageSize / 2, limit: pageSize, offsetDate: seconds };
    let { messages } = await this.#read(peer, around, signal);
    let first: number | null = null;
    for (;;) {
      const since = messages.filter((one) => dateOf(one) >= seconds).map(({ id }) => id);
      first = since.length > 0 ? Math.min(first ?? endOfIds, ...since) : first;
      const all = messages.map(({ id }) => id);
      if (all.length === 0 || (since.length > 0 && since.length < all.length)) return first;
      // All on one side: the boundary lies beyond the page, or at the history's end.
      const isAbove = since.length > 0;
      if (!isAbove && first !== null) return first;
      const next = isAbove ? { before: String(Math.min(...all)) } : { after: String(Math.max(...all)) };
      ({ messages } = await this.page(peer, next, signal));
    }
  }

  async #read(peer: Api.TypeInputPeer, stretch: Stretch, signal: AbortSignal): Promise<RawPage> {
    const { offsetId, skip, limit, offsetDate = 0 } = stretch;
    try {
      const request: TlRequest<Api.messages.TypeMessages> = new Api.messages.GetHistory({
        peer,
        offsetId,
        offsetDate,
        addOffset: skip,
        limit,
        maxId: 0,
        minId: 0,
        hash: toLong(0),
      });
      const wrapped = (await this.#takeout?.wrap(request, signal)) ?? request;
      const answer = await this.#connection.call(wrapped, { signal, cost: limit });
      if (answer instanceof Api.messages.MessagesNotModified)
        return { messages: [], entities: new Map(), unreadable: [], isFull: false };
      return {
        messages: answer.messages,
        entities: toEntityMap(answer.users, answer.chats),
        unreadable: [],
        isFull: answer.messages.length >= limit,
      };
    } catch (error) {
      const cause = error instanceof Error ? error.cause : null;
      if (!(cause instanceof UnreadableObjectError)) throw error;
      return this.#readAround(peer, stretch, cause, signal);
    }
  }

  /** A page holds something that cannot be read: it is read in halves until that stands alone. */
  async #readAround(
    peer: Api.TypeInputPeer,
    { offsetId, skip, limit, offsetDate = 0 }: Stretch,
    error: UnreadableObjectError,
    signal: AbortSignal,
  ): Promise<RawPage> {
    if (limit === 1) {
      const place = { afterId: 0, beforeId: offsetId === 0 ? endOfIds : offsetId, error };
      return { messages: [], entities: new Map(), unreadable: [place], isFull: true };
    }
    const half = Math.ceil(limit / 2);
    const newer = await this.#read(peer, { offsetId, skip, limit: half, offsetDate }, signal);
    const rest = { offsetId, skip: skip + half, limit: limit - half, offsetDate };
    const older = await this.#read(peer, rest, signal);
    return join(narrow(newer, { olderThanAll: older }), narrow(older, { newerThanAll: newer }));
  }
}

/** Of a place without a message: as old as can be. */
const dateOf = (message: Api.TypeMessage): number => (message instanceof Api.MessageEmpty ? 0 : message.date);

function firstStretch({ before, after }: PageRequest): Stretch {
  if (after !== undefined)
    return { offsetId: Math.min(Number(after) + 1, endOfIds), skip: -pageSize, limit: pageSize };
  // Ids are 32 bits wide: a larger bound asks for the newest.
  const offsetId = before === undefined || BigInt(before) >= BigInt(endOfIds) ? 0 : Number(before);
  return { offsetId, skip: 0, limit: pageSize };
}

/** Reading upwards, Telegram fills a page that would be short with messages from below the bound. */
function cut(page: RawPage, after: number | null): RawPage {
  if (after === null) return page;
  const messages = page.messages.filter(({ id }) => id > after);
  return { ...page, messages, isFull: page.isFull && messages.length === page.messages.length };
}

function join(newer: RawPage, older: RawPage): RawPage {
  return {
    messages: [...newer.messages, ...older.messages].sort((a, b) => b.id - a.id),
    entities: new Map([...newer.entities, ...older.entities]),
    unreadable: [...newer.unreadable, ...older.unreadable],
    isFull: newer.isFull && older.isFull,
  };
}

/** What cannot be read lies between its neighbours. */
function narrow(page: RawPage, by: { olderThanAll?: RawPage; newerThanAll?: RawPage }): RawPage {
  const below = by.olderThanAll && Math.max(0, ...by.olderThanAll.messages.map(({ id }) => id));
  const above = by.newerThanAll && Math.min(endOfIds, ...by.newerThanAll.messages.map(({ id }) => id));
  return {
    ...page,
    unreadable: page.unreadable.map((place) => ({
      ...place,
      afterId: Math.max(place.afterId, below ?? 0),
      beforeId: Math.min(place.beforeId, above ?? endOfIds),
    })),
  };
}
