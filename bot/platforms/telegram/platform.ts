/** Telegram as a ChatPlatform: the only folder that knows GramJS. */
import { z } from "zod";
import type { TelegramApi } from "../../../core/database/telegram/telegramApi.ts";
import type { Logger } from "../../../core/log.ts";
import { AccountLostError, RetryableError } from "../../../core/queue/errors.ts";
import type { AccountIdentity, ChatPlatform, ConnectingAccount, TokenCheck } from "../platform.ts";
import { toChat } from "./chat.ts";
import { TelegramChats } from "./chats.ts";
import { TelegramConnection } from "./connection.ts";
import { userName } from "./convert/authors.ts";
import { DataCentres, type TelegramServer } from "./dataCentres.ts";
import { TelegramDirectory } from "./directory.ts";
import { AccountGate, type Budget } from "./gate.ts";
import { Api } from "./gram.ts";
import type { Proxy } from "./link/proxy.ts";
import { TelegramFeed } from "./live/feed.ts";
import { TelegramSession } from "./session.ts";
import { parseSession } from "./sessionText.ts";
import type { TelegramStore } from "./store.ts";
import { Takeout } from "./takeout.ts";

export type { TelegramApi } from "../../../core/database/telegram/telegramApi.ts";

export interface TelegramOptions {
  /** Null while neither the environment nor the settings have it. */
  findApi(): Promise<TelegramApi | null>;
  /** Another server that speaks the protocol; null: Telegram itself. */
  server: TelegramServer | null;
  store: TelegramStore;
  /** Null: only Telegram's answers slow us down. */
  budget: Budget | null;
  /** Leave chats alone whose owners forbid saving. */
  skipProtected: boolean;
  /** Read histories within a takeout session. */
  takeout: boolean;
  /** Between two comparisons of what was heard with Telegram's counts. */
  compareEveryMs?: number;
  deadlineMs?: number;
  pingMs?: number;
  log: Logger;
}

/** Two minutes: an update that got lost without a trace is noticed within that time. A comparison asks for 100 chats at once. */
const usualCompareMs = 120_000;

const ProxyText = z.discriminatedUnion("kind", [
  z.object({
    kind: z.enum(["socks5", "http"]),
    host: z.string(),
    port: z.number(),
    username: z
      .string()
      .nullish()
      .transform((value) => value ?? undefined),
    password: z
      .string()
      .nullish()
      .transform((value) => value ?? undefined),
  }),
  z.object({ kind: z.literal("mtproto"), host: z.string(), port: z.number(), secret: z.string() }),
]);

/** A proxy as it is sealed in an account's row. Throws ZodError. */
export function parseProxy(text: string | null): Proxy | null {
  return text === null ? null : ProxyText.parse(JSON.parse(text));
}

export function createTelegramPlatform(options: TelegramOptions): ChatPlatform {
  const centres = new DataCentres(options.server);
  /** By account: what Telegram counts goes on when a connection ends. */
  const gates = new Map<string, AccountGate>();
  const gateOf = (accountId: string) => {
    const gate = gates.get(accountId) ?? new AccountGate(options.budget);
    gates.set(accountId, gate);
    return gate;
  };
  return {
    name: "telegram",
    connect: (account, signal) => connect(options, centres, gateOf(account.id), account, signal),
    async check(token, signal): Promise<TokenCheck> {
      const { connection, lost } = await open(options, centres, new AccountGate(options.budget), {
        id: "",
        token,
        proxy: null,
        isDemo: false,
      });
      try {
        const { identity } = await identify(connection, lost, signal);
        return { ...identity, readsMembers: true, guilds: [] };
      } finally {
        await connection.close();
      }
    },
  };
}

interface Opened {
  connection: TelegramConnection;
  lost: Promise<Error>;
  handlers: { onUpdates(updates: unknown): void; onUnreadable(): void; onConnected(): void };
}

