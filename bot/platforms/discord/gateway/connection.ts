/**
 * The gateway connection of one client, under our control: discord.js connects again twice a second and goes on doing
 * so after it was destroyed. Everything it does before a connection passes through here.
 */
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type IIdentifyThrottler,
  SimpleIdentifyThrottler,
  SimpleShardingStrategy,
  type WebSocketManager,
  WebSocketShardEvents,
  WebSocketShardStatus,
} from "@discordjs/ws";
import { WebSocket } from "ws";
import type { Logger } from "../../../../core/log.ts";
import { describeClose } from "./closeCodes.ts";
import { type ReconnectPace, stableMs } from "./pace.ts";

interface GatewayOptions {
  pace: ReconnectPace;
  log: Logger;
  /** Called when Discord allows no more sessions before `until`, and so no connection. */
  onSessionsSpent: (until: Date) => void;
  /** Called with what asking for the session limit threw; the connection is tried again. */
  onUnreachable: (error: unknown) => void;
}

/** When the gateway last gave a sign of life; monotonic milliseconds, null before the first. */
export interface GatewayLife {
  /** An acknowledged heartbeat, or the beginning of a connection. */
  heartbeatAtMs: number | null;
  eventAtMs: number | null;
}

/** Longest a close frame is waited for; then the socket is cut. */
const closeWithinMs = 2_000;
/** Pauses after which Discord is asked again how many sessions are left: when asking failed, and while there are none. */
const askAgainMs = 5_000;
const askForSessionsMs = 600_000;

export class GatewayConnection {
  readonly life: GatewayLife = { heartbeatAtMs: null, eventAtMs: null };
  readonly #options: GatewayOptions;
  readonly #closing = new AbortController();
  #strategy: Strategy | null = null;
  #hasAskedForLimit = false;
  /** The last close that was logged; null while connected. */
  #lastClose: string | null = null;
  #failures = 0;
  #awaySinceMs = 0;
  /** Runs while a new connection has yet to show that it holds. */
  #holds: NodeJS.Timeout | undefined;

