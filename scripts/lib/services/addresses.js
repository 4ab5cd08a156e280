/** Where the API and the console are, seen from this machine, and what the console must know of it. */
import { readSettings } from "../environment.js";

/** A server that listens on all addresses is reached on the loopback one. @param {string | undefined} host */
const reachable = (host) => (!host || ["0.0.0.0", "::", "localhost"].includes(host) ? "127.0.0.1" : host);

/** @param {string} host */
const bracketed = (host) => (host.includes(":") ? `[${host}]` : host);

/**
 * Hosts, ports and origins (no slash at the end).
 * @param {NodeJS.ProcessEnv} [base] The environment to read the settings in, instead of the process's own.
 */
export function addresses(base) {
  const { configured, port, clientPort } = readSettings(base);
  const apiHost = configured.HOST ?? "127.0.0.1";
  const clientHost = configured.CLIENT_HOST ?? "0.0.0.0";
  return {
    api: { host: apiHost, port, origin: `http://${bracketed(reachable(apiHost))}:${port}` },
    client: {
      host: clientHost,
      port: clientPort,
      origin: `http://${bracketed(reachable(clientHost))}:${clientPort}`,
    },
  };
}

/**
 * What the console reads of the environment: unlike bot and API it does not know the settings' files.
 * @returns {Record<string, string>}
 */
export function clientEnvironment() {
  const { TRUSTED_PROXIES } = readSettings().configured;
  return {
    API_URL: addresses().api.origin,
    NEXT_TELEMETRY_DISABLED: "1",
    ...(TRUSTED_PROXIES ? { TRUSTED_PROXIES } : {}),
  };
}
