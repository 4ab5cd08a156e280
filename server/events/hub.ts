/**
 * Who is told what happens. The database notifies (core/database/archive/changes.ts); each stream is told of the channels
 * it names and, if it asks, of tasks; at most once a second each. What a stream missed while it was broken off is told
 * again; what nobody knows any more is a reset.
 */
import { channelChanged, parseChanges } from "../../core/database/archive/changes.ts";
import { findLiveSessions } from "../../core/database/auth/sessions.ts";
import { readTaskPulse } from "../../core/database/tasks/taskPulse.ts";
import { AppError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import { type IdRange, type LiveEvent, mergeRanges } from "../../core/model/liveEvent.ts";
import { type Listener, startListener } from "../../core/postgres/listener.ts";
import type { Queryable } from "../../core/postgres/pool.ts";
import { Coalescer } from "./coalescer.ts";
import { EventLog } from "./eventLog.ts";

/** Where a stream's events go. */
export interface EventSink {
  send(id: string, event: LiveEvent): void;
  /** Keeps proxies from taking it for dead. */
  beat(): void;
  end(): void;
}

export interface EventStream {
  sessionHash: Buffer;
  channelIds: ReadonlySet<string>;
  tasks: boolean;
  /** The last event that was received before; null for a new stream. */
  lastEventId: string | null;
}

export interface EventHub {
  /** Opens a stream; returns what closes it. Throws AppError "too_many_streams". */
  open(stream: EventStream, sink: EventSink): () => void;
  /** Ends the streams of sessions that are over; otherwise that is noticed within seconds. */
  checkSessions(): Promise<void>;
  /** Ends all streams and the connection to the database. */
  close(): Promise<void>;
}

interface HubDeps {
  db: Queryable;
  /** A direct connection; null: nothing is heard, as in tests of other things. */
  listenUrl: string | null;
  now: () => Date;
  log: Logger;
  /** Tests wait for less. */
  everyMs?: number;
}

/** In all, and of one session: a browser needs one, and a few while it changes what it asks for. */
const mostStreams = 1_000;
const mostOfSession = 20;
const beatMs = 15_000;

export function createEventHub({ db, listenUrl, now, log, everyMs = 1_000 }: HubDeps): EventHub {
  const streams = new Map<EventSink, EventStream>();
  const events = new EventLog();
  let isClosed = false;

  const tell = (event: Parameters<EventLog["add"]>[0]) => {
    const { id } = events.add(event);
    for (const [sink, stream] of streams) if (concerns(stream, event)) sink.send(id, event);
  };
  const channels = new Coalescer<IdRange[]>({
    everyMs,
    merge: (earlier, later) => mergeRanges([...earlier, ...later]),
    emit: (channelId, ranges) => tell({ kind: "channel", channelId, ranges }),
  });
  const tasks = new Coalescer<null>({ everyMs, merge: () => null, emit: () => tell({ kind: "tasks" }) });
  const reset = () => {
    events.forget();
    for (const sink of streams.keys()) sink.send(events.lastId, { kind: "reset" });
  };

  const listener: Listener | null =
    listenUrl === null
      ? null
      : startListener({
          url: listenUrl,
          db,
          channels: [channelChanged, "task_wake", "task_control"],
          onNotification(channel, payload) {
            if (channel !== channelChanged) return tasks.add("tasks", null);
            if (payload === null) return reset(); // connected anew: something may have been missed
            const changes = parseChanges(payload);
            if (changes) channels.add(changes.channelId, mergeRanges(changes.ranges));
          },
          log,
        });

  let pulse: string | null = null;
  /** Progress is no notification: it is looked for while somebody looks at tasks. */
  const lookAtTasks = every(everyMs, async () => {
    if (![...streams.values()].some((stream) => stream.tasks)) return;
    const seen = await readTaskPulse(db);
    if (pulse !== null && seen !== pulse) tasks.add("tasks", null);
    pulse = seen;
  });
  const checkSessions = async () => {
    const hashes = [...streams.values()].map(({ sessionHash }) => sessionHash);
    if (hashes.length === 0) return;
    const live = await findLiveSessions(db, hashes, now());
    for (const [sink, { sessionHash }] of streams) if (!live.has(sessionHash.toString("hex"))) end(sink);
  };
  const beats = every(beatMs, async () => {
    for (const sink of streams.keys()) sink.beat();
    await checkSessions();
  });

  const end = (sink: EventSink) => {
    streams.delete(sink);
    sink.end();
  };

  return {
    open(stream, sink) {
      const ofSession = [...streams.values()].filter(({ sessionHash }) =>
        sessionHash.equals(stream.sessionHash),
      );
      if (isClosed || streams.size >= mostStreams || ofSession.length >= mostOfSession)
        throw new AppError(
          "too_many_streams",
          "There are too many open streams. Ask for the resource itself instead.",
        );
      streams.set(sink, stream);
      const missed = stream.lastEventId === null ? [] : events.since(stream.lastEventId);
      if (missed === null) sink.send(events.lastId, { kind: "reset" });
      else for (const { id, event } of missed) if (concerns(stream, event)) sink.send(id, event);
      return () => streams.delete(sink);
    },
    checkSessions,
    async close() {
      isClosed = true;
      for (const stop of [lookAtTasks, beats]) stop();
      channels.close();
      tasks.close();
      for (const sink of streams.keys()) end(sink);
      await listener?.close();
    },
  };

  /** Does `work` again and again, never twice at once; a database that is away is met with patience. */
  function every(ms: number, work: () => Promise<void>): () => void {
    let isBusy = false;
    const timer = setInterval(() => {
      if (isBusy) return;
      isBusy = true;
      work()
        .catch((error: unknown) =>
          log.debug({ code: "events.not_looked", error }, "not looked what has changed"),
        )
        .finally(() => {
          isBusy = false;
        });
    }, ms);
    timer.unref();
    return () => clearInterval(timer);
  }
}

function concerns(stream: EventStream, event: LiveEvent): boolean {
  switch (event.kind) {
    case "channel":
      return stream.channelIds.has(event.channelId);
    case "tasks":
      return stream.tasks;
    case "reset":
      return true;
  }
}
