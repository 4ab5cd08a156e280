/**
 * Listens with one connected account and stores what happens: the first event after a quiet second at once, those that
 * follow gathered for a second, or until there are 200, in one transaction with what they prove. While the database is away they wait; when too many wait they are
 * dropped, and coverage says so: the next catch-up reads them from the platform.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ArchiveAuthor } from "../../core/database/archive/authors.ts";
import type { MessagePlace } from "../../core/database/archive/messages.ts";
import type { MemberChange } from "../../core/database/guilds/members.ts";
import { type Capture as CapturedGuild, wasBatchStored } from "../../core/database/workers/liveCaptures.ts";
import type { Logger } from "../../core/log.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { isRefusedData } from "../../core/postgres/refused.ts";
import { storeChannelRows } from "../forgetting/directory.ts";
import type {
  ChatEvent,
  HeardInterval,
  MemberEvent,
  MessageEvent,
  UnreadableEvent,
} from "../platforms/liveFeed.ts";
import type { ChannelPlace, ChatSession } from "../platforms/platform.ts";
import type { Wake } from "../worker/wake.ts";
import { EventBuffer } from "./buffer.ts";
import { HeldGuilds } from "./heldGuilds.ts";
import type { Recounts } from "./recounts.ts";
import { toRounds } from "./rounds.ts";
import {
  authorsOf,
  type Batch,
  CaptureLostError,
  InDoubtError,
  storeBatch,
  type Withdrawn,
} from "./storeBatch.ts";

interface CaptureDeps {
  pool: Pool;
  accountId: string;
  workerId: string;
  session: ChatSession;
  leaseSeconds: number;
  /** Whether the text of deleted messages is kept. */
  keepDeleted: boolean;
  /** Stores people; outside the batch's transaction, as pages of history do. */
  storeAuthors(authors: readonly ArchiveAuthor[]): Promise<void>;
  /** Keeps an event that could not be stored. */
  setAside(event: UnreadableEvent): Promise<void>;
  /** Called when guilds are listened to from now on, or anew after a gap. */
  onListening(captures: readonly CapturedGuild[]): void;
  /** Looks after counts that events change; null where events tell them whole. */
  recounts: Pick<Recounts, "heard" | "stored"> | null;
  log: Logger;
  wake: Wake;
}

/** Longest an event waits for others. Larger makes batches cheaper, smaller makes the archive younger. */
const flushMs = 1_000;
/** So many events are stored at once without waiting for the second to end. */
const enoughEvents = 200;
/** The most events of one transaction: its locks are held for some hundred milliseconds. */
const mostEvents = 5_000;

/** A batch of which nobody knows whether it was stored: the connection broke while it was. */
interface Doubt {
  error: InDoubtError;
  /** How many events at the head of the buffer it holds. */
  events: number;
  newest: ReadonlyMap<string, bigint>;
  heard: Batch["heard"];
}

export class Capture {
  readonly #deps: CaptureDeps;
  readonly #buffer = new EventBuffer();
  readonly #guilds: HeldGuilds;
  readonly #unreadable: UnreadableEvent[] = [];
  /** Channels whose newest event lies above what was proven so far, with that event's id. */
  readonly #unsettled = new Map<string, bigint>();
  /** Channels whose rows are there. */
  readonly #known = new Map<string, ChannelPlace>();
  /** Per channel, ids below which nothing may be called heard: an event there could not be stored. */
  readonly #floors = new Map<string, bigint>();
  #doubt: Doubt | null = null;
  /** When events were last stored, in monotonic milliseconds. */
  #storedAtMs = Number.NEGATIVE_INFINITY;
  #flushing: Promise<void> = Promise.resolve();

  constructor(deps: CaptureDeps) {
    this.#deps = deps;
    this.#guilds = new HeldGuilds(deps);
  }

