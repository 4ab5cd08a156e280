/**
 * The stream of events of this browser: one tab holds it for all (a browser has six connections to a host, and a stream
 * takes one for as long as it is open). Which one is decided by a lock that a tab loses when it goes; tabs talk over a
 * BroadcastChannel. Where the browser has no locks (plain http), each tab that is looked at has a stream of its own.
 */
import type { LiveEvent } from "../../../core/model/liveEvent.ts";
import { createStore } from "../../state/store.ts";
import { session } from "../session.ts";
import { EventStream, type Topic, tasksTopic } from "./eventStream.ts";

type Said =
  | { kind: "wants"; tab: string; topics: Topic[] }
  | { kind: "gone"; tab: string }
  /** Of the tab that has begun to hold the stream: who wants what? */
  | { kind: "who" }
  | { kind: "event"; event: LiveEvent }
  | { kind: "open"; isOpen: boolean };

const name = "backscroll-events";

/** Whether events arrive in this tab. While not, pages poll. */
export const isStreaming = createStore(false);

type Listener = (event: LiveEvent) => void;
const listeners = new Map<Topic, Set<Listener>>();

/** Calls `listener` for events of a topic, and for resets; returns what ends that. Browser only. */
export function listenTo(topic: Topic, listener: Listener): () => void {
  const ofTopic = listeners.get(topic) ?? new Set();
  listeners.set(topic, ofTopic.add(listener));
  tab ??= new Tab();
  tab.topicsChanged();
  return () => {
    ofTopic.delete(listener);
    if (ofTopic.size === 0) listeners.delete(topic);
    tab?.topicsChanged();
  };
}

const topicOf = (event: LiveEvent): Topic | null =>
  event.kind === "channel" ? event.channelId : event.kind === "tasks" ? tasksTopic : null;

function tell(event: LiveEvent): void {
  const topic = topicOf(event);
  const told = topic === null ? [...listeners.values()] : [listeners.get(topic) ?? new Set<Listener>()];
  for (const ofTopic of told) for (const listener of ofTopic) listener(event);
}

let tab: Tab | null = null;

class Tab {
  readonly #id = Math.random().toString(36).slice(2);
  readonly #others = new BroadcastChannel(name);
  readonly #wants = new Map<string, readonly Topic[]>();
  readonly #stream: EventStream;
  #isHolder = false;

  constructor() {
    this.#stream = new EventStream({
      onEvent: (event) => {
        tell(event);
        if (this.#isHolder) this.#say({ kind: "event", event });
      },
      onOpen: (isOpen) => {
        isStreaming.set(isOpen);
        if (this.#isHolder) this.#say({ kind: "open", isOpen });
      },
    });
    this.#others.addEventListener("message", ({ data }: MessageEvent<Said>) => this.#hear(data));
    session.subscribe(() => this.topicsChanged());
    // A page that is kept for "back" must hold nothing; when it returns it begins anew.
    addEventListener("pagehide", () => this.#leave());
    addEventListener("pageshow", ({ persisted }) => {
      if (persisted) this.#join();
    });
    document.addEventListener("visibilitychange", () => this.topicsChanged());
    this.#join();
  }

  topicsChanged(): void {
    const topics = session.get().ended ? [] : [...listeners.keys()];
    this.#wants.set(this.#id, topics);
    this.#say({ kind: "wants", tab: this.#id, topics });
    this.#follow();
  }

  /** Connects to what all tabs want, if that is this tab's to do. */
  #follow(): void {
    if (this.#isHolder) this.#stream.listenTo(new Set([...this.#wants.values()].flat()));
    else if (!hasLocks()) {
      const isSeen = document.visibilityState === "visible";
      this.#stream.listenTo(new Set(isSeen ? (this.#wants.get(this.#id) ?? []) : []));
    }
  }

  #release: (() => void) | null = null;

  #join(): void {
    this.topicsChanged();
    if (!hasLocks()) return;
    const gone = new AbortController();
    this.#release = () => gone.abort();
    void navigator.locks
      .request(name, { signal: gone.signal }, async () => {
        this.#isHolder = true;
        this.#wants.clear(); // tabs that have gone without a word
        this.#say({ kind: "who" });
        this.topicsChanged();
        await new Promise<void>((resolve) => {
          this.#release = resolve;
        });
        this.#isHolder = false;
        this.#stream.close();
      })
      .catch(() => undefined); // it left before its turn came
  }

  #leave(): void {
    this.#say({ kind: "gone", tab: this.#id });
    this.#release?.();
    this.#release = null;
    this.#stream.close();
    isStreaming.set(false);
  }

  #hear(said: Said): void {
    switch (said.kind) {
      case "wants":
        this.#wants.set(said.tab, said.topics);
        if (this.#isHolder) this.#say({ kind: "open", isOpen: isStreaming.get() });
        return this.#follow();
      case "gone":
        this.#wants.delete(said.tab);
        return this.#follow();
      case "who":
        return this.#say({ kind: "wants", tab: this.#id, topics: [...(this.#wants.get(this.#id) ?? [])] });
      case "event":
        return tell(said.event);
      case "open":
        if (!this.#isHolder) isStreaming.set(said.isOpen);
    }
  }

  #say(said: Said): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has no other origins
    this.#others.postMessage(said);
  }
}

/** Not over plain http, but for loopback (Web Locks API: secure contexts). */
const hasLocks = () => "locks" in navigator;
