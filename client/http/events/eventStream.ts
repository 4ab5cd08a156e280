/** One connection to the API's stream of events (server-sent events), kept up as long as it is wanted. Browser only. */
import { type LiveEvent, mostChannels } from "../../../core/model/liveEvent.ts";

/** What pages want to hear of: `tasks`, or a channel's id. */
export type Topic = string;
export const tasksTopic: Topic = "tasks";

export interface EventStreamHandlers {
  onEvent(event: LiveEvent): void;
  /** Whether events arrive; false while it is connecting. */
  onOpen(isOpen: boolean): void;
}

/** The API sends something every 15 s; after so long without, the connection is dead though nobody says so. */
const silentMs = 40_000;
/** Before a refused or silent connection is tried again. Pages poll meanwhile. */
const retryMs = 10_000;

export class EventStream {
  readonly #handlers: EventStreamHandlers;
  #topics: readonly Topic[] = [];
  #source: EventSource | null = null;
  #lastEventId: string | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(handlers: EventStreamHandlers) {
    this.#handlers = handlers;
  }

  /** Changes what is heard; without topics nothing is connected. What happened in between is told by the API. */
  listenTo(topics: ReadonlySet<Topic>): void {
    const next = [...topics].sort();
    if (next.join() === this.#topics.join()) return;
    this.#topics = next;
    this.#connect();
  }

  close(): void {
    this.#topics = [];
    this.#disconnect();
  }

  #connect(): void {
    this.#disconnect();
    if (this.#topics.length === 0) return;
    const source = new EventSource(this.#address());
    this.#source = source;
    source.addEventListener("open", () => {
      this.#heard();
      this.#handlers.onOpen(true);
    });
    for (const kind of ["channel", "tasks", "reset"] as const) {
      source.addEventListener(kind, (message: MessageEvent<string>) => {
        this.#heard();
        this.#lastEventId = message.lastEventId || this.#lastEventId;
        this.#handlers.onEvent(JSON.parse(message.data) as LiveEvent);
      });
    }
    source.addEventListener("beat", () => this.#heard());
    source.addEventListener("error", () => {
      this.#handlers.onOpen(false);
      // A broken connection is tried again by the browser itself; a refused one is not.
      if (source.readyState === EventSource.CLOSED) this.#tryLater();
    });
  }

  #address(): string {
    const query = new URLSearchParams();
    const channels = this.#topics.filter((topic) => topic !== tasksTopic).slice(0, mostChannels);
    if (channels.length > 0) query.set("channels", channels.join(","));
    if (this.#topics.includes(tasksTopic)) query.set("tasks", "1");
    if (this.#lastEventId !== null) query.set("lastEventId", this.#lastEventId);
    return `/api/v1/events?${query}`;
  }

  #heard(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#connect(), silentMs);
  }

  #tryLater(): void {
    this.#disconnect();
    this.#retry = setTimeout(() => this.#connect(), retryMs);
  }

  #disconnect(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    if (!this.#source) return;
    this.#source.close();
    this.#source = null;
    this.#handlers.onOpen(false);
  }
}
