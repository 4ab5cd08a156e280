/** The loopback Telegram for tests, and GramJS clients that end when their test does. */

import { createPublicKey, randomUUID } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import bigInt from "big-integer";
import { TelegramClient } from "telegram";
import { _serverKeys } from "telegram/crypto/RSA.js";
import { PromisedNetSockets } from "telegram/extensions/index.js";
import { Logger, LogLevel } from "telegram/extensions/Logger.js";
import { computeCheck } from "telegram/Password.js";
import { StringSession } from "telegram/sessions/index.js";
import { Api } from "telegram/tl/index.js";
import { fingerprintOf } from "../../sandbox/telegram/crypto/rsa.ts";
import { startTelegram, type TelegramOptions, type TelegramSandbox } from "../../sandbox/telegram/server.ts";

export const API_ID = 4242;
export const API_HASH = "0123456789abcdef0123456789abcdef";

/** A sandbox as tests see it: they do not end it. */
export type TestTelegram = Omit<TelegramSandbox, "close"> & {
  /** A connected client, not signed in unless `session` says so. It is ended after the test. */
  client(options?: ClientOptions): Promise<TelegramClient>;
  /** A connected client signed in with the first (or the given) account. */
  signedIn(options?: ClientOptions & { phone?: string }): Promise<TelegramClient>;
};

/** Writes a sandbox's key where a bot reads it (TELEGRAM_DC_PUBLIC_KEY). The file goes with this process. */
export function writeKeyFile({ publicKeyPem }: Pick<TelegramSandbox, "publicKeyPem">): string {
  const file = join(tmpdir(), `backscroll-${randomUUID()}.pem`);
  writeFileSync(file, publicKeyPem);
  process.once("exit", () => rmSync(file, { force: true }));
  return file;
}

interface ClientOptions {
  session?: string;
  dcId?: number;
  params?: Record<string, unknown>;
}

/**
 * A sandbox in this process for the surrounding `describe`, new for each test; with `keep` one for all its
 * tests. Its fields may be read inside hooks and tests only.
 */
export function useTelegram(options: TelegramOptions = {}, { keep = false } = {}): TestTelegram {
  let running: TelegramSandbox | undefined;
  const clients: TelegramClient[] = [];
  const current = () => {
    if (!running) throw new Error("The sandbox exists inside hooks and tests only.");
    return running;
  };
  const start = async () => {
    running = await startTelegram({ limits: "off", ...options });
  };
  const end = async () => {
    await running?.close();
    running = undefined;
  };
  const endClients = async () => {
    for (const client of clients.splice(0)) await endClient(client);
  };
  if (keep) {
    before("start the sandbox", start);
    afterEach("end the clients", endClients);
    after("end the sandbox", end);
  } else {
    beforeEach("start the sandbox", start);
    afterEach("end clients and sandbox", async () => {
      await endClients();
      await end();
    });
  }
  const own = {
    async client(clientOptions: ClientOptions = {}) {
      const client = createClient(current(), clientOptions);
      clients.push(client);
      await client.connect();
      return client;
    },
    async signedIn({ phone, ...clientOptions }: ClientOptions & { phone?: string } = {}) {
      const client = await own.client(clientOptions);
      await signIn(client, current(), phone ?? (current().phones[0] as string));
      return client;
    },
  };
  return new Proxy(own as unknown as TestTelegram, {
    get: (target, name) => Reflect.get(name in own ? target : current(), name),
  });
}

/** A GramJS client that knows the sandbox's key and reaches its data centres. Not connected yet. */
export function createClient(sandbox: TelegramSandbox, options: ClientOptions = {}): TelegramClient {
  trustKey(sandbox.publicKeyPem);
  const session = new StringSession(options.session ?? "");
  if (!options.session) session.setDC(options.dcId ?? 2, `dc${options.dcId ?? 2}`, 443);
  const client = new TelegramClient(session, API_ID, API_HASH, {
    connectionRetries: 5,
    retryDelay: 50,
    baseLogger: new Logger(LogLevel.NONE),
    networkSocket: socketsTo(sandbox.ports),
    ...options.params,
  });
  // GramJS forgets the ports of help.getConfig: the names made here lead to them.
  client.getDC = async (dcId: number) => ({ id: dcId, ipAddress: `dc${dcId}`, port: 443 });
  return client;
}

/** Sockets to `dc1`, `dc2` …; anything else is refused. */
function socketsTo(ports: Record<number, number>): typeof PromisedNetSockets {
  return class extends PromisedNetSockets {
    override async connect(_port: number, host: string) {
      const port = ports[Number(host.replace("dc", ""))];
      if (port === undefined) throw new Error(`The test's client wants to reach ${host}.`);
      return super.connect(port, "127.0.0.1");
    }
  };
}

/** Makes GramJS, all of this process, accept the server's key. */
function trustKey(pem: string): void {
  const key = createPublicKey(pem);
  const { n, e } = key.export({ format: "jwk" }) as { n: string; e: string };
  const toInteger = (text: string) => bigInt(Buffer.from(text, "base64url").toString("hex"), 16);
  _serverKeys.set(fingerprintOf(key).toString(), { n: toInteger(n), e: toInteger(e).toJSNumber() });
}

/** Phone, code and, where there is one, password. */
export async function signIn(
  client: TelegramClient,
  sandbox: Pick<TelegramSandbox, "core">,
  phoneNumber: string,
  password?: string,
): Promise<Api.User> {
  const settings = new Api.CodeSettings({});
  const request = new Api.auth.SendCode({ phoneNumber, apiId: API_ID, apiHash: API_HASH, settings });
  const { phoneCodeHash } = (await client.invoke(request)) as Api.auth.SentCode;
  const phoneCode = sandbox.core.logins.findCode(phoneNumber)?.code ?? "";
  try {
    const signed = await client.invoke(new Api.auth.SignIn({ phoneNumber, phoneCodeHash, phoneCode }));
    return (signed as Api.auth.Authorization).user as Api.User;
  } catch (error) {
    if (
      password === undefined ||
      (error as { errorMessage?: string }).errorMessage !== "SESSION_PASSWORD_NEEDED"
    )
      throw error;
    const check = await computeCheck(await client.invoke(new Api.account.GetPassword()), password);
    const signed = await client.invoke(new Api.auth.CheckPassword({ password: check }));
    return (signed as Api.auth.Authorization).user as Api.User;
  }
}

/** Ends a client with all its senders: `destroy` alone leaves those for files open. */
export async function endClient(client: TelegramClient): Promise<void> {
  const { _exportedSenderPromises } = client as unknown as {
    _exportedSenderPromises: Map<number, Promise<{ disconnect(): Promise<void> }>>;
  };
  const senders = [..._exportedSenderPromises.values()];
  await client.destroy();
  for (const sender of senders) await (await sender.catch(() => null))?.disconnect();
}

/** For `assert.rejects`: an error of the API with this name. */
export function failsWith(type: string): (error: unknown) => true {
  return (error) => {
    const found = (error as { errorMessage?: string }).errorMessage ?? String(error);
    if (found !== type) throw new Error(`${type} expected, ${found} found.`, { cause: error });
    return true;
  };
}
