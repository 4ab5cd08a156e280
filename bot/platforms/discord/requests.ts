/** Requests to Discord's REST API: through discord.js, within our own limits, errors translated. */
import { setMaxListeners } from "node:events";
import { type RawFile, type REST, RequestMethod, type RouteLike } from "discord.js";
import { AccountLostError, RetryableError, SnoozeError } from "../../../core/queue/errors.ts";
import { translateError } from "./errors.ts";
import { longestWaitMs, type RateGate } from "./rateGate.ts";
import { RateLimitedAnswer } from "./transport.ts";

/** An answer with Discord's clock, by which "how long ago" is judged: ours may be wrong. */
export interface Answer<T> {
  body: T;
  /** Milliseconds since 1970 by the Date header; our clock when it is missing. */
  answeredAtMs: number;
}

/**
 * How far Discord's clock may be ahead of ours, in ms: between the two. Behind an answer that took long lies a wide span:
 * its Date header was written, cut to seconds, at some moment between sending and receiving.
 */
export interface ClockOffset {
  leastMs: number;
  mostMs: number;
}

interface Query {
  /** GET unless given. */
  method?: RequestMethod;
  query?: Record<string, string>;
  /** Sent as JSON. */
  body?: object;
  /** Sent beside it. */
  files?: RawFile[];
  /** Carries its own permission in its path: no token is sent, and the bot's limits do not count it. */
  isOpen?: boolean;
  signal: AbortSignal;
  /** The channel whose history limit the request counts towards. */
  historyOf?: string;
  /** What requests with a pace of their own count towards: as many of one name as of a channel's history. */
  pacedAs?: string;
}

/** Sends the requests of one bot. Safe for concurrent use; discord.js keeps one in flight per bucket. */
export class DiscordRequests {
  /** Settles with the reason once Discord refused the bot, or `end` was called; never rejects. */
  readonly ended: Promise<AccountLostError>;
  readonly #rest: REST;
  readonly #gate: RateGate;
  /** By the newest answer that was dated. */
  clockOffset: ClockOffset = { leastMs: 0, mostMs: 0 };
  #reason: AccountLostError | null = null;
  #settleEnded: (reason: AccountLostError) => void = () => undefined;

  constructor(rest: REST, gate: RateGate) {
    this.#rest = rest;
    this.#gate = gate;
    this.ended = new Promise((resolve) => {
      this.#settleEnded = resolve;
    });
  }

  /** Sends nothing more: every later request is refused with `reason`, the first one given. */
  end(reason: AccountLostError): void {
    this.#reason ??= reason;
    this.#settleEnded(this.#reason);
  }

  /** GETs `route`, like `send`. */
  get<T>(route: RouteLike, options: Query): Promise<Answer<T>> {
    return this.send<T>(route, options);
  }

  /**
   * Sends a request. Throws the taxonomy of core/queue/errors.ts, or the abort reason of the signal. Short pauses that
   * Discord asks for are waited out; once they are long, or add up, SnoozeError says until when.
   */
  async send<T>(route: RouteLike, options: Query): Promise<Answer<T>> {
    const { signal } = options;
    const channelId = options.historyOf ?? options.pacedAs;
    setMaxListeners(0, signal); // a task may wait for many requests at once
    const passage = { signal, channelId, key: channelId ?? route, patience: this.#gate.patience() };
    for (;;) {
      if (this.#reason) throw this.#reason;
      if (!options.isOpen) await this.#gate.pass(passage);
      try {
        return await this.#send<T>(route, options);
      } catch (error) {
        if (options.isOpen) throw toOpenError(error, signal);
        if (!(error instanceof RateLimitedAnswer) || signal.aborted) throw this.#translate(error, signal);
        this.#gate.pause(error.retryAfterMs, error.isGlobal ? undefined : passage.key);
        // Many short ones in a row: the place is worth more to others.
        if (this.#gate.patience() - passage.patience > longestWaitMs)
          throw new SnoozeError("rate_limited", new Date(Date.now() + longestWaitMs), { cause: error });
      }
    }
  }

  async #send<T>(route: RouteLike, options: Query): Promise<Answer<T>> {
    const { query, signal } = options;
    // A signal of its own: the library never removes its listener, and a task's signal lives for 100,000 requests.
    const request = new AbortController();
    let abort: () => void = () => undefined;
    // The library notices an abort only once its own waiting is over.
    const aborted = new Promise<never>((_, reject) => {
      abort = () => {
        request.abort(signal.reason);
        reject(signal.reason as Error);
      };
    });
    signal.throwIfAborted();
    signal.addEventListener("abort", abort, { once: true });
    const sentAtMs = Date.now();
    try {
      // queueRequest instead of get: the parsed answer alone would lose the Date header.
      const sent = this.#rest.queueRequest({
        method: options.method ?? RequestMethod.Get,
        fullRoute: route,
        query: new URLSearchParams(query),
        ...(options.body ? { body: options.body } : {}),
        ...(options.files?.length ? { files: options.files } : {}),
        auth: !options.isOpen,
        signal: request.signal,
      });
      const response = await Promise.race([sent, aborted]);
      const dated = Date.parse(response.headers.get("date") ?? "");
      if (!Number.isNaN(dated))
        this.clockOffset = { leastMs: dated - Date.now(), mostMs: dated + 1_000 - sentAtMs };
      return { body: await readJson<T>(response), answeredAtMs: Number.isNaN(dated) ? Date.now() : dated };
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  /** Remembers that the bot was refused: one 401 is enough, Discord counts them. */
  #translate(error: unknown, signal: AbortSignal): unknown {
    const translated = translateError(error, signal);
    if (translated instanceof AccountLostError && !signal.aborted) this.end(translated);
    return translated;
  }
}

/** A refusal concerns the permission in the path, never the account. */
function toOpenError(error: unknown, signal: AbortSignal): unknown {
  const translated = translateError(error, signal);
  return translated instanceof AccountLostError
    ? new RetryableError("discord_unavailable", "Discord refused the answer", { cause: error })
    : translated;
}

/** A broken connection or proxy may end an answer half-way; that must not count as data. */
async function readJson<T>(response: { status: number; json(): Promise<unknown> }): Promise<T> {
  if (response.status === 204) return null as T; // nothing to say
  try {
    return (await response.json()) as T;
  } catch (cause) {
    throw new RetryableError("discord_unreadable", "Discord's answer could not be read", { cause });
  }
}
