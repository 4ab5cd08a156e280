/**
 * How requests travel: every answer is read to its end here, or thrown away on purpose, before discord.js sees it.
 * The library never reads the bodies of the errors it repeats, and a connection that breaks under such a body ends
 * the process (undici emits "error" on a stream nobody listens to). Answers that are not Discord's own (a proxy's
 * page, a captive portal) end here as well, and so do its requests to wait: the library would wait in silence.
 */
import type { Readable } from "node:stream";
import { DefaultRestOptions, type RESTOptions } from "discord.js";
import { RetryableError } from "../../../core/queue/errors.ts";

export interface TransportOptions {
  /** Longest silence within a body. Smaller gives up on slow networks, larger holds a channel's place for longer. */
  bodyStallMs?: number;
}

/** Longest wait for an answer to begin. */
const headersWithinMs = 15_000;
const bodyStallMs = 15_000;
/** Longest time for a whole answer, so that one that trickles ends as well. */
export const answerWithinMs = 60_000;
/** Largest answer. A page of 100 messages, each as large as Discord allows, stays below. */
const mostBytes = 32 * 1024 * 1024;
/** All bodies that are being read together: many giant ones at once must not end the process either. */
const mostBytesTogether = 128 * 1024 * 1024;

/** Discord asked for a pause (429). */
export class RateLimitedAnswer extends Error {
  override name = "RateLimitedAnswer";
  readonly retryAfterMs: number;
  /** True when it concerns all requests of the bot (or of this address), not only those like this one. */
  readonly isGlobal: boolean;

  constructor(retryAfterMs: number, isGlobal: boolean) {
    super(`Discord asks for a pause of ${retryAfterMs} ms`);
    this.retryAfterMs = retryAfterMs;
    this.isGlobal = isGlobal;
  }
}

type Request = RESTOptions["makeRequest"];
type Answer = Awaited<ReturnType<Request>>;

/**
 * The `makeRequest` of a REST client. Resolves with an answer whose body is in memory. Throws RateLimitedAnswer for
 * a 429, RetryableError for what is not Discord's or cannot be read, and what the network throws.
 */
export function createTransport(options: TransportOptions = {}): Request {
  const reader = new BodyReader();
  const timeouts = { headersTimeout: headersWithinMs, bodyTimeout: options.bodyStallMs ?? bodyStallMs };
  return async (url, init) => {
    // undici's own options, which the library passes on with all others.
    const answer = await DefaultRestOptions.makeRequest(url, { ...init, ...timeouts });
    const bytes = await reader.read(answer).catch((cause: unknown) => {
      if (init.signal?.aborted) throw cause;
      if (answer.status >= 500) return Buffer.alloc(0); // the status says enough; the library repeats the request
      const code = answer.ok ? "discord_unreadable" : "discord_unavailable";
      throw new RetryableError(code, `Discord's answer (${answer.status}) could not be read`, { cause });
    });
    if (answer.status === 429) throw toPause(answer, bytes);
    if (answer.status >= 400 && answer.status < 500 && parseError(bytes) === null) {
      throw new RetryableError(
        "discord_unavailable",
        `Something between here and Discord answered ${answer.status}: the page is not Discord's`,
      );
    }
    return inMemory(answer, bytes);
  };
}

function toPause(answer: Answer, bytes: Buffer): Error {
  const body = parseError(bytes);
  const seconds = Number(answer.headers.get("retry-after") ?? body?.retry_after ?? Number.NaN);
  if (!Number.isFinite(seconds) || seconds < 0)
    return new RetryableError("discord_unavailable", "Discord answered 429 without saying for how long");
  // Without Discord's own words it comes from the network before it, which blocks the whole address.
  const isGlobal = answer.headers.has("x-ratelimit-global") || (body?.global ?? true);
  return new RateLimitedAnswer(seconds * 1_000, isGlobal);
}

interface DiscordError {
  message: unknown;
  retry_after?: unknown;
  global?: boolean;
}

/** Discord's errors are JSON objects with a `message`; null for anything else. */
function parseError(bytes: Buffer): DiscordError | null {
  try {
    const body: unknown = JSON.parse(bytes.toString());
    return typeof body === "object" && body !== null && "message" in body ? body : null;
  } catch {
    return null;
  }
}

function inMemory(answer: Answer, bytes: Buffer): Answer {
  const { headers, status, statusText, ok } = answer;
  return {
    headers,
    status,
    statusText,
    ok,
    body: null,
    bodyUsed: false,
    json: async () => JSON.parse(bytes.toString()) as unknown,
    text: async () => bytes.toString(),
    arrayBuffer: async () => new Uint8Array(bytes).buffer,
  };
}

/** Reads bodies whole, within bounds of size and time. */
class BodyReader {
  /** Bytes of all bodies that are being read. */
  #held = 0;

  read(answer: Answer): Promise<Buffer> {
    const body = answer.body as Readable | null; // undici's request gives Node's streams
    if (!body) return Promise.resolve(Buffer.alloc(0));
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const tooLate = setTimeout(
        () => body.destroy(new Error(`The answer took longer than ${answerWithinMs} ms`)),
        answerWithinMs,
      );
      const end = () => {
        clearTimeout(tooLate);
        this.#held -= size;
        size = 0;
      };
      // Never taken off: a connection may break once more after its body was given up.
      body.on("error", (error) => {
        end();
        reject(error);
      });
      body.on("end", () => {
        end();
        resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
      });
      if (Number(answer.headers.get("content-length") ?? 0) > mostBytes) {
        body.destroy(new Error(`The answer is larger than ${mostBytes} bytes`));
        return;
      }
      body.on("data", (chunk: Buffer) => {
        size += chunk.length;
        this.#held += chunk.length;
        if (size <= mostBytes && this.#held <= mostBytesTogether) chunks.push(chunk);
        else body.destroy(new Error(`The answer is larger than ${mostBytes} bytes`));
      });
    });
  }
}
