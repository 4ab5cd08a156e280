import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { handleCdn } from "./cdn/cdn.ts";
import { LinkSigner } from "./cdn/links.ts";
import type { Controlled } from "./control/actions.ts";
import { createControl, type SandboxControl } from "./control/control.ts";
import { handleControl } from "./control/http.ts";
import { Traffic } from "./control/traffic.ts";
import type { Core } from "./core.ts";
import { Gateway } from "./gateway/gateway.ts";
import { SessionStarts } from "./gateway/starts.ts";
import type { WorldOptions } from "./options.ts";
import { Counters } from "./rest/counters.ts";
import { FaultRules } from "./rest/faults.ts";
import { DEFAULT_LIMITS, type LimitSettings, RateLimiter } from "./rest/limits.ts";
import { Nonces } from "./rest/nonces.ts";
import { handleRest } from "./rest/rest.ts";
import { RawItems } from "./wire/raw.ts";
import { createWorld } from "./world/build.ts";
import { Commands } from "./world/commands.ts";
import { IdSource } from "./world/ids.ts";

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);

/** Discord's own. */
const HEARTBEAT_INTERVAL_MS = 41_250;

export interface SandboxOptions extends WorldOptions {
  /** Default 127.0.0.1; only loopback addresses are taken. */
  host?: string;
  /** The name in all addresses it gives away, where clients know it by another: behind a proxy. Default: `host`. */
  publicHost?: string;
  /** Default 0: any free port. */
  port?: number;
  /** `on` (default): Discord's numbers; `off`: none, of the gateway neither; or single numbers of one's own. */
  limits?: "on" | "off" | Partial<LimitSettings>;
  /** Every REST answer comes so much later. Default 0. */
  latencyMs?: number;
  /** Default 41,250, as Discord's. */
  heartbeatIntervalMs?: number;
  /** IDENTIFYs per five seconds and bot. Default 1, as Discord's. */
  maxConcurrency?: number;
  /** Default a day, as Discord's. */
  linkLifetimeSeconds?: number;
  /** Unix time in ms; default the system's. */
  now?: () => number;
}

/** A running sandbox. */
export interface Sandbox {
  /** For `rest.api`: `http://127.0.0.1:<port>/api`. */
  apiBase: string;
  /** For `rest.cdn`. */
  cdnBase: string;
  /** For `connectSandbox`. */
  controlBase: string;
  port: number;
  /** The bots' tokens, in the order of the options. */
  tokens: string[];
  control: SandboxControl;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts a loopback Discord: REST, gateway, CDN and control on one port. Rejects with the listening error
 * (`EADDRINUSE`), and with RangeError on options that make no world or an address that is not loopback.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = "127.0.0.1", port = 0, now = Date.now } = options;
  if (!LOOPBACK.has(host))
    throw new RangeError(`The sandbox listens on loopback addresses only, not on ${host}.`);
  const world = createWorld(options);
  const sockets = new Set<Socket>();
  const server = createServer({ keepAliveTimeout: 60_000 });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const named = options.publicHost ?? host;
  const authority = `${named.includes(":") ? `[${named}]` : named}:${address.port}`;
  const limiter = new RateLimiter(toLimits(options.limits), now);
  const core: Core = {
    world,
    raw: new RawItems(),
    links: new LinkSigner(`http://${authority}/cdn`, now, options.linkLifetimeSeconds),
    counters: new Counters(now),
    faults: new FaultRules(),
    limiter,
    now,
    gatewayUrl: `ws://${authority}/gateway`,
    latencyMs: options.latencyMs ?? 0,
    heartbeatIntervalMs: options.heartbeatIntervalMs ?? HEARTBEAT_INTERVAL_MS,
    ids: new IdSource(now, world.endMs),
    commands: new Commands(),
    nonces: new Nonces(now),
    starts: new SessionStarts(now, () => limiter.settings.enabled),
    publish: (event) => gateway.publish(event),
  };
  core.starts.maxConcurrency = options.maxConcurrency ?? 1;
  const gateway = new Gateway(core);
  const on: Controlled = { core, gateway, traffic: new Traffic(core) };
  server.on("request", (request, response) => answer(on, request, response));
  server.on("upgrade", (request, socket, head) => gateway.upgrade(request, socket, head));
  return {
    apiBase: `http://${authority}/api`,
    cdnBase: core.links.base,
    controlBase: `http://${authority}/control`,
    port: address.port,
    tokens: world.bots.map((bot) => bot.token),
    control: createControl(on),
    async close() {
      on.traffic.stop();
      gateway.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function toLimits(limits: SandboxOptions["limits"]): LimitSettings {
  if (limits === "off") return { ...DEFAULT_LIMITS, enabled: false };
  return { ...DEFAULT_LIMITS, ...(typeof limits === "object" ? limits : {}) };
}

function answer(on: Controlled, request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? "/";
  const handled = path.startsWith("/api/")
    ? handleRest(on.core, request, response)
    : path.startsWith("/cdn/")
      ? handleCdn(on.core, request, response)
      : path.startsWith("/control/")
        ? handleControl(on, request, response)
        : notFound(response);
  handled.catch((error: unknown) => {
    // A defect of the sandbox itself: seen by whoever runs it, and not mistaken for a fault on purpose.
    console.error(`sandbox: ${request.method} ${path}`, error);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
}

async function notFound(response: ServerResponse): Promise<void> {
  response.writeHead(404, { "Content-Type": "text/plain" }).end("Not Found");
}
