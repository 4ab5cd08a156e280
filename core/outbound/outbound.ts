/**
 * The one way to addresses that people gave us. Such an address could point at what only this machine or its network can
 * reach, so it is looked up once, checked, and connected to at exactly the address that was checked; redirects are not
 * followed. What it carries may be a secret: errors name the host at most.
 */
import { lookup as dnsLookup } from "node:dns/promises";
import { request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { isPublicAddress } from "./publicAddress.ts";

export interface OutboundOptions {
  /** Private addresses and any port as well. */
  allowPrivate: boolean;
  /** All addresses of a host; the system's answer unless a test says otherwise. */
  resolve?: (host: string) => Promise<readonly string[]>;
  /** For the whole exchange. */
  deadlineMs?: number;
}

export interface OutboundAnswer {
  status: number;
  /** The Retry-After header in seconds; null without one. */
  retryAfterSeconds: number | null;
}

/** `refused`: the address may not be used. `unreachable`: it could not be reached, or did not answer in time. */
export class OutboundError extends Error {
  override name = "OutboundError";
  readonly code: "refused" | "unreachable";

  constructor(code: OutboundError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** Larger holds a place for a receiver that does not answer, smaller gives up on slow ones. */
const deadlineMs = 10_000;
/** Of an answer no more is read: only its status matters. */
const mostBytes = 64 * 1024;
const usualPorts = new Set(["", "80", "443"]);

/**
 * The address when it can be used as far as that can be told without looking it up. Throws OutboundError "refused".
 * The URL parser has read decimal, octal and hexadecimal forms of IP addresses by then.
 */
export function checkUrl(text: string, { allowPrivate }: OutboundOptions): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw new OutboundError("refused", "The address must begin with https:// or http://.");
  if (url.username !== "" || url.password !== "")
    throw new OutboundError("refused", "The address must not contain a user name or a password.");
  if (allowPrivate) return url;
  if (!usualPorts.has(url.port))
    throw new OutboundError(
      "refused",
      "Only the ports 80 and 443 are used unless ALLOW_PRIVATE_WEBHOOKS is on.",
    );
  const host = hostOf(url);
  if (isIP(host) !== 0) checkAddress(host, host);
  return url;
}

/** POSTs JSON. Throws OutboundError, or the reason of `signal`; any answer of the receiver is returned. */
export async function postJson(
  address: string,
  body: object,
  options: OutboundOptions,
  signal: AbortSignal,
): Promise<OutboundAnswer> {
  const url = checkUrl(address, options);
  const tooLate = AbortSignal.timeout(options.deadlineMs ?? deadlineMs);
  const until = AbortSignal.any([signal, tooLate]);
  try {
    const pinned = await abortable(findAddress(hostOf(url), options), until);
    return await exchange(url, pinned, Buffer.from(JSON.stringify(body)), until);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof OutboundError) throw error;
    // The library's own message could repeat what was sent: its code says enough.
    const code = error instanceof Error && "code" in error ? String(error.code) : "connection failed";
    const reason = tooLate.aborted ? "no answer in time" : code;
    throw new OutboundError("unreachable", `${hostOf(url)} could not be reached: ${reason}.`);
  }
}

/** Brackets are how URLs write IPv6. */
const hostOf = (url: URL) => url.hostname.replace(/^\[(.*)\]$/, "$1");

/** The address that is connected to. One that may not be used among many is enough to refuse them all. */
async function findAddress(host: string, options: OutboundOptions): Promise<string> {
  const addresses = isIP(host) === 0 ? await (options.resolve ?? resolve)(host) : [host];
  const [first] = addresses;
  if (first === undefined) throw new OutboundError("unreachable", `${host} has no address.`);
  if (!options.allowPrivate) for (const address of addresses) checkAddress(address, host);
  return first;
}

async function resolve(host: string): Promise<string[]> {
  return (await dnsLookup(host, { all: true })).map(({ address }) => address);
}

function checkAddress(address: string, host: string): void {
  if (isPublicAddress(address)) return;
  throw new OutboundError(
    "refused",
    `${host} is not on the public Internet. Set ALLOW_PRIVATE_WEBHOOKS=on to allow private addresses.`,
  );
}

function exchange(url: URL, pinned: string, body: Buffer, signal: AbortSignal): Promise<OutboundAnswer> {
  const family = isIP(pinned);
  const options: RequestOptions = {
    method: "POST",
    signal,
    agent: false, // a kept connection could be one to an address that was never checked
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-length": body.length,
      "user-agent": "Backscroll",
    },
    // The name was looked up already: asking again could give another answer.
    lookup: (_host, { all }, found) => {
      if (all) found(null, [{ address: pinned, family }]);
      else found(null, pinned, family);
    },
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, options, (response) => {
      const seconds = Number(response.headers["retry-after"] ?? Number.NaN);
      const answer = {
        status: response.statusCode ?? 0,
        retryAfterSeconds: Number.isFinite(seconds) && seconds >= 0 ? seconds : null,
      };
      let size = 0;
      // The status has come: however the rest of the answer ends, it is an answer.
      response.on("error", () => resolve(answer));
      response.on("close", () => resolve(answer));
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > mostBytes) response.destroy();
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Settles like `work`, or rejects as soon as `signal` aborts: a lookup cannot be stopped, only left alone. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
