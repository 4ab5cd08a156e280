/** One leased account: connects, stays connected, reports how it stands. */
import { setTimeout as sleep } from "node:timers/promises";
import { enqueueSetAsideRetries } from "../../core/database/archive/setAside.ts";
import { recordSessionRevoked } from "../../core/database/telegram/accountSession.ts";
import {
  type AccountStatus,
  type LeasedAccount,
  recordAccountStatus,
} from "../../core/database/workers/accounts.ts";
import type { Logger } from "../../core/log.ts";
import type { Platform } from "../../core/model/platform.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { AccountLostError, SnoozeError } from "../../core/queue/errors.ts";
import { startDirectorySync } from "../directory/sync.ts";
import type { AccountIdentity, ChatPlatform, ChatSession } from "../platforms/platform.ts";

/** An account that is connected. */
export interface HeldSession {
  accountId: string;
  platform: Platform;
  session: ChatSession;
  /** The sandbox's. */
  isDemo: boolean;
}

export interface HeldAccountDeps {
  pool: Pool;
  leased: LeasedAccount;
  token: string;
  /** How it is reached, as JSON; null: directly. */
  proxy?: string | null;
  platform: ChatPlatform;
  /** Longest pause between attempts to connect. */
  longestPauseMs?: number | undefined;
  /** What else goes on while it is connected, until `until` aborts; the connection is closed after that has ended. */
  whileConnected?: (held: HeldSession, until: AbortSignal) => Promise<void>;
  /** Called when the set of readable guilds may have changed. */
  onChange: () => void;
  log: Logger;
}

/** Pauses between attempts to connect: 1 s doubling to 1 min. A refused token is tried about every minute. */
const longestPauseMs = 60_000;
/** A session that served for this long was a success; shorter ones count as failures, or a bot would connect for ever. */
const stableMs = 60_000;

export class HeldAccount {
  readonly leased: LeasedAccount;
  ready: HeldSession | null = null;
  readonly #deps: HeldAccountDeps;
  readonly #log: Logger;
  readonly #stop = new AbortController();
  #done: Promise<void> = Promise.resolve();

  constructor(deps: HeldAccountDeps) {
    this.#deps = deps;
    this.leased = deps.leased;
    this.#log = deps.log.child({ accountId: deps.leased.id, platform: deps.leased.platform });
  }

  start(): void {
    this.#done = this.#keepConnected();
  }

  async stop(): Promise<void> {
    this.#stop.abort(new AccountLostError("The account is no longer held by this process"));
    await this.#done; // closes the session
  }

  async #keepConnected(): Promise<void> {
    const { signal } = this.#stop;
    await this.#report("connecting", null);
    let told = "";
    for (let failures = 0; !signal.aborted; ) {
      const { reason, servedMs } = await this.#connectOnce();
      if (signal.aborted) return;
      failures = servedMs >= stableMs ? 1 : failures + 1;
      const isRefused = reason instanceof AccountLostError;
      if (servedMs > 0 || reason.message !== told || failures % 10 === 0) {
        const code = servedMs > 0 ? "account.lost" : isRefused ? "account.refused" : "account.unreachable";
        this.#log.warn({ code, error: reason }, reason.message);
        told = reason.message;
      }
      // It stays so while connecting is tried again.
      if (isRefused && reason.endedBy !== null) await this.#reportEnd(reason.endedBy, reason.message);
      else await this.#report(isRefused ? "refused" : "offline", reason.message);
      await sleep(pauseMs(reason, failures, this.#deps.longestPauseMs), undefined, { signal }).catch(
        () => undefined,
      ); // abort ends the wait
    }
  }

