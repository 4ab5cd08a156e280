/** Small proxies on loopback: SOCKS5 (RFC 1928, 1929) and HTTP CONNECT, with or without a password. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export interface TestProxy {
  port: number;
  /** What it was asked to connect to, as it was asked: `host:port`. */
  readonly targets: readonly string[];
  /** Ends it with all connections. */
  close(): Promise<void>;
}

export interface ProxyRules {
  username?: string;
  password?: string;
  /** Where a target is really. Null: it cannot be reached. Default: where it says. */
  resolve?: (target: { host: string; port: number }) => { host: string; port: number } | null;
}

type Handshake = (socket: Socket, read: Read, rules: ProxyRules) => Promise<Reply | null>;
type Read = (length: number) => Promise<Buffer>;
/** Whom a client wants to reach, and what it is answered. */
interface Reply {
  host: string;
  port: number;
  accepted: Buffer | string;
  refused: Buffer | string;
}

export const startSocksProxy = (rules: ProxyRules = {}): Promise<TestProxy> => startProxy(askSocks, rules);
export const startHttpProxy = (rules: ProxyRules = {}): Promise<TestProxy> => startProxy(askHttp, rules);

async function startProxy(handshake: Handshake, rules: ProxyRules): Promise<TestProxy> {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
  };
  const server: Server = createServer((socket) => {
    keep(socket);
    serve(socket).catch(() => socket.destroy());
  });
  async function serve(socket: Socket): Promise<void> {
    const reply = await handshake(socket, readerOf(socket), rules);
    if (!reply) return void socket.end();
    const { host, port } = reply;
    targets.push(`${host}:${port}`);
    const place = rules.resolve ? rules.resolve({ host, port }) : { host, port };
    if (!place) return void socket.end(reply.refused);
    const onward = connect(place);
    keep(onward);
    await once(onward, "connect");
    socket.write(reply.accepted);
    socket.pipe(onward).pipe(socket);
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    targets,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Exactly so many bytes; the rest stays in the socket. */
function readerOf(socket: Socket): Read {
  return async (length) => {
    for (;;) {
      const bytes = socket.read(length) as Buffer | null;
      if (bytes?.length === length) return bytes;
      if (socket.readableEnded || socket.destroyed) throw new Error("The client is gone");
      await once(socket, "readable");
    }
  };
}

async function askSocks(
  socket: Socket,
  read: Read,
  { username, password = "" }: ProxyRules,
): Promise<Reply | null> {
  const [, methodCount = 0] = await read(2);
  const methods = [...(await read(methodCount))];
  const method = username === undefined ? 0 : 2;
  if (!methods.includes(method)) {
    socket.write(Buffer.from([5, 0xff]));
    return null;
  }
  socket.write(Buffer.from([5, method]));
  if (username !== undefined) {
    const [, nameLength = 0] = await read(2);
    const name = (await read(nameLength)).toString();
    const [secretLength = 0] = await read(1);
    const secret = (await read(secretLength)).toString();
    const isRight = name === username && secret === password;
    socket.write(Buffer.from([1, isRight ? 0 : 1]));
    if (!isRight) return null;
  }
  const [, , , kind = 0] = await read(4);
  const host = kind === 1 ? [...(await read(4))].join(".") : (await read((await read(1))[0] ?? 0)).toString();
  const port = (await read(2)).readUInt16BE(0);
  const answer = (code: number) => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
  return { host, port, accepted: answer(0), refused: answer(4) };
}

async function askHttp(
  socket: Socket,
  read: Read,
  { username, password = "" }: ProxyRules,
): Promise<Reply | null> {
  let head = "";
  while (!head.endsWith("\r\n\r\n")) head += (await read(1)).toString("latin1");
  const [, host = "", port = ""] = /^CONNECT (.+):(\d+) HTTP\/1\.1\r\n/.exec(head) ?? [];
  const wanted = Buffer.from(`${username}:${password}`).toString("base64");
  if (username !== undefined && !head.includes(`Proxy-Authorization: Basic ${wanted}\r\n`)) {
    socket.write("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
    return null;
  }
  return {
    host,
    port: Number(port),
    accepted: "HTTP/1.1 200 Connection established\r\nX-Proxy: test\r\n\r\n",
    refused: "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
  };
}
