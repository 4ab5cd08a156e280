/** Where the API and the console are, seen from this machine. */
import { readSettings } from "../environment.js";
import { SetupError } from "../output.js";
import { isDemo } from "./sandbox.js";

/** A server that listens on all addresses is reached on the loopback one. @param {string | undefined} host */
const reachable = (host) => (!host || ["0.0.0.0", "::", "localhost"].includes(host) ? "127.0.0.1" : host);

/** @param {string} host */
const isLoopback = (host) => /^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host);

/** @param {string} host */
const bracketed = (host) => (host.includes(":") ? `[${host}]` : host);

/**
 * Hosts, ports and origins (no slash at the end). Throws a SetupError for a port that is none.
 * @param {NodeJS.ProcessEnv} [base] The environment to read the settings in, instead of the process's own.
 */
export function addresses(base) {
  const { configured } = readSettings(base);
  const port = portNumber("PORT", configured.PORT, 3008);
  const clientPort = portNumber("CLIENT_PORT", configured.CLIENT_PORT, 3000);
  const apiHost = configured.HOST ?? "127.0.0.1";
  const givenHost = configured.CLIENT_HOST ?? "127.0.0.1";
  // As core/config.ts decides: a demonstration is never shown to other machines.
  const clientHost = isDemo(configured) && !isLoopback(givenHost) ? "127.0.0.1" : givenHost;
  return {
    api: { host: apiHost, port, origin: `http://${bracketed(reachable(apiHost))}:${port}` },
    client: {
      host: clientHost,
      port: clientPort,
      origin: `http://${bracketed(reachable(clientHost))}:${clientPort}`,
    },
  };
}

/** In the words of core/config.ts. @param {string} name @param {string | undefined} value @param {number} fallback */
function portNumber(name, value, fallback) {
  const port = value === undefined ? fallback : Number(value);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new SetupError(`${name} must be a whole number from 1 to 65535, not ${value}.`);
}
