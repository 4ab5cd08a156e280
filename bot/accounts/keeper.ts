/** Leases accounts, connects them, and gives the rest of the bot the sessions that are ready. */
import { setTimeout as sleep } from "node:timers/promises";
import {
  type AccountStatus,
  extendAccountLeases,
  type LeasedAccount,
  leaseAccounts,
  recordAccountStatus,
  registerAccount,
  releaseAccounts,
} from "../../core/database/workers/accounts.ts";
import type { Logger } from "../../core/log.ts";
import type { Platform } from "../../core/model/platform.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { AccountLostError } from "../../core/queue/errors.ts";
import { fingerprint, type SecretBox } from "../../core/secrets.ts";
import { startDirectorySync } from "../directory/sync.ts";
import type { ChatPlatform, ChatSession } from "../platforms/platform.ts";

export interface KeeperDeps {
  pool: Pool;
  /** For the leases: connections that the work does not use. */
  leasePool: Pool;
  workerId: string;
  platforms: ReadonlyMap<Platform, ChatPlatform>;
  /** Tokens from the environment of this process. */
  ownTokens: readonly { platform: Platform; token: string; isDemo: boolean }[];
  /** Opens stored tokens; null without ENCRYPTION_KEY, and then only own tokens are used. */
  secrets: SecretBox | null;
  leaseSeconds: number;
  /** Called when the set of readable guilds may have changed. */
  onChange: () => void;
  log: Logger;
}

/** An account that is connected. */
export interface HeldSession {
  accountId: string;
  platform: Platform;
  session: ChatSession;
}

/** Pauses between attempts to connect: 1 s doubling to 1 min. A refused token is tried every minute. */
const longestReconnectMs = 60_000;

export class AccountKeeper {
  readonly #deps: KeeperDeps;
  readonly #tokens: ReadonlyMap<string, string>;
  readonly #held = new Map<string, HeldAccount>();
  readonly #stop = new AbortController();
  #isRegistered = false;

  constructor(deps: KeeperDeps) {
    this.#deps = deps;
    this.#tokens = new Map(deps.ownTokens.map(({ token }) => [fingerprint(token), token]));
  }

