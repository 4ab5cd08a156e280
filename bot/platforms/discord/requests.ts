/** Requests to Discord's REST API: through discord.js, within our own limits, errors translated. */
import { type REST, RequestMethod, type RouteLike } from "discord.js";
import { RetryableError } from "../../../core/queue/errors.ts";
import { translateError } from "./errors.ts";
import type { RateGate } from "./rateGate.ts";

/** An answer with Discord's clock, by which "how long ago" is judged: ours may be wrong. */
export interface Answer<T> {
  body: T;
  /** Milliseconds since 1970 by the Date header; our clock when it is missing. */
  answeredAtMs: number;
}

/** Sends GET requests of one bot. Safe for concurrent use; discord.js keeps one in flight per bucket. */
export class DiscordRequests {
  readonly #rest: REST;
  readonly #gate: RateGate;

  constructor(rest: REST, gate: RateGate) {
    this.#rest = rest;
    this.#gate = gate;
  }

  /**
   * GETs `route`. `historyOf`: the channel whose history limit the request counts towards. Throws the taxonomy of
   * platforms/errors.ts, or the abort reason of `signal`.
   */
  async get<T>(
    route: RouteLike,
    options: { query?: Record<string, string>; signal: AbortSignal; historyOf?: string },
  ): Promise<Answer<T>> {
    await this.#gate.pass(options.signal, options.historyOf);
    // A signal of its own: the library never removes its listener, and a task's signal lives for 100,000 requests.
    const request = new AbortController();
    const abort = () => request.abort(options.signal.reason);
    options.signal.addEventListener("abort", abort, { once: true });
    try {
      // queueRequest instead of get: the parsed answer alone would lose the Date header.
      const response = await this.#rest.queueRequest({
        method: RequestMethod.Get,
        fullRoute: route,
        query: new URLSearchParams(options.query),
        signal: request.signal,
      });
      const dated = Date.parse(response.headers.get("date") ?? "");
      return {
        body: await readJson<T>(response),
        answeredAtMs: Number.isNaN(dated) ? Date.now() : dated,
      };
    } catch (error) {
      throw translateError(error, options.signal);
    } finally {
      options.signal.removeEventListener("abort", abort);
    }
  }
}

/** A broken connection or proxy may end an answer half-way; that must not count as data. */
async function readJson<T>(response: { json(): Promise<unknown> }): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch (cause) {
    throw new RetryableError("discord_unreadable", "Discord's answer could not be read", { cause });
  }
}
