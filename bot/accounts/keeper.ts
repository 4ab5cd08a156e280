/** Leases accounts, connects them, and gives the rest of the bot the sessions that are ready. */
import { proxyPlace } from "../../core/database/telegram/accountSession.ts";
import { tokenPlace } from "../../core/database/workers/accountConfig.ts";
import {
  extendAccountLeases,
  type LeasedAccount,
  leaseAccounts,
  recordAccountStatus,
  recordSignsOfLife,
  registerAccount,
  releaseAccounts,
} from "../../core/database/workers/accounts.ts";
import type { Logger } from "../../core/log.ts";
import type { Platform } from "../../core/model/platform.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { fingerprint, lastCharacters, type SecretBox } from "../../core/secrets.ts";
import type { ChatPlatform } from "../platforms/platform.ts";
import { HeldAccount, type HeldSession } from "./heldAccount.ts";

export type { HeldSession } from "./heldAccount.ts";

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
  /** Longest pause between attempts to connect an account, by platform; a minute elsewhere. */
  longestPauseMs?: ReadonlyMap<Platform, number>;
  /** What else goes on with a connected account, until `until` aborts; the connection is closed after it has ended. */
  whileConnected?: (held: HeldSession, until: AbortSignal) => Promise<void>;
  /** Called when the set of readable guilds may have changed. */
  onChange: () => void;
  log: Logger;
}

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
    await Promise.all(held.filter(({ id }) => !kept.has(id)).map((account) => this.#drop(account)));
    await recordSignsOfLife(
      pool,
      [...this.#held.values()].flatMap(({ leased, ready }) =>
        ready ? { ...leased, ...ready.session.signsOfLife() } : [],
      ),
    );
    if (this.#stop.signal.aborted) return;
    if (!this.#isRegistered) await this.#register();
    const leased = await leaseAccounts(pool, {
      workerId,
      platforms: [...this.#deps.platforms.keys()],
      fingerprints: [...this.#tokens.keys()],
      leaseSeconds,
    });
    await Promise.all(leased.map((account) => this.#hold(account)));
  }

  /** Closes all sessions and gives the accounts back for good. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.letGo();
  }

  /** Closes all sessions and gives the accounts back, for other processes to lease; the next tick leases again. */
  async letGo(): Promise<void> {
    const accounts = [...this.#held.values()];
    if (accounts.length === 0) return;
    this.#held.clear();
    await Promise.all(accounts.map((account) => account.stop()));
    await releaseAccounts(
      this.#deps.leasePool,
      accounts.map((account) => account.leased),
    );
  }

  async #register(): Promise<void> {
    for (const { platform, token, isDemo } of this.#deps.ownTokens) {
      await registerAccount(this.#deps.pool, {
        platform,
        tokenFingerprint: fingerprint(token),
        tokenLast4: lastCharacters(token),
        isDemo,
      });
    }
    this.#isRegistered = true;
  }

  async #hold(leased: LeasedAccount): Promise<void> {
    const token = this.#tokens.get(leased.tokenFingerprint) ?? this.#storedToken(leased);
    const platform = this.#deps.platforms.get(leased.platform);
    const { pool, whileConnected, onChange, log } = this.#deps;
    if (token === null || !platform) {
      // The lease runs out, and another process may have the key.
      return recordAccountStatus(this.#deps.leasePool, leased, { status: "refused", detail: noKey });
    }
    const proxy = this.#storedProxy(leased);
    const longestPauseMs = this.#deps.longestPauseMs?.get(leased.platform);
    const account = new HeldAccount({
      pool,
      leased,
      token,
      proxy,
      platform,
      longestPauseMs,
      whileConnected,
      onChange,
      log,
    });
    this.#held.set(leased.id, account);
    account.start();
  }

  #storedToken(leased: LeasedAccount): string | null {
    if (leased.tokenEncrypted === null || !this.#deps.secrets) return null;
    try {
      return this.#deps.secrets.open(leased.tokenEncrypted, tokenPlace(leased.id));
    } catch (error) {
      this.#deps.log.error(
        { code: "account.token_unreadable", accountId: leased.id, error },
        "a stored token cannot be opened",
      );
      return null;
    }
  }

  /** Null where there is none. One that cannot be opened must not be passed by: the account would show where it is. */
  #storedProxy({ id, proxyEncrypted }: LeasedAccount): string | null {
    if (proxyEncrypted === null) return null;
    if (!this.#deps.secrets) throw new Error("A stored proxy cannot be opened without ENCRYPTION_KEY");
    return this.#deps.secrets.open(proxyEncrypted, proxyPlace(id));
  }

  /** Closes the session first: two connections of one account must never stand side by side. */
  async #drop(leased: LeasedAccount): Promise<void> {
    const account = this.#held.get(leased.id);
    if (!account) return;
    this.#held.delete(leased.id);
    this.#deps.log.info(
      { code: "account.let_go", accountId: leased.id },
      "account let go: it was changed, disabled or removed, or another process has it",
    );
    await account.stop();
    await releaseAccounts(this.#deps.leasePool, [leased]);
    this.#deps.onChange();
  }
}

const noKey =
  "The saved token cannot be opened: ENCRYPTION_KEY is not the one it was saved with. Enter the token anew.";
