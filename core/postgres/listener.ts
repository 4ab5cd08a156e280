/** LISTEN on a connection of its own, checked by notifying itself; without it everything still works by polling. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import type { Logger } from "../log.ts";
import { backoffMs, type Queryable } from "./pool.ts";

interface ListenerOptions {
  /** A direct connection: behind a transaction pooler LISTEN succeeds and then hears nothing. */
  url: string;
  /** Where the self-check sends its notification from: the pool the application uses. */
  db: Queryable;
  channels: readonly string[];
  /**
   * Called for each notification with its payload, and once per channel after every (re)connection, with null, since some
   * may have been missed.
   */
  onNotification: (channel: string, payload: string | null) => void;
  log: Logger;
  /** How often delivery is checked. Smaller finds a deaf connection sooner, larger costs fewer notifications. */
  checkEveryMs?: number;
}

export interface Listener {
  /** True while the last self-check was delivered. */
  readonly hears: boolean;
  close(): Promise<void>;
}

const checkChannel = "listen_check";

/** Starts listening in the background; never throws. Reconnects with jitter for as long as it is open. */
export function startListener(options: ListenerOptions): Listener {
  const stop = new AbortController();
  const state = { hears: false };
  const done = keepListening(options, state, stop.signal);
  return {
    get hears() {
      return state.hears;
    },
    async close() {
      stop.abort();
      await done;
    },
  };
}

async function keepListening(
  options: ListenerOptions,
  state: { hears: boolean },
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      await listenOnce(options, state, signal, () => {
        attempt = 0;
      });
    } catch (error) {
      if (!signal.aborted) {
        const level = attempt % 10 === 0 ? "warn" : "debug"; // polling covers for it: no need to fill the log
        options.log[level](
          { code: "database.listen_lost", error },
          "LISTEN connection lost, polling meanwhile",
        );
      }
    }
    state.hears = false;
    await sleep(backoffMs(attempt + 3), undefined, { signal }).catch(() => undefined); // abort ends the wait
  }
}

/** Listens until the connection breaks, stays deaf, or `signal` aborts. */
async function listenOnce(
  options: ListenerOptions,
  state: { hears: boolean },
  signal: AbortSignal,
  onHearing: () => void,
): Promise<void> {
  const client = new Client({
    connectionString: options.url,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    application_name: "backscroll-listen",
  });
  const broken = new AbortController();
  client.on("error", (error) => broken.abort(error));
  client.on("end", () => broken.abort(new Error("Connection terminated")));
  const over = AbortSignal.any([signal, broken.signal]);
  let awaitedNonce = "";
  let heard: () => void = () => undefined;
  client.on("notification", ({ channel, payload }) => {
    if (channel !== checkChannel) options.onNotification(channel, payload ?? "");
    else if (payload === awaitedNonce) heard();
  });
  try {
    await client.connect();
    for (const channel of [checkChannel, ...options.channels])
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
    for (const channel of options.channels) options.onNotification(channel, null);
    while (!over.aborted) {
      awaitedNonce = randomUUID();
      const delivered = new Promise<void>((resolve) => {
        heard = resolve;
      });
      await options.db.query({
        name: "listen-check",
        text: "select pg_notify($1, $2)",
        values: [checkChannel, awaitedNonce],
      });
      await Promise.race([
        delivered,
        sleep(5_000, undefined, { signal: over, ref: false }).then(() =>
          Promise.reject(
            new Error(
              "The connection hears no notifications: is it behind a transaction pooler? Set DATABASE_URL_LISTEN.",
            ),
          ),
        ),
      ]);
      state.hears = true;
      onHearing();
      await sleep(options.checkEveryMs ?? 15_000, undefined, { signal: over });
    }
  } finally {
    await client.end().catch(() => undefined); // already broken: nothing left to end
  }
  if (broken.signal.aborted) throw broken.signal.reason;
}
