/** Everything of Telegram: its platform, and what goes on beside the tasks (logins, chats to be added, errands). */
import { readFileSync } from "node:fs";
import type { Config } from "../../core/config.ts";
import { ConfigError } from "../../core/config.ts";
import { findChosenChats } from "../../core/database/telegram/chats.ts";
import { findPeers, upsertPeers } from "../../core/database/telegram/peers.ts";
import { findPolls } from "../../core/database/telegram/polls.ts";
import { findStates, saveStates } from "../../core/database/telegram/states.ts";
import { findTelegramApi } from "../../core/database/telegram/telegramApi.ts";
import type { Logger } from "../../core/log.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import type { SecretBox } from "../../core/secrets.ts";
import type { HeldSession } from "../accounts/keeper.ts";
import type { ChatPlatform } from "../platforms/platform.ts";
import { keepSandboxApart } from "../platforms/sandboxApart.ts";
import { type HeldTelegram, keepChores } from "../platforms/telegram/chores/keepChores.ts";
import { DataCentres, firstDc, type TelegramServer } from "../platforms/telegram/dataCentres.ts";
import { toAuthKey } from "../platforms/telegram/link/envelope.ts";
import { keepLoggingIn } from "../platforms/telegram/login/keepLoggingIn.ts";
import {
  createTelegramPlatform,
  type TelegramApi,
  type TelegramOptions,
} from "../platforms/telegram/platform.ts";
import { TelegramSession } from "../platforms/telegram/session.ts";
import { formatSession } from "../platforms/telegram/sessionText.ts";
import type { TelegramStore } from "../platforms/telegram/store.ts";
import { Wake } from "../worker/wake.ts";
import { loopService, type Service } from "./service.ts";

interface TelegramDeps {
  config: Config;
  pool: Pool;
  workerId: string;
  secrets: SecretBox | null;
  sessions(): readonly HeldSession[];
  log: Logger;
}

export interface TelegramParts {
  platform: ChatPlatform;
  services: readonly Service[];
  /** A login has moved. */
  readonly onLogin: () => void;
  /** A chat was asked for, chosen or dropped, or an errand given. */
  readonly onChore: () => void;
}

export function createTelegram(deps: TelegramDeps): TelegramParts {
  const { config, pool, secrets, log } = deps;
  const { budget, takeout, skipProtected, syncComments, healthEveryMs, healthAgeSeconds } = config.telegram;
  const server = readServer(config.telegram);
  const centres = new DataCentres(server);
  const findApi = () => findConfiguredApi(deps);
  const wakeLogins = new Wake();
  const wakeChores = new Wake();
  const { leaseSeconds, pollIntervalMs } = config.tasks;
  const common = {
    pool,
    workerId: deps.workerId,
    leaseSeconds,
    secrets,
    findApi,
    centres,
    pollIntervalMs,
    log,
  };
  const logins = { ...common, wake: wakeLogins };
  const chores = {
    ...common,
    sessions: () => toTelegram(deps.sessions()),
    syncComments,
    healthEveryMs,
    healthAgeSeconds,
    wake: wakeChores,
  };
  const options = { findApi, server, store: createStore(pool), budget, takeout, skipProtected, log };
  return {
    platform: createPlatform(options, config),
    services: [
      loopService("Telegram logins", (stop) => keepLoggingIn(logins, stop)),
      loopService("Telegram chores", (stop) => keepChores(chores, stop)),
    ],
    onLogin: () => wakeLogins.ring(),
    onChore: () => wakeChores.ring(),
  };
}

/** The token of the sandbox's account; none without a demonstration. */
export function sandboxSession({ telegramSandbox }: Config): string | null {
  if (!telegramSandbox) return null;
  const key = toAuthKey(Buffer.from(telegramSandbox.sessionKey, "base64"));
  return formatSession({ dcId: firstDc, key });
}

/** Telegram; the sandbox's account is kept apart from the real ones. */
function createPlatform(options: TelegramOptions, { telegramSandbox }: Config): ChatPlatform {
  const telegram = createTelegramPlatform(options);
  if (!telegramSandbox) return telegram;
  const server = readServer(telegramSandbox);
  return keepSandboxApart(
    telegram,
    createTelegramPlatform({ ...options, server, findApi: async () => sandboxApi, takeout: false }),
  );
}

/** The sandbox takes any. */
const sandboxApi: TelegramApi = { id: 1, hash: "0".repeat(32) };

/** Throws ConfigError for a server without a key, or a key that cannot be read. */
function readServer({
  dc,
  dcPublicKey,
}: Pick<Config["telegram"], "dc" | "dcPublicKey">): TelegramServer | null {
  if (dc === null) return null;
  if (dcPublicKey === null)
    throw new ConfigError("Settings cannot be used: TELEGRAM_DC needs TELEGRAM_DC_PUBLIC_KEY.");
  const at = dc.lastIndexOf(":");
  try {
    const publicKey = readFileSync(dcPublicKey, "utf8");
    return {
      address: { host: dc.slice(0, at).replace(/^\[|\]$/g, ""), port: Number(dc.slice(at + 1)) },
      publicKey,
    };
  } catch (cause) {
    throw new ConfigError(
      `Settings cannot be used: TELEGRAM_DC_PUBLIC_KEY, ${dcPublicKey}, cannot be read.`,
      { cause },
    );
  }
}

/** The environment's goes before what was entered in the console. */
async function findConfiguredApi({ config, pool, secrets }: TelegramDeps): Promise<TelegramApi | null> {
  const { api } = config.telegram;
  return api ?? findTelegramApi(pool, secrets);
}

function createStore(pool: Pool): TelegramStore {
  return {
    findChosenChats: (accountId) => findChosenChats(pool, accountId),
    findPeers: (accountId) => findPeers(pool, accountId),
    upsertPeers: (accountId, peers) => upsertPeers(pool, accountId, peers),
    findPolls: (pollIds) => findPolls(pool, pollIds),
    findStates: (accountId) => findStates(pool, accountId),
    saveStates: (accountId, states) => saveStates(pool, accountId, states),
  };
}

function toTelegram(held: readonly HeldSession[]): HeldTelegram[] {
  return held.flatMap(({ accountId, session, isDemo }) =>
    session instanceof TelegramSession ? [{ accountId, session, isDemo }] : [],
  );
}
