/** Everything of Telegram: its platform, and what goes on beside the tasks (logins, chats to be added, errands). */
import { readFileSync } from "node:fs";
import type { Config } from "../../core/config.ts";
import { ConfigError } from "../../core/config.ts";
import { findChosenChats } from "../../core/database/telegram/chats.ts";
import { findPeers, upsertPeers } from "../../core/database/telegram/peers.ts";
import { findStates, saveStates } from "../../core/database/telegram/states.ts";
import { findTelegramApi } from "../../core/database/telegram/telegramApi.ts";
import type { Logger } from "../../core/log.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import type { SecretBox } from "../../core/secrets.ts";
import type { HeldSession } from "../accounts/keeper.ts";
import type { ChatPlatform } from "../platforms/platform.ts";
import { type HeldTelegram, keepChores } from "../platforms/telegram/chores/keepChores.ts";
import { DataCentres, type TelegramServer } from "../platforms/telegram/dataCentres.ts";
import { keepLoggingIn } from "../platforms/telegram/login/keepLoggingIn.ts";
import { createTelegramPlatform, type TelegramApi } from "../platforms/telegram/platform.ts";
import { TelegramSession } from "../platforms/telegram/session.ts";
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
  const server = readServer(config);
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
  return {
    platform: createTelegramPlatform({
      findApi,
      server,
      store: createStore(pool),
      budget,
      takeout,
      skipProtected,
      log,
    }),
    services: [
      loopService("Telegram logins", (stop) => keepLoggingIn(logins, stop)),
      loopService("Telegram chores", (stop) => keepChores(chores, stop)),
    ],
    onLogin: () => wakeLogins.ring(),
    onChore: () => wakeChores.ring(),
  };
}

/** Throws ConfigError for a server without a key, or a key that cannot be read. */
function readServer({ telegram: { dc, dcPublicKey } }: Config): TelegramServer | null {
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
    findStates: (accountId) => findStates(pool, accountId),
    saveStates: (accountId, states) => saveStates(pool, accountId, states),
  };
}

function toTelegram(held: readonly HeldSession[]): HeldTelegram[] {
  return held.flatMap(({ accountId, session, isDemo }) =>
    session instanceof TelegramSession ? [{ accountId, session, isDemo }] : [],
  );
}
