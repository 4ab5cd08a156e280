/** The listening end of API and console alike: time-outs, requests that are no HTTP, and an orderly end. */
import { randomUUID } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { Duplex } from "node:stream";
import type { ErrorView } from "../api/common.ts";

/** Longer lets slow senders hold connections, shorter cuts off people on bad lines. */
interface ServerLimits {
  headersTimeoutMs: number;
  requestTimeoutMs: number;
  /** Longer than proxies keep idle connections (nginx: 60 s), so that it is never us who closes one in use. */
  keepAliveTimeoutMs: number;
}
const usualLimits: ServerLimits = {
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 75_000,
};

/** The port cannot be used; the message tells the operator what to do. */
export class ListenError extends Error {
  override name = "ListenError";
}

/** An HTTP server for `app` that is not listening yet. Tests set shorter limits. */
export function createHttpServer(app: RequestListener, limits: ServerLimits = usualLimits): Server {
  const server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      // Node's 30 s would let a 15 s time-out take 45.
      connectionsCheckingInterval: Math.ceil(limits.headersTimeoutMs / 3),
    },
    app,
  );
  server.on("clientError", answerClientError);
  return server;
}

/** Where to listen, and the names of the two settings that say so. */
interface Place {
  host: string;
  port: number;
  settings: { host: string; port: string };
}

/** Listens at `place`. Throws ListenError when the port is taken or forbidden. */
export async function listen(server: Server, place: Place): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(toListenError(error, place)));
    server.listen(place.port, place.host, resolve);
  });
}

function toListenError(error: NodeJS.ErrnoException, { host, port, settings }: Place): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new ListenError(
        `Port ${port} on ${host} is taken by another program: set ${settings.port} to a free one.`,
      );
    case "EACCES":
      return new ListenError(
        `Port ${port} may not be used by this user: set ${settings.port} to one above 1023.`,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new ListenError(`This machine has no address ${host}: set ${settings.host} to one of its own.`);
    default:
      return error;
  }
}

/**
 * Takes no new requests and resolves once those in hand are answered, at the latest after `withinMs`: then their
 * connections are cut and it returns false.
 */
export async function closeGracefully(server: Server, withinMs: number): Promise<boolean> {
  let cut = false;
  const timer = setTimeout(() => {
    cut = true;
    server.closeAllConnections();
  }, withinMs);
  // close() ends the connections that are idle now; one that answers its last request later stays open for its
  // keep-alive time unless it is asked again.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(idle);
  clearTimeout(timer);
  return !cut;
}

/** Node answers these without the app: too slow, too large headers, no HTTP at all. */
function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const [status, text] =
    error.code === "ERR_HTTP_REQUEST_TIMEOUT"
      ? ["408 Request Timeout", "The request was not sent in time."]
      : error.code === "HPE_HEADER_OVERFLOW"
        ? ["431 Request Header Fields Too Large", "The headers of the request are too large."]
        : ["400 Bad Request", "This is not an HTTP request that can be read."];
  const view: ErrorView = { error: { code: "invalid_input", message: text, requestId: randomUUID() } };
  const body = JSON.stringify(view);
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n" +
      "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n" +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