async function open(
  options: TelegramOptions,
  centres: DataCentres,
  gate: AccountGate,
  account: ConnectingAccount,
): Promise<Opened> {
  const session = parseSession(account.token);
  if (!session) throw new AccountLostError("What is stored is no Telegram session: log in again.");
  const api = await options.findApi();
  if (!api)
    throw new AccountLostError(
      "Telegram's api_id and api_hash are missing: set TELEGRAM_API_ID and TELEGRAM_API_HASH, or enter them in the console.",
    );
  const nothing = () => undefined;
  const handlers: Opened["handlers"] = { onUpdates: nothing, onUnreadable: nothing, onConnected: nothing };
  let lose: (reason: Error) => void = nothing;
  const lost = new Promise<Error>((resolve) => (lose = resolve));
  const connection = new TelegramConnection({
    apiId: api.id,
    centres,
    dcId: session.dcId,
    key: session.key,
    proxy: parseProxy(account.proxy),
    gate,
    deadlineMs: options.deadlineMs,
    pingMs: options.pingMs,
    onUpdates: (updates) => handlers.onUpdates(updates),
    onUnreadable: () => handlers.onUnreadable(),
    onConnected: () => handlers.onConnected(),
    onLost: (reason) => lose(reason),
    log: options.log,
  });
  return { connection, lost, handlers };
}

async function identify(
  connection: TelegramConnection,
  lost: Promise<Error>,
  signal: AbortSignal,
): Promise<{ identity: AccountIdentity; self: Api.User }> {
  const asked = connection.call(new Api.users.GetUsers({ id: [new Api.InputUserSelf()] }), { signal });
  const [self] = await Promise.race([asked, lost.then((reason) => Promise.reject(reason))]);
  if (!(self instanceof Api.User))
    throw new RetryableError("telegram_unreadable", "Telegram did not say who the account is");
  const name = toChat(self)?.title ?? self.id.toString();
  const identity = {
    externalId: self.id.toString(),
    name: userName(self) ? `${name} (@${userName(self)})` : name,
    applicationId: null,
    readsContent: true,
  };
  return { identity, self };
}

async function connect(
  options: TelegramOptions,
  centres: DataCentres,
  gate: AccountGate,
  account: ConnectingAccount,
  signal: AbortSignal,
): Promise<TelegramSession> {
  const log = options.log.child({ accountId: account.id });
  const { connection, lost, handlers } = await open(options, centres, gate, account);
  const stop = new AbortController();
  try {
    const { identity } = await identify(connection, lost, signal);
    const { store } = options;
    const chats = new TelegramChats({ connection, store, accountId: account.id, log });
    const directory = new TelegramDirectory(chats, {
      connection,
      isDemo: account.isDemo,
      skipProtected: options.skipProtected,
    });
    const feed = new TelegramFeed({
      connection,
      chats,
      directory,
      store,
      accountId: account.id,
      selfId: identity.externalId,
      compareEveryMs: options.compareEveryMs ?? usualCompareMs,
      log,
    });
    handlers.onUpdates = (updates) => feed.stream.push(updates);
    handlers.onUnreadable = () => feed.stream.compare();
    handlers.onConnected = () => feed.stream.compare();
    await chats.reload(signal);
    const heads = await chats.heads(chats.ids(), signal);
    for (const [chatId, { topMessageId }] of heads) directory.raiseNewest(chatId, topMessageId);
    await feed.load();
    feed.stream.compare();
    const listening = feed.stream.run(stop.signal);
    const takeout = options.takeout ? new Takeout(connection, log) : null;
    return new TelegramSession({
      connection,
      chats,
      directory,
      feed,
      takeout,
      identity,
      lost,
      log,
      async close() {
        await takeout?.finish(AbortSignal.timeout(2_000));
        const reason = new AccountLostError("The account is no longer held by this process");
        stop.abort(reason);
        await connection.close(reason);
        await listening;
      },
    });
  } catch (error) {
    stop.abort();
    await connection.close();
    throw signal.aborted ? signal.reason : error;
  }
}
