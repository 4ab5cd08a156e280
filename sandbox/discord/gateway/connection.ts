import type { RawData, WebSocket } from "ws";
import { type Core, findBot } from "../core.ts";
import { DEFAULT_LARGE_THRESHOLD, writeGuildCreate } from "../wire/guildCreate.ts";
import type { Bot } from "../world/model.ts";
import { Intent, refusedIntents } from "./intents.ts";
import { requestMembers } from "./members.ts";
import type { Session } from "./session.ts";
import { isOnShard } from "./shards.ts";

/** Faults that can be switched on. */
export interface GatewayFaults {
  /** Heartbeats get no answer. */
  withholdAcks: boolean;
  /** New connections are cut before HELLO. */
  refuseConnections: boolean;
  /** IDENTIFYs are taken and never answered. */
  withholdReady: boolean;
  /** Connections are closed with this code as soon as they are ready or resumed. */
  closeAfterReady: number | null;
}

/** What a connection needs of the gateway it belongs to. */
export interface ConnectionHost {
  readonly core: Core;
  readonly faults: GatewayFaults;
  readonly sessions: Map<string, Session>;
  createSession(bot: Bot, intents: number, shard: readonly [number, number], socket: WebSocket): Session;
}

/** Discord's limit of what a bot may send over one connection. */
const MAX_SENT = 120;
const SENT_WINDOW_MS = 60_000;

/** What bots send. */
const Op = { heartbeat: 1, identify: 2, presence: 3, voice: 4, resume: 6, requestMembers: 8 } as const;

/**
 * One WebSocket connection: HELLO, then IDENTIFY or RESUME, then events. Answers as Discord does,
 * wrong messages by its close codes.
 */
export class Connection {
  session: Session | null = null;
  readonly #gateway: ConnectionHost;
  readonly #ws: WebSocket;
  readonly #query: URLSearchParams;
  #sent = 0;
  #sentWindowEndsMs = 0;
  #deadline: NodeJS.Timeout | undefined;

  constructor(gateway: ConnectionHost, ws: WebSocket, query: URLSearchParams) {
    this.#gateway = gateway;
    this.#ws = ws;
    this.#query = query;
  }

  /** Greets the client. Anything but version 10 with JSON is refused with 4012. */
  open(): void {
    const { core } = this.#gateway;
    core.counters.gateway("connection");
    this.#ws.on("message", (data, isBinary) => this.#receive(data, isBinary));
    this.#ws.on("close", (code) => this.#closed(code));
    this.#ws.on("error", () => this.#ws.terminate()); // a broken frame: 'close' follows
    if (this.#query.get("v") !== "10" || this.#query.get("encoding") !== "json") {
      this.close(4012, "Invalid API version");
      return;
    }
    this.#send(10, { heartbeat_interval: core.heartbeatIntervalMs, _trace: ["sandbox"] });
    this.#awaitHeartbeat();
  }

  /** Closes with a code, as Discord would. */
  close(code: number, reason = ""): void {
    this.#gateway.core.counters.gateway(`close ${code}`);
    this.#ws.close(code, reason);
  }

  /** Breaks the connection without a word. */
  cut(): void {
    this.#ws.terminate();
  }

  /** Op 7: asks the client to reconnect and resume. */
  askToReconnect(): void {
    this.#send(7, null);
  }

  /** Op 9: the session is over, or, when resumable, waits for a RESUME on this connection or another. */
  invalidate(resumable: boolean): void {
    if (this.session && resumable) this.session.detach(this.#gateway.core.now());
    else if (this.session) this.#gateway.sessions.delete(this.session.id);
    this.session = null;
    this.#send(9, resumable);
  }

  /** Op 1: asks for a heartbeat at once. */
  askForHeartbeat(): void {
    this.#send(Op.heartbeat, null);
  }

  #send(op: number, data: unknown): void {
    this.#ws.send(JSON.stringify({ t: null, s: null, op, d: data }));
  }

