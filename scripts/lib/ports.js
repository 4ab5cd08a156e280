/** Loopback ports for the services the scripts start themselves. */
import { createServer } from "node:net";

/**
 * Below the range the kernel hands out for outgoing connections (32768 and up on Linux): a port
 * remembered from there could be someone's connection at the next start.
 */
const firstPort = 20_000;
const lastPort = 29_999;

/** @type {typeof import("./ports.js").isPortFree} */
export function isPortFree(port, host = "127.0.0.1") {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** @type {typeof import("./ports.js").freePort} */
export async function freePort(preferred) {
  if (preferred && (await isPortFree(preferred))) return preferred;
  for (;;) {
    const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort));
    if (await isPortFree(port)) return port;
  }
}