  /** Sessions that are connected now. */
  sessions(): HeldSession[] {
    return [...this.#held.values()].flatMap((account) => account.ready ?? []);
  }

  /**
   * Extends the leases held, lets go of accounts that were lost, and leases free ones. Called regularly by the
   * heartbeat; throws when the database is away.
   */
  async tick(): Promise<void> {
    const { leasePool: pool, workerId, leaseSeconds } = this.#deps;
    const held = [...this.#held.values()].map((account) => account.leased);
    const kept = await extendAccountLeases(pool, held, leaseSeconds);
    for (const { id } of held)
      if (!kept.has(id)) await this.#drop(id, new AccountLostError("Another process holds the account now"));
    if (this.#stop.signal.aborted) return;
    if (!this.#isRegistered) await this.#register();
    const leased = await leaseAccounts(pool, {
      workerId,
      fingerprints: [...this.#tokens.keys()],
      leaseSeconds,
    });
    for (const account of leased) this.#hold(account);
  }

  /** Closes all sessions and gives the accounts back. */
  async close(): Promise<void> {
    this.#stop.abort();
    const accounts = [...this.#held.values()];
    this.#held.clear();
    await Promise.all(accounts.map((account) => account.stop()));
    await releaseAccounts(
      this.#deps.pool,
      accounts.map((account) => account.leased),
    );
  }

  async #register(): Promise<void> {
    for (const { platform, token, isDemo } of this.#deps.ownTokens) {
      await registerAccount(this.#deps.pool, { platform, tokenFingerprint: fingerprint(token), isDemo });
    }
    this.#isRegistered = true;
  }

  #hold(leased: LeasedAccount): void {
    const token = this.#tokens.get(leased.tokenFingerprint) ?? this.#storedToken(leased);
    const platform = this.#deps.platforms.get(leased.platform);
    if (token === null || !platform) return; // the lease runs out and another process may have the key
    const account = new HeldAccount(this.#deps, leased, token, platform);
    this.#held.set(leased.id, account);
    account.start();
  }

  #storedToken(leased: LeasedAccount): string | null {
    if (leased.tokenEncrypted === null || !this.#deps.secrets) return null;
    try {
      return this.#deps.secrets.open(leased.tokenEncrypted, `accounts:token_encrypted:${leased.id}`);
    } catch (error) {
      this.#deps.log.error(
        { code: "account.token_unreadable", accountId: leased.id, error },
        "a stored token cannot be opened",
      );
      return null;
    }
  }

  async #drop(accountId: string, reason: Error): Promise<void> {
    const account = this.#held.get(accountId);
    if (!account) return;
    this.#held.delete(accountId);
    this.#deps.log.warn(
      { code: "account.lease_lost", accountId, reason: reason.message },
      "account lease lost",
    );
    await account.stop();
    this.#deps.onChange();
  }
}

/** One leased account: connects, stays connected, reports how it stands. */
class HeldAccount {
  readonly leased: LeasedAccount;
  ready: HeldSession | null = null;
  readonly #deps: KeeperDeps;
  readonly #token: string;
  readonly #platform: ChatPlatform;
  readonly #stop = new AbortController();
  #done: Promise<void> = Promise.resolve();

  constructor(deps: KeeperDeps, leased: LeasedAccount, token: string, platform: ChatPlatform) {
    this.#deps = deps;
    this.leased = leased;
    this.#token = token;
    this.#platform = platform;
  }

  start(): void {
    this.#done = this.#keepConnected();
  }

  async stop(): Promise<void> {
    this.#stop.abort(new AccountLostError("The account is no longer held by this process"));
    await this.ready?.session.close();
    await this.#done;
  }

  async #keepConnected(): Promise<void> {
    const { signal } = this.#stop;
    const log = this.#deps.log.child({ accountId: this.leased.id, platform: this.leased.platform });
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await this.#report("connecting", null);
        const session = await this.#platform.connect(
          { token: this.#token, isDemo: this.leased.isDemo },
          signal,
        );
        attempt = 0;
        const reason = await this.#serve(session, log);
        if (!signal.aborted)
          log.warn({ code: "account.lost", error: reason }, "account lost, connecting again");
        await this.#report(reason instanceof AccountLostError ? "refused" : "offline", reason.message);
      } catch (error) {
        if (signal.aborted) return;
        const refused = error instanceof AccountLostError;
        const detail = error instanceof Error ? error.message : String(error);
        if (refused || attempt % 10 === 0)
          log.warn({ code: refused ? "account.refused" : "account.unreachable", error }, detail);
        await this.#report(refused ? "refused" : "offline", detail);
        if (refused) attempt = 10;
      }
      const pauseMs = Math.min(longestReconnectMs, 1_000 * 2 ** attempt) * (0.5 + Math.random() / 2);
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined); // abort ends the wait
    }
  }

  /** Offers the session to the bot until it is lost. */
  async #serve(session: ChatSession, log: Logger): Promise<Error> {
    const { identity } = session;
    const sync = startDirectorySync({
      pool: this.#deps.pool,
      accountId: this.leased.id,
      directory: session.directory,
      log,
    });
    session.directory.onChange((change) => {
      if (change.kind === "guild" || change.kind === "guildLeft") this.#deps.onChange();
    });
    try {
      await sync.synced; // tasks need the channels; a fetch must not start on a directory nobody has stored
      this.ready = { accountId: this.leased.id, platform: this.leased.platform, session };
      await this.#report("ready", null, identity);
      log.info(
        {
          code: "account.ready",
          name: identity.name,
          guilds: session.directory.guildIds().length,
          readsContent: identity.readsContent,
        },
        "account connected",
      );
      this.#deps.onChange();
      return await Promise.race([session.lost, aborted(this.#stop.signal)]);
    } finally {
      this.ready = null;
      this.#deps.onChange();
      await sync.stop();
      await session.close();
    }
  }

  /** Status is for people: a database that is away must not end the connection. */
  async #report(
    status: AccountStatus,
    detail: string | null,
    identity?: ChatSession["identity"],
  ): Promise<void> {
    await recordAccountStatus(this.#deps.pool, this.leased, {
      status,
      detail,
      externalId: identity?.externalId,
      name: identity?.name,
      applicationId: identity?.applicationId ?? undefined,
      readsContent: identity?.readsContent,
    }).catch((error: unknown) =>
      this.#deps.log.debug({ code: "account.status_unwritten", error }, "account status not written"),
    );
  }
}

/** Resolves with the reason once `signal` aborts. */
function aborted(signal: AbortSignal): Promise<Error> {
  return new Promise((resolve) => {
    const stop = () => resolve(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