  /** Listens until `stop` aborts, then stores what is there and gives the guilds back. Never rejects. */
  async run(stop: AbortSignal): Promise<void> {
    const { wake, log } = this.#deps;
    const unlisten = this.#deps.session.live.listen({
      onEvent: (event) => this.#hear(event),
      onUnreadable: (event) => this.#hearUnreadable(event),
      onGap: () => this.#guilds.beginAnew(),
    });
    for (let failures = 0; !stop.aborted; ) {
      await wake.wait(flushMs, stop);
      try {
        await this.flush();
        failures = 0;
      } catch (error) {
        failures++;
        if (failures === 1 || failures % 30 === 0)
          log.warn(
            { code: "capture.waiting", error, waiting: this.#buffer.size },
            "events wait for the database",
          );
        await sleep(Math.min(5_000, 200 * 2 ** Math.min(failures, 5)), undefined, { signal: stop }).catch(
          () => undefined,
        );
      }
    }
    // Still listening: what the feed calls heard must have been given to us, or it would be claimed and never stored.
    await this.flush()
      .then(() => this.#guilds.release())
      .catch((error: unknown) =>
        log.warn({ code: "capture.unstored", error }, "the last events were not stored"),
      );
    unlisten();
  }

  /** Stores what was heard so far; one at a time. Throws when the database is away; nothing is lost then. */
  flush(): Promise<void> {
    const before = this.#flushing;
    this.#flushing = before.catch(() => undefined).then(() => this.#flushAll());
    return this.#flushing;
  }

  async #flushAll(): Promise<void> {
    await this.#resolveDoubt();
    await this.#guilds.keep();
    await this.#flushUnreadable();
    const isEmpty = this.#buffer.size === 0;
    do await this.#flushOnce();
    while (this.#buffer.size >= enoughEvents);
    if (!isEmpty) this.#storedAtMs = performance.now();
  }

  /** Whose guild it is shows when it is stored: until then nobody may know. */
  #hear(event: ChatEvent): void {
    this.#deps.recounts?.heard(event);
    const dropped = this.#buffer.add(event);
    if (dropped.length > 0) {
      this.#drop(dropped);
      this.#doubt = null; // its events are among them
      this.#guilds.beginAnew();
      this.#deps.log.error(
        { code: "capture.overflow", events: dropped.length },
        "too many events waited for the database: they were dropped and will be read again",
      );
    }
    const isQuiet = performance.now() - this.#storedAtMs >= flushMs;
    if (isQuiet || this.#buffer.size >= enoughEvents) this.#deps.wake.ring();
  }

  #hearUnreadable(event: UnreadableEvent): void {
    this.#unreadable.push(event);
    if (event.channelId !== null && event.itemId !== null)
      this.#raiseFloor(event.channelId, BigInt(event.itemId) + 1n);
  }

  /** What is dropped was not heard, whatever the feed says of it. */
  #drop(events: readonly ChatEvent[]): void {
    for (const [channelId, id] of newestIds(events)) this.#raiseFloor(channelId, id + 1n);
  }

  /** A batch that was stored although its connection broke must not be stored again: reactions would count twice. */
  async #resolveDoubt(): Promise<void> {
    const doubt = this.#doubt;
    if (!doubt) return;
    const { captures, storedAt } = doubt.error;
    const [capture] = captures;
    const wasStored = capture !== undefined && (await wasBatchStored(this.#deps.pool, capture, storedAt));
    if (this.#doubt !== doubt) return; // dropped meanwhile
    this.#doubt = null;
    if (!wasStored) return;
    const stored = this.#buffer.take(doubt.events);
    this.#deps.recounts?.stored(stored);
    this.#distrust(doubt.error.withdrawn);
    this.#settle(doubt.newest, doubt.heard);
  }

  async #flushOnce(): Promise<void> {
    // Nothing is awaited between taking the events and asking what is heard: it speaks of what was given to us until
    // now, and all of that is stored with this batch or was before.
    const isAll = this.#buffer.size <= mostEvents;
    const taken = this.#buffer.take(mostEvents);
    const events = taken.filter((event) => this.#holds(event));
    this.#drop(taken.filter((event) => !this.#holds(event)));
    const newest = newestIds(events);
    const heard = isAll ? this.#heard(newest) : [];
    const { live } = this.#deps.session;
    const position = isAll ? live.position?.() : undefined;
    if (events.length === 0 && heard.length === 0) return live.stored?.(position);
    try {
      const rounds = toRounds(events.filter(isMessageEvent));
      await this.#learnChannels(new Set([...newest.keys(), ...heard.map(({ place }) => place.channelId)]));
      await this.#store(events, { rounds, members: membersOf(events), heard });
      this.#settle(newest, heard);
      await live.stored?.(position);
    } catch (error) {
      if (mayFail(error)) {
        await this.#storeOneByOne(events, error);
        this.#settle(newest, []);
        return live.stored?.(position);
      }
      this.#buffer.putBack(events);
      if (error instanceof CaptureLostError) return this.#guilds.lose(error.guildIds); // the others follow at once
      if (error instanceof InDoubtError) this.#doubt = { error, events: events.length, newest, heard };
      throw error;
    }
  }

  #holds(event: ChatEvent): boolean {
    return this.#guilds.has("place" in event ? event.place.guildId : event.guildId);
  }

  async #store(events: readonly ChatEvent[], batch: Batch): Promise<void> {
    const { pool, keepDeleted } = this.#deps;
    const people = events.filter(isMemberEvent).map(({ member }) => member.author);
    await this.#deps.storeAuthors(authorsOf(batch.rounds, people));
    const guildIds = new Set([
      ...batch.rounds.map(({ place }) => place.guildId),
      ...batch.heard.map(({ place }) => place.guildId),
      ...batch.members.keys(),
    ]);
    const captures = [...guildIds].flatMap((guildId) => this.#guilds.find(guildId) ?? []);
    this.#distrust(await storeBatch(pool, captures, batch, { keepDeleted }));
    this.#deps.recounts?.stored(events);
  }

  /** What was called heard, up to the end of what was withdrawn, is left to the fetch that reads it again. */
  #distrust(withdrawn: readonly Withdrawn[]): void {
    for (const { place, intervals } of withdrawn) {
      for (const { to } of intervals) this.#raiseFloor(place.channelId, to);
      this.#deps.log.warn(
        {
          code: "coverage.withdrawn",
          channelId: place.channelId,
          intervals: intervals.map(({ from, to }) => `[${from},${to})`),
        },
        "a message was edited that is missing where all was thought to be archived: reading again",
      );
    }
  }

  /** One event spoils its batch: the others are stored without it, and it is set aside with the reason. */
  async #storeOneByOne(events: readonly ChatEvent[], cause: unknown): Promise<void> {
    this.#deps.log.error(
      { code: "capture.batch_refused", error: cause, events: events.length },
      "a batch of events was refused",
    );
    for (const [index, event] of events.entries()) {
      try {
        const rounds = isMessageEvent(event) ? toRounds([event]) : [];
        await this.#store([event], { rounds, members: membersOf([event]), heard: [] });
      } catch (error) {
        if (!mayFail(error)) {
          this.#buffer.putBack(events.slice(index));
          if (error instanceof CaptureLostError) this.#guilds.lose(error.guildIds);
          if (error instanceof InDoubtError)
            this.#doubt = { error, events: 1, newest: newestIds([event]), heard: [] };
          throw error;
        }
        await this.#setAside(event, error);
      }
    }
  }

  async #setAside(event: ChatEvent, error: unknown): Promise<void> {
    const ids = isMessageEvent(event) ? messageIdsOf(event) : [];
    if (isMessageEvent(event)) {
      // Nothing at or below it may be called heard from now on.
      for (const id of ids) this.#raiseFloor(event.place.channelId, BigInt(id) + 1n);
    }
    await this.#deps.setAside({
      name: event.kind,
      guildId: "place" in event ? event.place.guildId : event.guildId,
      channelId: "place" in event ? event.place.channelId : null,
      itemId: ids[0] ?? null,
      raw: event,
      error,
    });
  }

  async #flushUnreadable(): Promise<void> {
    for (let event = this.#unreadable[0]; event; event = this.#unreadable[0]) {
      await this.#deps.setAside(event);
      this.#unreadable.shift();
    }
  }

  #raiseFloor(channelId: string, floor: bigint): void {
    const before = this.#floors.get(channelId) ?? 0n;
    if (floor > before) this.#floors.set(channelId, floor);
  }

  /** What is proven for the channels of this batch, and for those that had still to settle. */
  #heard(newest: ReadonlyMap<string, bigint>): { place: MessagePlace; interval: HeardInterval }[] {
    const channelIds = new Set([...newest.keys(), ...this.#unsettled.keys()]);
    return [...channelIds].flatMap((channelId) => {
      const channel = this.#known.get(channelId) ?? this.#deps.session.directory.channel(channelId);
      const interval = channel && this.#deps.session.live.heard(channel);
      if (!channel || !interval || !this.#guilds.has(channel.guildId)) return [];
      const settledNow = BigInt(interval.belowId) > (this.#unsettled.get(channelId) ?? -1n);
      if (!newest.has(channelId) && !settledNow) return []; // nothing new to say yet
      const floor = this.#floors.get(channelId) ?? 0n;
      const from = BigInt(interval.fromId) > floor ? interval.fromId : floor.toString();
      if (BigInt(from) >= BigInt(interval.belowId)) return [];
      const place = { guildId: channel.guildId, channelId };
      return [{ place, interval: { fromId: from, belowId: interval.belowId } }];
    });
  }

  /** Remembers the channels whose newest message is not proven yet. */
  #settle(newest: ReadonlyMap<string, bigint>, heard: Batch["heard"]): void {
    for (const [channelId, id] of newest)
      if (id > (this.#unsettled.get(channelId) ?? -1n)) this.#unsettled.set(channelId, id);
    for (const { place, interval } of heard)
      if (BigInt(interval.belowId) > (this.#unsettled.get(place.channelId) ?? -1n))
        this.#unsettled.delete(place.channelId);
  }

  /** The channel rows must be there before their coverage: a thread may be younger than the last look at the directory. */
  async #learnChannels(channelIds: ReadonlySet<string>): Promise<void> {
    const unknown = [...channelIds].filter((id) => !this.#known.has(id));
    const channels = unknown
      .map((id) => this.#deps.session.directory.channel(id))
      .filter((channel) => channel !== null);
    await storeChannelRows(this.#deps.pool, channels);
    for (const { id, guildId, parentId, kind } of channels)
      this.#known.set(id, { id, guildId, parentId, kind });
  }
}

/** True for what would fail again: data PostgreSQL refuses, and mistakes of ours. All else passes, as the database away. */
function mayFail(error: unknown): boolean {
  if (isRefusedData(error)) return true;
  return error instanceof TypeError;
}

const isMessageEvent = (event: ChatEvent): event is MessageEvent => "place" in event;
const isMemberEvent = (event: ChatEvent): event is MemberEvent => "member" in event;

function messageIdsOf(event: MessageEvent): string[] {
  if (event.kind === "deleted") return event.messageIds;
  if (event.kind === "counted") return [event.counts.messageId];
  return [event.kind === "created" || event.kind === "changed" ? event.message.id : event.messageId];
}

/** By channel: the newest message that was sent. */
function newestIds(events: readonly ChatEvent[]): Map<string, bigint> {
  const newest = new Map<string, bigint>();
  for (const event of events) {
    if (event.kind !== "created") continue;
    const id = BigInt(event.message.id);
    if (id > (newest.get(event.place.channelId) ?? -1n)) newest.set(event.place.channelId, id);
  }
  return newest;
}

/** By guild: who came, went and changed, in order. */
function membersOf(events: readonly ChatEvent[]): Map<string, MemberChange[]> {
  const members = new Map<string, MemberChange[]>();
  for (const event of events.filter(isMemberEvent)) {
    const { author, nick, roleIds, joinedAt } = event.member;
    const changes = members.get(event.guildId) ?? [];
    changes.push({ kind: event.kind, userId: author.id, nick, roleIds, joinedAt });
    members.set(event.guildId, changes);
  }
  return members;
}
