/**
 * The way out of this machine when a proxy stands before it (HTTP_PROXY, HTTPS_PROXY, NO_PROXY). Requests and downloads go
 * through undici's agent; the gateway's WebSocket (`ws`, inside @discordjs/ws) takes no agent from us, so that its
 * opening request is led through the proxy where Node makes it.
 */
import http from "node:http";
import https from "node:https";
import { HttpsProxyAgent } from "https-proxy-agent";
import { Agent, Dispatcher, ProxyAgent } from "undici";
import type { ProxyConfig } from "../../core/config.ts";
import type { Service } from "../services/service.ts";

/** This machine itself: the built-in sandbox, a test. */
const local = "localhost,127.0.0.1,::1";

/** For undici; undefined without a proxy. */
export function createDispatcher(proxy: ProxyConfig | null): Dispatcher | undefined {
  return proxy === null ? undefined : new RoutedDispatcher(proxy);
}

/** Chooses the way by the address of each request. (undici's EnvHttpProxyAgent does too, and calls itself experimental.) */
class RoutedDispatcher extends Dispatcher {
  readonly #proxy: ProxyConfig;
  readonly #direct = new Agent();
  readonly #ways = new Map<string, Dispatcher>();

  constructor(proxy: ProxyConfig) {
    super();
    this.#proxy = proxy;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandlers): boolean {
    return this.#wayTo(String(options.origin ?? "")).dispatch(options, handler);
  }

  override async close(): Promise<void> {
    await Promise.all([this.#direct, ...this.#ways.values()].map((way) => way.close()));
  }

  #wayTo(origin: string): Dispatcher {
    const { protocol, hostname, port } = new URL(origin);
    const isSecure = protocol === "https:";
    const address = isSecure ? this.#proxy.https : this.#proxy.http;
    const host = hostname.replace(/^\[|\]$/g, "");
    if (address === null || isDirect(host, Number(port) || (isSecure ? 443 : 80), this.#proxy))
      return this.#direct;
    const way = this.#ways.get(address) ?? new ProxyAgent(address);
    this.#ways.set(address, way);
    return way;
  }
}

const exceptions = ({ except }: ProxyConfig) => [except, local].filter(Boolean).join(",");

/** Whether a host is reached without the proxy: by its name, a domain above it (`.example.org`), `*`; a port may follow. Pure. */
export function isDirect(host: string, port: number, proxy: ProxyConfig): boolean {
  const asked = host.toLowerCase();
  return exceptions(proxy)
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === "") return false;
      if (entry === "*" || entry === asked) return true; // an IPv6 address, whose last part looks like a port
      const [, name = "", only] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (only !== undefined && Number(only) !== port) return false;
      return asked === name || asked.endsWith(`.${name}`);
    });
}

/** Leads WebSockets through the proxy while it runs. Nothing is changed without a proxy. */
export function socketProxyService(proxy: ProxyConfig | null): Service {
  const original = { http: http.request, https: https.request };
  return {
    name: "proxy",
    start() {
      if (proxy === null) return;
      http.request = throughProxy(original.http, false, proxy);
      https.request = throughProxy(original.https, true, proxy);
    },
    async stop() {
      http.request = original.http;
      https.request = original.https;
    },
  };
}

type Request = typeof http.request;

/** The same, but for what asks for a WebSocket: ws hands in an options object, and takes `request` anew every time. */
function throughProxy(original: Request, isSecure: boolean, proxy: ProxyConfig): Request {
  const send = original as (...args: unknown[]) => http.ClientRequest;
  return (...args: unknown[]) => {
    const [options, ...rest] = args;
    return send(isUpgrade(options) ? lead(options, isSecure, proxy) : options, ...rest);
  };
}

function isUpgrade(options: unknown): options is https.RequestOptions {
  if (typeof options !== "object" || options === null || !("headers" in options)) return false;
  const { headers } = options as { headers?: Record<string, unknown> };
  return headers?.Upgrade === "websocket";
}

function lead(options: https.RequestOptions, isSecure: boolean, proxy: ProxyConfig): https.RequestOptions {
  const address = isSecure ? proxy.https : proxy.http;
  const host = (options.host ?? options.hostname ?? "").replace(/^\[|\]$/g, "");
  const port = Number(options.port ?? (isSecure ? 443 : 80));
  if (address === null || isDirect(host, port, proxy)) return options;
  const { createConnection: _, ...rest } = options;
  return Object.assign(rest, { agent: new HttpsProxyAgent(address), secureEndpoint: isSecure });
}
