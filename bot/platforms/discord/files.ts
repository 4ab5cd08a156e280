/** Discord's files, from its CDN. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Dispatcher, request } from "undici";
import type { KnownFile } from "../../../core/database/media/files.ts";
import { PermanentError, RetryableError, SnoozeError } from "../../../core/queue/errors.ts";
import { type FileDownload, FileMissedError, type FileSource } from "../fileSource.ts";
import { FileLinks } from "./fileLinks.ts";
import type { DiscordRequests } from "./requests.ts";

export interface FileOptions {
  cdnBase: string;
  /** How requests leave this machine; directly without. */
  dispatcher?: Dispatcher | undefined;
  /** Longest silence within a body; only tests give it. */
  bodyStallMs?: number;
}

/** Longest wait for an answer to begin. */
const headersWithinMs = 15_000;
/** Longest silence within a body. Smaller gives up on slow networks, larger holds a place for longer. */
const bodyStallMs = 20_000;
/** A pause up to this long is waited out; longer ones are everybody's. */
const longestPauseMs = 5_000;

export class DiscordFiles implements FileSource {
  readonly #links: FileLinks;
  readonly #options: FileOptions;

  constructor(requests: DiscordRequests, options: FileOptions) {
    this.#links = new FileLinks(requests, options.cdnBase);
    this.#options = options;
  }

  async prepare(files: readonly KnownFile[], signal: AbortSignal): Promise<void> {
    try {
      await this.#links.renew(files, signal);
    } catch (error) {
      throw toMissed(error, signal);
    }
  }

  async download(file: KnownFile, fromByte: number, signal: AbortSignal): Promise<FileDownload> {
    await this.prepare([file], signal);
    try {
      return await this.#get(file, fromByte, signal);
    } catch (error) {
      const isRefused =
        error instanceof FileMissedError && (error.reason === "gone" || error.reason === "refused");
      if (!isRefused || !this.#links.isSigned(file)) throw error;
      // An expired link is refused like a file that is gone: only a new link tells which it was.
      this.#links.forget(file);
      await this.prepare([file], signal);
      return this.#get(file, fromByte, signal);
    }
  }

  async #get(file: KnownFile, fromByte: number, signal: AbortSignal): Promise<FileDownload> {
    const address = this.#links.addressOf(file);
    if (address === null)
      throw new FileMissedError("not_on_platform", "Its address is none of Discord's: it is not followed.");
    const answer = await this.#request(address, fromByte, signal);
    const { statusCode: status, headers } = answer;
    if (status === 200 || status === 206) return toDownload(answer, fromByte, signal);
    await answer.body.dump({ limit: 65_536 }).catch(() => undefined); // only its status matters
    if (status === 429) {
      const waitMs = Number(headers["retry-after"] ?? 1) * 1_000 || 1_000;
      if (waitMs > longestPauseMs) throw new SnoozeError("rate_limited", new Date(Date.now() + waitMs));
      await sleep(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
      throw new FileMissedError("unavailable", "Discord asked for a pause (429).", { retryAfterMs: waitMs });
    }
    throw toMissedStatus(status);
  }

  async #request(address: string, fromByte: number, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const { dispatcher, bodyStallMs: stallMs = bodyStallMs } = this.#options;
    try {
      return await request(address, {
        headers: fromByte > 0 ? { range: `bytes=${fromByte}-` } : {},
        headersTimeout: headersWithinMs,
        bodyTimeout: stallMs,
        signal,
        ...(dispatcher ? { dispatcher } : {}),
      });
    } catch (cause) {
      signal.throwIfAborted();
      throw new FileMissedError("unreachable", `Discord's files cannot be reached: ${textOf(cause)}`, {
        cause,
      });
    }
  }
}

function toDownload(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  asked: number,
  signal: AbortSignal,
): FileDownload {
  const lengthText = String(headers["content-length"] ?? "");
  const length = /^\d+$/.test(lengthText) ? Number(lengthText) : null;
  const whole = { sizeBytes: length, fromByte: 0, body: readable(body, signal) };
  if (statusCode === 200) return whole;
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(String(headers["content-range"] ?? ""));
  if (!range || Number(range[1]) !== asked) {
    body.destroy();
    throw new FileMissedError("unavailable", "Discord answered another part of the file than was asked for.");
  }
  return { ...whole, fromByte: asked, sizeBytes: Number(range[2]) };
}

/** The body; what ends it early is told as such. */
async function* readable(
  body: Dispatcher.ResponseData["body"],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body as AsyncIterable<Uint8Array>;
  } catch (cause) {
    signal.throwIfAborted();
    throw new FileMissedError("interrupted", `The download broke off: ${textOf(cause)}`, { cause });
  } finally {
    body.destroy();
  }
}

function toMissedStatus(status: number): FileMissedError {
  if (status === 404 || status === 410)
    return new FileMissedError("gone", `Discord has no such file any more (${status}).`);
  if (status === 416)
    return new FileMissedError("wrong_length", "The file is shorter than what had arrived of it (416).");
  if (status >= 500 || status === 408)
    return new FileMissedError("unavailable", `Discord could not give it (${status}).`);
  return new FileMissedError("refused", `Discord refused it (${status}).`);
}

/** What renewing links threw. What concerns the account or all requests stays as it is. */
function toMissed(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof RetryableError)
    return new FileMissedError(
      error.code === "discord_unreachable" ? "unreachable" : "unavailable",
      error.message,
      { cause: error },
    );
  if (error instanceof PermanentError) return new FileMissedError("refused", error.message, { cause: error });
  return error;
}

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
