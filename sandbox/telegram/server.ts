import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Controlled } from "./control/actions.ts";
import { createControl, type TelegramControl } from "./control/control.ts";
import { handleControl } from "./control/http.ts";
import { Traffic } from "./control/traffic.ts";
import type { Core } from "./core.ts";
import { Counters } from "./counters.ts";
import { createServerKey } from "./crypto/rsa.ts";
import { answerUnreadable, dispatch } from "./dispatch.ts";
import { FaultRules } from "./faults.ts";
import { Files } from "./files/files.ts";
import { DEFAULT_LIMITS, type LimitSettings, RateLimiter } from "./limits.ts";
import { Logins } from "./login/logins.ts";
import { Dc, type DcHost } from "./mtproto/dc.ts";
import type { WorldOptions } from "./options.ts";
import { Publisher } from "./updates/publisher.ts";
import { createWorld } from "./world/build.ts";

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);

export interface TelegramOptions extends WorldOptions {
  /** Default 127.0.0.1; only loopback addresses are taken. */
  host?: string;
  /** The main data centre's port. Default 0: any free port. */
  port?: number;
  /** Port of the control interface. Default 0. */
  controlPort?: number;
  /** The 16 bytes of an MTProto proxy's secret, in hex: the main data centre then also listens as a proxy. */
  proxySecret?: string;
  /** `on` (default), `off`, or single numbers of one's own. */
  limits?: "on" | "off" | Partial<LimitSettings>;
  /** The server's RSA key as PEM, for starting again with the same one. Default: a new key. */
  privateKeyPem?: string;
  /** 256 bytes: an authorization key that is logged in with the first account from the start. */
  sessionKey?: Buffer;
  /** Unix time in ms; default the system's. */
  now?: () => number;
}

/** Data centre 2 is the main one: clients begin there. */
export const MAIN_DC = 2;
const DC_IDS = [1, 2, 4] as const;

/** A running sandbox. */
export interface TelegramSandbox {
  /** For `TELEGRAM_DC`: `127.0.0.1:<port>` of the main data centre. */
  dc: string;
  port: number;
  /** Every data centre's port by its number. */
  ports: Record<number, number>;
  /** For the file of `TELEGRAM_DC_PUBLIC_KEY`. */
  publicKeyPem: string;
  privateKeyPem: string;
  /** Phone numbers of the accounts, in the order of the options. */
  phones: string[];
  /** For `connectTelegram`. */
  controlBase: string;
  /** Where the proxy of `proxySecret` listens; null without one. */
  proxyPort: number | null;
  control: TelegramControl;
  core: Core;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

let sharedKeyPem: string | null = null;

/**
 * Starts a loopback Telegram: data centres 1, 2 and 4 on ports of their own. Rejects with the listening error
 * (`EADDRINUSE`), and with RangeError on options that make no world or an address that is not loopback.
 */
export async function startTelegram(options: TelegramOptions = {}): Promise<TelegramSandbox> {
  const { host = "127.0.0.1", port = 0, now: systemNow = Date.now } = options;
  if (!LOOPBACK.has(host))
    throw new RangeError(`The sandbox listens on loopback addresses only, not on ${host}.`);
  const world = createWorld(options);
  // Making a key takes long: sandboxes of one process share it unless they are given one.
  const serverKey = createServerKey(options.privateKeyPem ?? sharedKeyPem ?? undefined);
  if (!options.privateKeyPem) sharedKeyPem = serverKey.privatePem;
  const clock = { offsetMs: 0 };
  const now = () => systemNow() + clock.offsetMs;
  const core = {
    world,
    serverKey,
    dcs: new Map(),
    host,
    ports: new Map(),
    logins: new Logins(),
    files: new Files(world, now),
    faults: new FaultRules(),
    limiter: new RateLimiter(toLimits(options.limits), now),
    counters: new Counters(),
    takeouts: new Map(),
    takeoutDelaySeconds: 0,
    discussionDelayMs: 40,
    channelDifferenceLimit: 100,
    sent: new Map(),
    withholdPongs: false,
    pongDelayMs: 0,
    now,
    clock,
    randomLong: () => randomBytes(8).readBigInt64LE(0),
  } as Partial<Core> as Core;
  core.updates = new Publisher(core);
  const dcHost: DcHost = {
    serverKey,
    now,
    randomLong: core.randomLong,
    findDc: (id) => core.dcs.get(id) ?? null,
    call: (dc, connection, session, id, call) => void dispatch(core, dc, connection, session, id, call),
    answerUnreadable,
    pongDelayMs: () => (core.withholdPongs ? null : core.pongDelayMs),
  };
  for (const id of DC_IDS) core.dcs.set(id, new Dc(id, dcHost));
  for (const [id, dc] of core.dcs) core.ports.set(id, await dc.listen(host, id === MAIN_DC ? port : 0));
  if (options.sessionKey) logIn(core, options.sessionKey);
  const mainPort = core.ports.get(MAIN_DC) as number;
  const secret = options.proxySecret ? Buffer.from(options.proxySecret, "hex") : null;
  const proxyPort = secret ? await (core.dcs.get(MAIN_DC) as Dc).listen(host, 0, secret) : null;
  const on: Controlled = { core, traffic: new Traffic(core) };
  const controlServer = createServer((request, response) => {
    handleControl(on, request, response).catch((error: unknown) => {
      console.error(`sandbox telegram: ${request.method} ${request.url}`, error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    controlServer.once("error", reject);
    controlServer.listen(options.controlPort ?? 0, host, resolve);
  });
  const authority = host.includes(":") ? `[${host}]` : host;
  return {
    dc: `${authority}:${mainPort}`,
    port: mainPort,
    ports: Object.fromEntries(core.ports),
    publicKeyPem: serverKey.publicPem,
    privateKeyPem: serverKey.privatePem,
    phones: world.accounts.map(({ phone }) => phone),
    controlBase: `http://${authority}:${(controlServer.address() as AddressInfo).port}/control`,
    proxyPort,
    control: createControl(on),
    core,
    async close() {
      on.traffic.stop();
      const closed = new Promise((resolve) => controlServer.close(resolve));
      controlServer.closeAllConnections();
      await closed;
      await Promise.all([...core.dcs.values()].map((dc) => dc.close()));
    },
  };
}

/** As if the first account had logged in with this key earlier. */
function logIn(core: Core, key: Buffer): void {
  const [account] = core.world.accounts;
  if (!account) throw new RangeError("A session needs an account.");
  const made = core.dcs.get(account.dcId)?.keys.add(key, account.dcId, core.randomLong(), core.now());
  if (made) made.accountId = account.user.id;
}

function toLimits(limits: TelegramOptions["limits"]): LimitSettings {
  if (limits === "off") return { ...DEFAULT_LIMITS, enabled: false };
  return { ...DEFAULT_LIMITS, ...(typeof limits === "object" ? limits : {}) };
}
