/** Loopback ports for the services the scripts start themselves. */
import { createServer } from "node:net";

/**
 * Below the range the kernel hands out for outgoing connections (32768 and up on Linux): a port
 * remembered from there could be someone's connection at the next start.
 */
const firstPort = 20_000;
const lastPort = 29_999;

/**
 * Whether a server could listen there now; on 127.0.0.1 unless another host is named.
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<boolean>}
 */
export function isPortFree(port, host = "127.0.0.1") {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * `preferred` when it is free, else a random free loopback port. Another program may take it before it
 * is used: callers try again.
 * @param {number} [preferred]
 * @returns {Promise<number>}
 */
export async function freePort(preferred) {
  if (preferred && (await isPortFree(preferred))) return preferred;
  for (;;) {
    const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort));
    if (await isPortFree(port)) return port;
  }
}
