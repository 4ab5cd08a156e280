/** The events of the last while, by number: what a stream that broke off has missed. Pure but for its clock. */
import { randomUUID } from "node:crypto";
import type { ChannelEvent, TasksEvent } from "../../core/model/liveEvent.ts";

export interface LoggedEvent {
  id: string;
  event: ChannelEvent | TasksEvent;
}

/** At a few events a second this is minutes; who was away for longer asks for everything anew. */
const mostKept = 2_000;

export class EventLog {
  /** Numbers of another process or an earlier run mean nothing here. */
  readonly #run = randomUUID().slice(0, 8);
  #next = 1;
  #events: LoggedEvent[] = [];

  add(event: ChannelEvent | TasksEvent): LoggedEvent {
    const logged = { id: `${this.#run}-${this.#next++}`, event };
    this.#events.push(logged);
    if (this.#events.length > mostKept * 1.5) this.#events = this.#events.slice(-mostKept);
    return logged;
  }

  /** The id from which on nothing has been missed yet. */
  get lastId(): string {
    return `${this.#run}-${this.#next - 1}`;
  }

  /** Everything after an id, oldest first; null when that is not known any more. */
  since(id: string): LoggedEvent[] | null {
    const [run, number] = id.split("-");
    const after = Number(number);
    if (run !== this.#run || !Number.isInteger(after) || after >= this.#next) return null;
    const oldest = this.#next - this.#events.length;
    return after + 1 < oldest ? null : this.#events.slice(after + 1 - oldest);
  }

  /** From here on nothing before counts as known: something was missed. */
  forget(): void {
    this.#events = [];
    this.#next++; // ids given out so far are older than the oldest that is known
  }
}
