/** A numbered sequence of messages with its counter of changes: every channel has one, and every account. */
import type { Tl } from "../tl/writer.ts";
import type { Facts } from "./facts.ts";
import type { Account, Chat } from "./model.ts";

/** One change, as `getDifference` tells it later. */
export interface BoxEvent {
  /** The counter after the change. */
  pts: number;
  ptsCount: number;
  dateS: number;
  /** New messages are told as messages, everything else as updates. */
  created: Facts | null;
  /** The update for one reader. Null for created messages. */
  toUpdate: ((account: Account) => Tl) | null;
  chat: Chat;
}

/** How many changes are kept: who asks for older ones is told that it is too long. */
export const KEPT_EVENTS = 20_000;

export class Box {
  /** The id the last message got, deleted or not. */
  topId: number;
  pts: number;
  /** Counters before this are too old for a difference. */
  oldestPts: number;
  readonly events: BoxEvent[] = [];
  /** Accounts' boxes: which chat a message is in, as places in `chats`, by id. */
  chatOfId: Uint16Array = new Uint16Array(0);
  readonly chats: Chat[] = [];
  /** Accounts' boxes: messages posted at run time, by id. */
  readonly postedChats = new Map<number, Chat>();

  constructor(topId: number, pts: number) {
    this.topId = topId;
    this.pts = pts;
    this.oldestPts = pts;
  }

  /** Writes down a change and moves the counter by `ptsCount`. */
  record(event: Omit<BoxEvent, "pts">): BoxEvent {
    this.pts += event.ptsCount;
    const recorded = { ...event, pts: this.pts };
    this.events.push(recorded);
    if (this.events.length > KEPT_EVENTS) this.forget(KEPT_EVENTS >>> 1);
    return recorded;
  }

  /** Keeps the last `count` changes only. */
  forget(count: number): void {
    const gone = this.events.splice(0, Math.max(0, this.events.length - count));
    this.oldestPts = gone.at(-1)?.pts ?? this.oldestPts;
  }

  /** Changes after a counter, oldest first; null when they are no longer kept. */
  since(pts: number): BoxEvent[] | null {
    if (pts < this.oldestPts) return null;
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.events[middle] as BoxEvent).pts <= pts) low = middle + 1;
      else high = middle;
    }
    return this.events.slice(low);
  }

  /** Accounts' boxes: the chat that has a message, or null. */
  chatWith(id: number): Chat | null {
    const posted = this.postedChats.get(id);
    if (posted) return posted;
    const number = this.chatOfId[id];
    return number === undefined || number === 0 ? null : (this.chats[number - 1] ?? null);
  }
}
