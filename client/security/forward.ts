/** What passes between a browser and the API through this process. Pure. */

/** Hop-by-hop headers (RFC 9110 §7.6.1) and those that fetch sets itself. */
const droppedFromRequests = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "host",
  "content-length",
  "expect",
  "accept-encoding",
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-real-ip",
];
/** `content-length` and `content-encoding` describe bytes that fetch has already decoded. */
const droppedFromAnswers = [
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "content-encoding",
];

/**
 * Headers for the API. What a client claims about its own address counts only when `trustedProxies` > 0, since
 * then a proxy of ours has written it; otherwise anybody could choose the address that limits and audit see.
 */
export function requestHeaders(incoming: Headers, protocol: string, trustedProxies: number): Headers {
  const headers = new Headers(incoming);
  for (const name of droppedFromRequests) headers.delete(name);
  const trusted = (name: string) => (trustedProxies > 0 ? incoming.get(name) : null);
  const host = trusted("x-forwarded-host") ?? incoming.get("host");
  if (host) headers.set("x-forwarded-host", host);
  headers.set("x-forwarded-proto", trusted("x-forwarded-proto") ?? protocol.replace(/:$/, ""));
  const address = trusted("x-forwarded-for");
  if (address) headers.set("x-forwarded-for", address);
  headers.set("accept-encoding", "identity");
  return headers;
}

/** Headers for the browser; every Set-Cookie stays its own line. */
export function answerHeaders(answer: Headers): Headers {
  const headers = new Headers(answer);
  for (const name of droppedFromAnswers) headers.delete(name);
  return headers;
}