  constructor(options: GatewayOptions) {
    this.#options = options;
    setMaxListeners(0, this.#closing.signal); // one per shard and pause
  }

  /** `ws.buildStrategy` of the client. */
  readonly buildStrategy = (manager: WebSocketManager): SimpleShardingStrategy => {
    const strategy = new Strategy(manager, async (shardId) => {
      const session = await manager.options.retrieveSessionInfo(shardId);
      await this.#beforeConnecting(manager, session === null);
    });
    this.#strategy = strategy;
    this.#listen(manager, strategy);
    return strategy;
  };

  /** `ws.buildIdentifyThrottler` of the client: Discord's five seconds among the shards; all else was waited for before. */
  readonly buildIdentifyThrottler = async (manager: WebSocketManager): Promise<IIdentifyThrottler> => {
    const { session_start_limit: limit } = await manager.fetchGatewayInformation();
    const throttler = new SimpleIdentifyThrottler(limit.max_concurrency);
    return {
      waitForIdentify: async (shardId, signal) => {
        await throttler.waitForIdentify(shardId, signal);
        this.#options.pace.identified();
      },
    };
  };

  /** Heartbeats ahead of their time: their answers come behind all that was told. Nothing where there is no connection. */
  askForLife(): void {
    this.#strategy?.beat();
  }

  /** Ends every socket and every attempt to make one. Safe to call twice. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#holds);
    await this.#strategy?.end(closeWithinMs);
  }

  /** Waits until a connection may be made. Never resolves once closed: the library's attempt ends there. */
  async #beforeConnecting(manager: WebSocketManager, identifies: boolean): Promise<void> {
    const { pace } = this.#options;
    try {
      await this.#pause(pace.pauseMs(identifies, manager.options.shardCount ?? 1));
      if (identifies) await this.#untilSessionsAreLeft(manager);
    } catch {
      // closed: the only thing that ends a pause early
    }
    if (this.#closing.signal.aborted) await new Promise(() => undefined);
  }

  /** Discord resets the token of a bot that starts more sessions than it allows. */
  async #untilSessionsAreLeft(manager: WebSocketManager): Promise<void> {
    for (;;) {
      // The first connection comes right after the client itself has asked.
      const isFresh = !this.#hasAskedForLimit;
      this.#hasAskedForLimit = true;
      try {
        const { session_start_limit: limit } = await manager.fetchGatewayInformation(!isFresh);
        if (limit.remaining > 0) return;
        this.#options.onSessionsSpent(new Date(Date.now() + limit.reset_after));
        await this.#pause(Math.max(askAgainMs, Math.min(limit.reset_after, askForSessionsMs)));
      } catch (error) {
        this.#closing.signal.throwIfAborted();
        this.#options.onUnreachable(error);
        this.#options.pace.closed();
        await this.#pause(Math.max(askAgainMs, this.#options.pace.pauseMs(true)));
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    this.#closing.signal.throwIfAborted();
    if (ms > 0) await sleep(ms, undefined, { signal: this.#closing.signal });
  }

  #listen(manager: WebSocketManager, strategy: Strategy): void {
    const { pace } = this.#options;
    const reasons = new Map<number, string>();
    const connected = (resumed: boolean) => {
      pace.connected();
      this.#tellConnected(resumed);
    };
    manager.on(WebSocketShardEvents.Hello, ({ shardId }) => {
      this.life.heartbeatAtMs = performance.now();
      strategy.onCloseReason(shardId, (reason) => reasons.set(shardId, reason));
    });
    manager.on(WebSocketShardEvents.HeartbeatComplete, () => {
      this.life.heartbeatAtMs = performance.now();
    });
    manager.on(WebSocketShardEvents.Dispatch, () => {
      this.life.eventAtMs = performance.now();
    });
    manager.on(WebSocketShardEvents.Ready, () => connected(false));
    manager.on(WebSocketShardEvents.Resumed, () => connected(true));
    manager.on(WebSocketShardEvents.Closed, ({ code, shardId }) => {
      clearTimeout(this.#holds);
      this.#failures = pace.closed();
      if (!this.#closing.signal.aborted) this.#tellClosed(code, reasons.get(shardId) ?? "");
      reasons.delete(shardId);
    });
  }

  #tellClosed(code: number, reason: string): void {
    const close = describeClose(code, reason);
    if (this.#lastClose === null) this.#awaySinceMs = performance.now();
    if (this.#lastClose === close) return; // one line per change
    this.#lastClose = close;
    const level = code === resuming ? "info" : "warn";
    this.#options.log[level](
      { code: "discord.disconnected", closeCode: code, reason },
      `Discord gateway closed (${close}), connecting again`,
    );
  }

  /** A gateway that accepts and closes in turn would be news twice a second: after failures only what holds is. */
  #tellConnected(resumed: boolean): void {
    if (this.#lastClose === null) return;
    const awayMs = Math.round(performance.now() - this.#awaySinceMs);
    const tell = () => {
      this.#lastClose = null;
      this.#options.log.info(
        { code: "discord.reconnected", resumed, awayMs },
        "Discord gateway connected again",
      );
    };
    clearTimeout(this.#holds); // a session may be resumed twice without a close between
    if (this.#failures <= 1) tell();
    else this.#holds = setTimeout(tell, stableMs).unref();
  }
}

/** Close code of the library when it was asked to reconnect: nothing is wrong. */
const resuming = 4_200;

/** What of a shard the library keeps to itself. */
interface ShardInside {
  readonly connection: WebSocket | null;
  /** Opens a connection and resumes or identifies; the one way to one, the first time as every other. */
  internalConnect(): Promise<void>;
  /** Sends a heartbeat; destroys the connection when the one before was not acknowledged, unless Discord asked for it. */
  heartbeat(requested?: boolean): Promise<void>;
  readonly status: WebSocketShardStatus;
  readonly isAck: boolean;
}

/** So long the answer to a heartbeat ahead of its time may be on its way: the one that is due meanwhile is left out, no zombie. */
const answersWithinMs = 5_000;

/** The library's own strategy, with a way to its shards and their sockets. */
class Strategy extends SimpleShardingStrategy {
  readonly #beforeConnecting: (shardId: number) => Promise<void>;
  /** By shard: when a heartbeat was last sent ahead of its time; monotonic milliseconds. */
  readonly #beats = new Map<number, number>();

  /** `beforeConnecting` is waited for before every connection. */
  constructor(manager: WebSocketManager, beforeConnecting: (shardId: number) => Promise<void>) {
    super(manager);
    this.#beforeConnecting = beforeConnecting;
  }

  get #shards(): ReadonlyMap<number, ShardInside> {
    return (this as unknown as { shards: ReadonlyMap<number, ShardInside> }).shards;
  }

  /**
   * Pauses stand before the session is read: what the broken connection still brings is counted in it by then. (The
   * library asks for the session with every event too; a pause there would hold events back that RESUME tells again.)
   */
  override async spawn(shardIds: number[]): Promise<void> {
    await super.spawn(shardIds);
    for (const shardId of shardIds) {
      const shard = this.#shards.get(shardId);
      if (!shard) continue;
      const [connect, heartbeat] = [shard.internalConnect.bind(shard), shard.heartbeat.bind(shard)];
      shard.heartbeat = async (requested) => {
        const sentAgoMs = performance.now() - (this.#beats.get(shardId) ?? Number.NEGATIVE_INFINITY);
        if (requested || shard.isAck || sentAgoMs >= answersWithinMs) await heartbeat(requested);
      };
      shard.internalConnect = async () => {
        await this.#beforeConnecting(shardId);
        await connect();
      };
    }
  }

  /** Sends a heartbeat on every connection that stands and answered its last one. */
  beat(): void {
    for (const [shardId, shard] of this.#shards) {
      if (shard.status !== WebSocketShardStatus.Ready || !shard.isAck) continue;
      void shard.heartbeat(true).catch(() => undefined); // a connection that just broke says so itself
      this.#beats.set(shardId, performance.now());
    }
  }

  /** Calls back with the reason of the next close, before the library tells of it (it drops the reason). */
  onCloseReason(shardId: number, listener: (reason: string) => void): void {
    this.#shards
      .get(shardId)
      ?.connection?.prependListener("close", (_code, reason) => listener(reason.toString()));
  }

  /**
   * Closes all sockets, those included that are only being opened, which `destroy` leaves behind. It is not waited for
   * either: called while READY is awaited, it calls itself and never resolves.
   */
  async end(withinMs: number): Promise<void> {
    const sockets = [...this.#shards.values()].flatMap(({ connection }) => connection ?? []);
    for (const socket of sockets) socket.on("error", () => undefined); // the library takes its own listener off
    const closed = sockets
      .filter(({ readyState }) => readyState !== WebSocket.CLOSED)
      .map((socket) => new Promise<void>((resolve) => socket.on("close", () => resolve())));
    void this.destroy({ code: 1_000, reason: "Closed by the bot" });
    const tooLate = new Promise<void>((resolve) => setTimeout(resolve, withinMs).unref());
    await Promise.race([Promise.all(closed), tooLate]);
    for (const socket of sockets) socket.terminate();
  }
}