  /** One session from its beginning to its end: why it ended, and how long it served (0: it never did). Never rejects. */
  async #connectOnce(): Promise<{ reason: Error; servedMs: number }> {
    const { token, platform } = this.#deps;
    let readyAtMs: number | null = null;
    const served = () => (readyAtMs === null ? 0 : Math.max(1, performance.now() - readyAtMs));
    try {
      const session = await platform.connect(
        { id: this.leased.id, token, proxy: this.#deps.proxy ?? null, isDemo: this.leased.isDemo },
        this.#stop.signal,
      );
      const reason = await this.#serve(session, () => {
        readyAtMs = performance.now();
      });
      return { reason, servedMs: served() };
    } catch (error) {
      return { reason: error instanceof Error ? error : new Error(String(error)), servedMs: served() };
    }
  }

  /** Offers the session to the bot until it is lost. */
  async #serve(session: ChatSession, onReady: () => void): Promise<Error> {
    const { pool, leased, onChange } = this.#deps;
    const { identity, directory } = session;
    const sync = startDirectorySync({ pool, accountId: leased.id, directory, log: this.#log });
    directory.onChange((change) => {
      if (change.kind === "guild" || change.kind === "guildLeft") onChange();
    });
    const ending = new AbortController();
    let served: Promise<void> | undefined;
    try {
      await sync.synced; // tasks need the channels; a fetch must not start on a directory nobody has stored
      this.ready = { accountId: leased.id, platform: leased.platform, session, isDemo: leased.isDemo };
      onReady();
      await this.#report("ready", null, identity);
      const { name, readsContent } = identity;
      this.#log.info(
        { code: "account.ready", name, guilds: directory.guildIds().length, readsContent },
        "account connected",
      );
      await this.#retrySetAside();
      onChange();
      served = this.#deps.whileConnected?.(this.ready, ending.signal);
      return await Promise.race([session.lost, aborted(this.#stop.signal)]);
    } finally {
      this.ready = null;
      onChange();
      ending.abort();
      await served;
      await sync.stop();
      await session.close();
    }
  }

  /** After an upgrade: what an older version could not store is fetched again. The next connection tries again if this fails. */
  async #retrySetAside(): Promise<void> {
    try {
      const channels = await enqueueSetAsideRetries(this.#deps.pool, this.leased.platform);
      if (channels === 0) return;
      this.#log.info(
        { code: "archive.set_aside_retried", channels },
        "messages that another version set aside are fetched again",
      );
    } catch (error) {
      this.#log.warn(
        { code: "archive.set_aside_not_retried", error },
        "messages that are set aside could not be looked up",
      );
    }
  }

  /** The session is over: the account is let go until somebody logs in anew. */
  async #reportEnd(code: string, detail: string): Promise<void> {
    await recordSessionRevoked(this.#deps.pool, this.leased, { reason: code, detail }).catch(
      (error: unknown) =>
        this.#log.debug({ code: "account.status_unwritten", error }, "account status not written"),
    );
  }

  /** Status is for people: a database that is away must not end the connection. */
  async #report(status: AccountStatus, detail: string | null, identity?: AccountIdentity): Promise<void> {
    await recordAccountStatus(this.#deps.pool, this.leased, {
      status,
      detail,
      externalId: identity?.externalId,
      name: identity?.name,
      applicationId: identity?.applicationId ?? undefined,
      readsContent: identity?.readsContent,
    }).catch((error: unknown) =>
      this.#log.debug({ code: "account.status_unwritten", error }, "account status not written"),
    );
  }
}

/** Half of it is jitter, so that many processes do not return at one instant; a time the platform named is kept. */
function pauseMs(reason: Error, failures: number, most = longestPauseMs): number {
  const longest = reason instanceof AccountLostError ? most : Math.min(most, 1_000 * 2 ** (failures - 1));
  const namedMs = reason instanceof SnoozeError ? reason.until.getTime() - Date.now() : 0;
  return Math.max(namedMs, longest * (0.5 + Math.random() / 2));
}

/** Resolves with the reason once `signal` aborts. */
function aborted(signal: AbortSignal): Promise<Error> {
  return new Promise((resolve) => {
    const stop = () => resolve(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
