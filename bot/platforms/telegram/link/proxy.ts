/** Connections, directly or through a proxy: SOCKS5 (RFC 1928, 1929), HTTP CONNECT (RFC 9110, 9.3.6), MTProto. */
import { connect as connectTcp, isIP, type Socket } from "node:net";

/** `secret` of an MTProto proxy: hexadecimal or base64. */
export type Proxy =
  | { kind: "socks5" | "http"; host: string; port: number; username?: string; password?: string }
  | { kind: "mtproto"; host: string; port: number; secret: string };

export interface Address {
  host: string;
  port: number;
}

/** The proxy itself refuses: somebody has to change its settings. Everything else is an ordinary failure to connect. */
export class ProxyRefusedError extends Error {
  override name = "ProxyRefusedError";
}

/**
 * Opens a connection to `address`, or to an MTProto proxy in its place. Rejects after `withinMs`, and with the reason of
 * `signal`; no socket is left then.
 */
export async function openSocket(
  address: Address,
  proxy: Proxy | null,
  { withinMs, signal }: { withinMs: number; signal: AbortSignal },
): Promise<Socket> {
  signal.throwIfAborted();
  const socket = connectTcp(proxy ? { host: proxy.host, port: proxy.port } : address);
  socket.setNoDelay(true);
  const end = (reason: Error) => socket.destroy(reason);
  const onAbort = () => end(signal.reason as Error);
  const timer = setTimeout(() => end(new Error(`No connection within ${withinMs} ms`)), withinMs);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await settled(socket, "connect");
    if (proxy?.kind === "socks5") await askSocks(socket, proxy, address);
    if (proxy?.kind === "http") await askHttp(socket, proxy, address);
    return socket;
  } catch (error) {
    socket.on("error", () => undefined);
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

/** The secret's bytes: 16, or 17 with 0xdd first. Throws ProxyRefusedError for those that hide as TLS, which are not known here. */
export function parseSecret(secret: string): Buffer {
  const bytes = /^([0-9a-f]{2})+$/i.test(secret)
    ? Buffer.from(secret, "hex")
    : Buffer.from(secret, "base64url");
  if (bytes.length === 16 || (bytes.length === 17 && bytes[0] === 0xdd)) return bytes;
  throw new ProxyRefusedError(
    bytes[0] === 0xee
      ? "This MTProto proxy disguises itself as TLS (its secret begins with ee), which Backscroll does not do: use one whose secret begins with dd."
      : "The secret of an MTProto proxy has 16 bytes, or 17 beginning with dd.",
  );
}

function settled(socket: Socket, event: "connect" | "readable"): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | boolean) => {
      socket.off(event, onEvent).off("error", done).off("close", onClose);
      if (error instanceof Error) reject(error);
      else resolve();
    };
    const onEvent = () => done();
    const onClose = () => done(new Error("The connection was closed"));
    socket.once(event, onEvent).once("error", done).once("close", onClose);
  });
}

/** Exactly `length` bytes; what comes behind them stays in the socket. */
async function read(socket: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(length) as Buffer | null;
    if (bytes) {
      if (bytes.length < length) throw new Error("The proxy closed the connection");
      return bytes;
    }
    await settled(socket, "readable");
  }
}

const socksRefusals: Record<number, string> = {
  1: "general failure",
  2: "its rules do not allow this connection",
  3: "network unreachable",
  4: "host unreachable",
  5: "connection refused",
  6: "time to live expired",
  7: "command not supported",
  8: "kind of address not supported",
};

async function askSocks(
  socket: Socket,
  { username, password = "" }: { username?: string; password?: string },
  address: Address,
): Promise<void> {
  socket.write(username === undefined ? Buffer.from([5, 1, 0]) : Buffer.from([5, 2, 0, 2]));
  const [version, method] = await read(socket, 2);
  if (version !== 5) throw new ProxyRefusedError("The proxy does not speak SOCKS5.");
  if (method === 2 && username !== undefined) {
    socket.write(Buffer.concat([Buffer.from([1]), sized(username), sized(password)]));
    const [, status] = await read(socket, 2);
    if (status !== 0) throw new ProxyRefusedError("The SOCKS5 proxy refuses this user name or password.");
  } else if (method !== 0) {
    throw new ProxyRefusedError("The SOCKS5 proxy asks for a user name and password.");
  }
  const port = Buffer.alloc(2);
  port.writeUInt16BE(address.port, 0);
  const host =
    isIP(address.host) === 4
      ? Buffer.from([1, ...address.host.split(".").map(Number)])
      : Buffer.concat([Buffer.from([3]), sized(address.host)]);
  socket.write(Buffer.concat([Buffer.from([5, 1, 0]), host, port]));
  const [, reply = 0, , kind] = await read(socket, 4);
  if (reply !== 0)
    throw new Error(`The SOCKS5 proxy could not connect: ${socksRefusals[reply] ?? `code ${reply}`}`);
  const rest = kind === 1 ? 4 : kind === 4 ? 16 : ((await read(socket, 1))[0] ?? 0);
  await read(socket, rest + 2);
}

const sized = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
};

async function askHttp(
  socket: Socket,
  { username, password = "" }: { username?: string; password?: string },
  { host, port }: Address,
): Promise<void> {
  const target = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const credentials =
    username === undefined
      ? ""
      : `Proxy-Authorization: Basic ${Buffer.from(`${username}:${password}`).toString("base64")}\r\n`;
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${credentials}\r\n`);
  let head = "";
  // Byte by byte: what follows the head belongs to the tunnel.
  while (!head.endsWith("\r\n\r\n")) {
    if (head.length > 8_192) throw new ProxyRefusedError("The proxy does not answer as an HTTP proxy does.");
    head += (await read(socket, 1)).toString("latin1");
  }
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  if (status === "407") throw new ProxyRefusedError("The HTTP proxy refuses this user name or password.");
  if (status === undefined) throw new ProxyRefusedError("The proxy does not answer as an HTTP proxy does.");
  if (!status.startsWith("2")) throw new Error(`The HTTP proxy could not connect: it answered ${status}`);
}
