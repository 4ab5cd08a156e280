/**
 * An account's connections: one that is always there, and others to the data centres where its files are. Every request
 * goes through its gate, and comes back with an answer or an error of the taxonomy.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../../../core/log.ts";
import type { DataCentres } from "./dataCentres.ts";
import { type SessionLostError, toSessionLost, translateError, waitSeconds } from "./errors.ts";
import type { AccountGate } from "./gate.ts";
import { Api, type TlRequest, wrapRequest } from "./gram.ts";
import type { AuthKey } from "./link/envelope.ts";
import { RpcError } from "./link/failures.ts";
import { MtprotoLink } from "./link/link.ts";
import type { Proxy } from "./link/proxy.ts";

export interface ConnectionOptions {
  apiId: number;
  centres: DataCentres;
  dcId: number;
  /** Null: one is made, and told by `onKey`. */
  key: AuthKey | null;
  proxy: Proxy | null;
  gate: AccountGate;
  onKey?: (key: AuthKey) => void;
  onUpdates?: (updates: unknown) => void;
  onUnreadable?: (error: Error) => void;
  onConnected?: () => void;
  /** Called once, when Telegram has ended the session. */
  onLost?: (reason: SessionLostError) => void;
  deadlineMs?: number;
  pingMs?: number;
  log: Logger;
}

export interface CallOptions {
  signal: AbortSignal;
  /** How many messages of the account's budget it takes; 0 for what Telegram does not count. */
  cost?: number;
}

/** Telegram's own trouble passes within seconds, or does not pass soon. */
const mostTroubles = 3;
const troublePauseMs = 500;
/** A connection for files that nobody uses is closed; making one anew costs some round trips. */
const idleMs = 30_000;

interface FileLink {
  link: MtprotoLink;
  users: number;
  timer: NodeJS.Timeout | null;
}

export class TelegramConnection {
  readonly main: MtprotoLink;
  readonly #options: ConnectionOptions;
  readonly #files = new Map<number, Promise<FileLink>>();
  #lost: SessionLostError | null = null;
  #isClosed = false;
  /** How often Telegram asked to wait: what pacing is there to avoid. */
  floodWaits = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.main = new MtprotoLink({
      dcId: options.dcId,
      address: () => options.centres.addressOf(options.dcId),
      proxy: options.proxy,
      trusted: options.centres.trusted,
      key: options.key,
      apiId: options.apiId,
      deadlineMs: options.deadlineMs,
      pingMs: options.pingMs,
      onKey: options.onKey,
      onUpdates: options.onUpdates,
      onUnreadable: options.onUnreadable,
      onConnected: () => {
        options.centres.learn(this.main.config);
        options.onConnected?.();
      },
      onEnded: (reason) => this.#lose(reason),
      log: options.log,
    });
  }

  /** Number of the account's own data centre. */
  get dcId(): number {
    return this.#options.dcId;
  }

  get lost(): SessionLostError | null {
    return this.#lost;
  }

  /** Throws the errors of core/queue/errors.ts, or the reason of `signal`. */
  async call<Answer>(request: TlRequest<Answer>, { signal, cost = 1 }: CallOptions): Promise<Answer> {
    return this.#ask(request, (query) => this.main.send(query, signal), { signal, cost });
  }

  /** A request for a file, on a connection of its own to the data centre where it is. */
  async callForFile<Answer>(dcId: number, request: TlRequest<Answer>, signal: AbortSignal): Promise<Answer> {
    const file = await this.#fileLink(dcId, signal).catch((error: unknown) => {
      throw translateError(error, signal);
    });
    file.users++;
    if (file.timer) clearTimeout(file.timer);
    try {
      // Its session must not be told updates: they would be missing in the other one.
      const wrapped = wrapRequest(request, (query) => new Api.InvokeWithoutUpdates({ query }));
      return await this.#ask(wrapped, (one) => file.link.send(one, signal), { signal, cost: 0 });
    } finally {
      file.users--;
      if (file.users === 0 && !this.#isClosed)
        file.timer = setTimeout(() => void this.#dropFileLink(dcId, file.link), idleMs).unref();
    }
  }

  async #ask<Answer>(
    request: TlRequest<Answer>,
    send: (request: TlRequest<Answer>) => Promise<Answer>,
    { signal, cost = 1 }: CallOptions,
  ): Promise<Answer> {
    const { gate, log } = this.#options;
    for (let troubles = 0; ; ) {
      if (this.#lost) throw this.#lost;
      await gate.pass(request.className, cost, signal);
      try {
        return await send(request);
      } catch (error) {
        const seconds = waitSeconds(error);
        if (seconds !== null) {
          this.floodWaits++;
          log.info(
            { code: "telegram.flood_wait", request: request.className, seconds },
            "Telegram asks to wait",
          );
          gate.pause(request.className, seconds * 1_000);
          continue; // the gate waits, or hands the task back
        }
        if (isTrouble(error) && ++troubles <= mostTroubles) {
          await sleep(troublePauseMs * 2 ** troubles, undefined, { signal }).catch(() =>
            signal.throwIfAborted(),
          );
          continue;
        }
        this.#lose(error);
        throw translateError(error, signal);
      }
    }
  }

  /** Remembers the end of the session, if that is what the error tells of. */
  #lose(error: unknown): void {
    const lost = toSessionLost(error);
    if (!lost || this.#lost || this.#isClosed) return;
    this.#lost = lost;
    this.#options.onLost?.(lost);
  }

  #fileLink(dcId: number, signal: AbortSignal): Promise<FileLink> {
    const known = this.#files.get(dcId);
    if (known) return known;
    const opening = this.#openFileLink(dcId, signal);
    this.#files.set(dcId, opening);
    opening.catch(() => this.#files.delete(dcId));
    return opening;
  }

  async #openFileLink(dcId: number, signal: AbortSignal): Promise<FileLink> {
    const { centres, proxy, apiId, log, deadlineMs, pingMs, key } = this.#options;
    const isHome = dcId === this.#options.dcId;
    const link = new MtprotoLink({
      dcId,
      address: () => centres.addressOf(dcId),
      proxy,
      trusted: centres.trusted,
      key: isHome ? key : null,
      apiId,
      deadlineMs,
      pingMs,
      log,
    });
    try {
      if (!isHome) {
        const { id, bytes } = await this.main.send(new Api.auth.ExportAuthorization({ dcId }), signal);
        await link.send(new Api.auth.ImportAuthorization({ id, bytes }), signal);
      }
      return { link, users: 0, timer: null };
    } catch (error) {
      await link.close();
      throw error;
    }
  }

  async #dropFileLink(dcId: number, link: MtprotoLink): Promise<void> {
    this.#files.delete(dcId);
    await link.close();
  }

  /** Ends all connections. Nothing is left then: no socket, no timer. Safe to call twice. */
  async close(reason?: Error): Promise<void> {
    this.#isClosed = true;
    const files = [...this.#files.values()];
    this.#files.clear();
    await Promise.all([
      this.main.close(reason),
      ...files.map(async (opening) => {
        const file = await opening.catch(() => null);
        if (file?.timer) clearTimeout(file.timer);
        await file?.link.close(reason);
      }),
    ]);
  }
}

/** Its own failures, and time-outs of its own, which it numbers negatively. A repeated post is none, though numbered like one. */
const isTrouble = (error: unknown) =>
  error instanceof RpcError &&
  error.text !== "RANDOM_ID_DUPLICATE" &&
  waitSeconds(error) === null &&
  (error.code >= 500 || error.code < 0);
