/** HTTP as no library would send it: half requests, odd paths, headers that claim things. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

interface RawAnswer {
  /** 0 when the connection was closed without an answer. */
  status: number;
  /** Names in lower case; of repeated ones the last. */
  headers: Record<string, string>;
  body: string;
}

/** Sends `text` as it is and reads until the server closes the connection. */
export async function sendRaw(port: number, text: string): Promise<RawAnswer> {
  const socket = await open(port);
  socket.write(text);
  return readAnswer(socket);
}

/**
 * Sends the beginning of a request and then a byte every now and then, as who wants to hold a connection does.
 * Resolves once the server has closed it.
 */
export async function drip(port: number, beginning: string, everyMs: number): Promise<RawAnswer> {
  const socket = await open(port);
  socket.write(beginning);
  const timer = setInterval(() => socket.writable && socket.write("a"), everyMs);
  try {
    return await readAnswer(socket);
  } finally {
    clearInterval(timer);
  }
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

async function readAnswer(socket: Socket): Promise<RawAnswer> {
  const parts: Buffer[] = [];
  socket.on("data", (part: Buffer) => parts.push(part));
  socket.on("error", () => {}); // cut off: whatever came until then is the answer
  await new Promise((resolve) => socket.once("close", resolve));
  const [head = "", ...body] = Buffer.concat(parts).toString().split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(":")[0]?.toLowerCase() ?? "", line.slice(line.indexOf(":") + 1).trim()]),
  );
  return { status: Number(first.split(" ")[1] ?? 0), headers, body: body.join("\r\n\r\n") };
}
