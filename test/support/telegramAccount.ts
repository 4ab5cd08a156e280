/** Accounts of the loopback Telegram as the bot has them: logged in, connected, with a store in memory. */

import { DataCentres, type TelegramServer } from "../../bot/platforms/telegram/dataCentres.ts";
import { migratedTo } from "../../bot/platforms/telegram/errors.ts";
import { Api } from "../../bot/platforms/telegram/gram.ts";
import type { AuthKey } from "../../bot/platforms/telegram/link/envelope.ts";
import { MtprotoLink } from "../../bot/platforms/telegram/link/link.ts";
import { createTelegramPlatform, type TelegramOptions } from "../../bot/platforms/telegram/platform.ts";
import type { TelegramSession } from "../../bot/platforms/telegram/session.ts";
import { formatSession, type SessionKey } from "../../bot/platforms/telegram/sessionText.ts";
import type { PollPlace, TelegramStore } from "../../bot/platforms/telegram/store.ts";
import type { StoredPeer } from "../../core/database/telegram/peers.ts";
import type { AccountState, ChatState } from "../../core/database/telegram/states.ts";
import { createLogger } from "../../core/log.ts";
import type { TelegramSandbox } from "../../sandbox/telegram/server.ts";
import { API_HASH, API_ID } from "./telegram.ts";

type TestTelegram = Pick<TelegramSandbox, "dc" | "publicKeyPem" | "phones" | "control">;

export const silent = createLogger({ process: "test", level: process.env.TEST_LOG_LEVEL ?? "silent" });
const never = new AbortController().signal;

export function serverOf({ dc, publicKeyPem }: Pick<TestTelegram, "dc" | "publicKeyPem">): TelegramServer {
  const at = dc.lastIndexOf(":");
  return { address: { host: dc.slice(0, at), port: Number(dc.slice(at + 1)) }, publicKey: publicKeyPem };
}

/** Logs an account in by its code. */
export async function logIn(
  telegram: TestTelegram,
  phoneNumber = telegram.phones[0] ?? "",
): Promise<SessionKey> {
  const centres = new DataCentres(serverOf(telegram));
  for (let dcId = 2; ; ) {
    let key: AuthKey | null = null;
    const link: MtprotoLink = new MtprotoLink({
      dcId,
      address: () => centres.addressOf(dcId),
      proxy: null,
      trusted: centres.trusted,
      key: null,
      apiId: API_ID,
      onKey: (made) => (key = made),
      onConnected: () => centres.learn(link.config),
      log: silent,
    });
    try {
      const settings = new Api.CodeSettings({});
      const sent = await link.send(
        new Api.auth.SendCode({ phoneNumber, apiId: API_ID, apiHash: API_HASH, settings }),
      );
      const { code } = await telegram.control.codeOf({ phone: phoneNumber });
      const { phoneCodeHash } = sent as Api.auth.SentCode;
      await link.send(new Api.auth.SignIn({ phoneNumber, phoneCodeHash, phoneCode: code }));
      return { dcId, key: key as unknown as AuthKey };
    } catch (error) {
      const other = migratedTo(error);
      if (other === null) throw error;
      dcId = other;
    } finally {
      await link.close();
    }
  }
}

export interface MemoryStore extends TelegramStore {
  chosen: string[];
  peers: Map<string, StoredPeer>;
  account: AccountState | null;
  states: Map<string, ChatState>;
  /** Where polls stand, by their numbers. */
  polls: Map<string, PollPlace>;
}

export function makeStore(chosen: readonly string[] = []): MemoryStore {
  const store: MemoryStore = {
    chosen: [...chosen],
    peers: new Map(),
    account: null,
    states: new Map(),
    polls: new Map(),
    findPolls: async (ids) => ids.flatMap((id) => store.polls.get(id) ?? []),
    findChosenChats: async () => [...store.chosen].sort(),
    findPeers: async () => [...store.peers.values()],
    async upsertPeers(_accountId, peers) {
      for (const peer of peers) store.peers.set(peer.chatId, peer);
    },
    findStates: async () => ({ account: store.account, chats: new Map(store.states) }),
    async saveStates(_accountId, { account, chats }) {
      store.account = account ?? store.account;
      for (const [id, state] of chats) store.states.set(id, state);
    },
  };
  return store;
}

/** A connected account. Whoever asks closes it. */
export async function connectTelegram(
  telegram: TestTelegram,
  {
    key,
    store = makeStore(),
    proxy = null,
    ...options
  }: { key: SessionKey; store?: TelegramStore; proxy?: string | null } & Partial<
    Omit<TelegramOptions, "store">
  >,
): Promise<TelegramSession> {
  const platform = createTelegramPlatform({
    findApi: async () => ({ id: API_ID, hash: API_HASH }),
    server: serverOf(telegram),
    store,
    budget: null,
    skipProtected: true,
    takeout: false,
    log: silent,
    ...options,
  });
  const account = { id: "1", token: formatSession(key), proxy, isDemo: false };
  return (await platform.connect(account, never)) as TelegramSession;
}
