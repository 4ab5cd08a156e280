/** Which headers pass between a browser, this process and the API. Pure. */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { clientHeader } from "../../core/edge/signedAddress.ts";

/** Those of one connection only (RFC 9110 §7.6.1), beside the ones that a Connection header names. */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
]);
/** What clients may claim about themselves. */
const claims = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-real-ip",
  clientHeader,
];

/** By which name and protocol a browser reached us. */
interface Reached {
  host: string;
  protocol: "http" | "https";
}

/** As the request itself says, or as the proxy before us when that is one we believe. */
export function reachedBy(headers: IncomingHttpHeaders, isFromProxy: boolean): Reached {
  const said = (name: string) => (isFromProxy ? first(headers[name]) : undefined);
  return {
    host: said("x-forwarded-host") ?? headers.host ?? "",
    protocol: said("x-forwarded-proto") === "https" ? "https" : "http",
  };
}

/** Headers for Next and the API alike: without claims, with what we know in their place. */
export function withoutClaims(headers: IncomingHttpHeaders, reached: Reached): IncomingHttpHeaders {
  const cleaned = { ...headers };
  for (const name of claims) delete cleaned[name];
  return { ...cleaned, "x-forwarded-host": reached.host, "x-forwarded-proto": reached.protocol };
}

/** The headers of a message without those that belong to the connection it came by. */
export function endToEnd(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = headers.connection?.toLowerCase().split(/\s*,\s*/) ?? [];
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !hopByHop.has(name) && !named.includes(name)),
  );
}

/** Proxies that add to a list put the nearest last; of host and protocol the first is the browser's. */
const first = (value: string | string[] | undefined) =>
  (Array.isArray(value) ? value[0] : value)?.split(",")[0]?.trim() || undefined;