  #closed(code: number): void {
    clearTimeout(this.#deadline);
    const { session } = this;
    if (session?.socket !== this.#ws) return; // already taken over by a RESUME
    session.detach(this.#gateway.core.now());
    // A client that closes with 1000 or 1001 ends its session; any other code leaves it resumable.
    if (code === 1000 || code === 1001) this.#gateway.sessions.delete(session.id);
  }

  /** Discord drops connections whose heartbeats stay away: 4009, then the client resumes. */
  #awaitHeartbeat(): void {
    clearTimeout(this.#deadline);
    const waitMs = this.#gateway.core.heartbeatIntervalMs * 2 + 5_000;
    this.#deadline = setTimeout(() => this.close(4009, "Session timed out"), waitMs).unref();
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#isTooFast()) return this.close(4008, "Rate limited");
    const payload = isBinary ? null : parse(data);
    if (!payload) return this.close(4002, "Error while decoding payload");
    switch (payload.op) {
      case Op.heartbeat:
        return this.#heartbeat();
      case Op.identify:
        return this.#identify(payload.d);
      case Op.resume:
        return this.#resume(payload.d);
      case Op.presence:
      case Op.voice:
      case Op.requestMembers:
        if (!this.session) return this.close(4003, "Not authenticated");
        if (payload.op === Op.requestMembers) requestMembers(this.#gateway.core, this.session, payload.d);
        return;
      default:
        return this.close(4001, "Unknown opcode");
    }
  }

  #isTooFast(): boolean {
    const now = this.#gateway.core.now();
    if (this.#sentWindowEndsMs <= now) {
      this.#sentWindowEndsMs = now + SENT_WINDOW_MS;
      this.#sent = 0;
    }
    return ++this.#sent > MAX_SENT;
  }

  #heartbeat(): void {
    this.#gateway.core.counters.gateway("heartbeat");
    this.#awaitHeartbeat();
    if (!this.#gateway.faults.withholdAcks) this.#send(11, null);
  }

  #identify(data: Record<string, unknown>): void {
    const { core } = this.#gateway;
    core.counters.gateway("identify");
    if (this.session) return this.close(4005, "Already authenticated");
    const bot = typeof data.token === "string" ? findBot(core.world, data.token.replace(/^Bot /, "")) : null;
    if (!bot) return this.close(4004, "Authentication failed");
    const shard = toShard(data.shard);
    if (!shard) return this.close(4010, "Invalid shard");
    const refused = refusedIntents(data.intents, bot.flags);
    if (refused) return this.close(refused, refused === 4013 ? "Invalid intents" : "Disallowed intents");
    if (!core.starts.take(bot.token)) return this.#send(9, false);
    const session = this.#gateway.createSession(bot, data.intents as number, shard, this.#ws);
    this.session = session;
    if (this.#gateway.faults.withholdReady) return;
    this.#sendReady(
      session,
      typeof data.large_threshold === "number" ? data.large_threshold : DEFAULT_LARGE_THRESHOLD,
    );
    this.#closeIfFaulty();
  }

  #closeIfFaulty(): void {
    const { closeAfterReady } = this.#gateway.faults;
    if (closeAfterReady !== null) this.close(closeAfterReady, "Sandbox fault");
  }

  #sendReady(session: Session, largeThreshold: number): void {
    const { core } = this.#gateway;
    const { bot } = session;
    const guilds = [...core.world.guilds.values()].filter(
      (guild) => guild.members.has(bot.user.id) && isOnShard(guild.id, session.shard),
    );
    session.dispatch(
      "READY",
      JSON.stringify({
        v: 10,
        user: { ...(JSON.parse(bot.user.json) as object), verified: true, mfa_enabled: true, email: null },
        guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
        session_id: session.id,
        session_type: "normal",
        resume_gateway_url: core.gatewayUrl,
        shard: session.shard,
        application: { id: bot.user.id, flags: bot.flags },
        private_channels: [],
        presences: [],
        relationships: [],
        geo_ordered_rtc_regions: [],
        guild_join_requests: [],
        user_settings: {},
        _trace: ["sandbox"],
      }),
    );
    if (!(session.intents & Intent.guilds)) return;
    for (const guild of guilds) {
      if (!guild.available) continue;
      const whole = (session.intents & Intent.members) !== 0 && guild.members.size <= largeThreshold;
      session.dispatch("GUILD_CREATE", writeGuildCreate(guild, bot.user.id, whole, core.raw));
    }
  }

  #resume(data: Record<string, unknown>): void {
    const { core, sessions } = this.#gateway;
    core.counters.gateway("resume");
    if (this.session) return this.close(4005, "Already authenticated");
    const bot = typeof data.token === "string" ? findBot(core.world, data.token.replace(/^Bot /, "")) : null;
    if (!bot) return this.close(4004, "Authentication failed");
    const session = sessions.get(String(data.session_id));
    if (!session || session.bot !== bot) return this.#send(9, false);
    if (typeof data.seq !== "number" || data.seq > session.seq) return this.close(4007, "Invalid seq");
    if (!session.canResume(data.seq, core.now())) {
      sessions.delete(session.id);
      return this.#send(9, false);
    }
    const former = session.socket;
    session.socket = null;
    former?.terminate();
    this.session = session;
    core.counters.gateway("resumed");
    session.resume(this.#ws, data.seq);
    this.#closeIfFaulty();
  }
}

function parse(data: RawData): { op: number; d: Record<string, unknown> } | null {
  try {
    const value: unknown = JSON.parse(decode(data));
    if (typeof value !== "object" || value === null || !("op" in value)) return null;
    const { op, d } = value as { op: unknown; d?: unknown };
    if (typeof op !== "number") return null;
    return { op, d: typeof d === "object" && d !== null ? (d as Record<string, unknown>) : {} };
  } catch {
    return null; // not JSON: the caller closes with 4002
  }
}

function decode(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}

function toShard(value: unknown): readonly [number, number] | null {
  if (value === undefined) return [0, 1];
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [id, count] = value as unknown[];
  if (!Number.isInteger(id) || !Number.isInteger(count)) return null;
  const [shardId, shards] = [id as number, count as number];
  return shardId >= 0 && shardId < shards ? [shardId, shards] : null;
}
