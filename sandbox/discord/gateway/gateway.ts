import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Core, WorldEvent } from "../core.ts";
import { canView } from "../world/permissions.ts";
import { Connection, type ConnectionHost, type GatewayFaults } from "./connection.ts";
import { Intent } from "./intents.ts";
import { Session } from "./session.ts";
import { isOnShard } from "./shards.ts";

/** The gateway: all connections and sessions of all bots. */
export class Gateway implements ConnectionHost {
  readonly core: Core;
  readonly faults: GatewayFaults = {
    withholdAcks: false,
    refuseConnections: false,
    withholdReady: false,
    closeAfterReady: null,
  };
  readonly sessions = new Map<string, Session>();
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 4_096 * 4 });
  readonly #connections = new Set<Connection>();

  constructor(core: Core) {
    this.core = core;
  }

  /** Takes over a connection that asked for an upgrade; anywhere but at the gateway's address it is broken. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.faults.refuseConnections || !/^\/gateway\/?(\?|$)/.test(request.url ?? "")) {
      socket.destroy();
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (ws) => this.#accept(ws, request.url ?? ""));
  }

  #accept(ws: WebSocket, url: string): void {
    const connection = new Connection(this, ws, new URLSearchParams(url.split("?")[1] ?? ""));
    this.#connections.add(connection);
    ws.on("close", () => this.#connections.delete(connection));
    connection.open();
  }

  /** Connections of a bot (null: of all), whether identified or not. */
  connectionsOf(token: string | null): Connection[] {
    return [...this.#connections].filter((one) => token === null || one.session?.bot.token === token);
  }

  /** Begins a session. */
  createSession(
    bot: Session["bot"],
    intents: number,
    shard: readonly [number, number],
    socket: WebSocket,
  ): Session {
    const now = this.core.now();
    for (const [id, session] of this.sessions) if (session.isStale(now)) this.sessions.delete(id);
    const session = new Session(randomBytes(16).toString("hex"), bot, intents, shard, socket);
    this.sessions.set(session.id, session);
    return session;
  }

  /** Sends an event to every session that is entitled to it, connected or waiting for a RESUME. */
  publish(event: WorldEvent): void {
    const { counters, links, raw } = this.core;
    const nowMs = this.core.now();
    for (const session of this.sessions.values()) {
      if (!wants(session, event) || session.isStale(nowMs)) continue;
      counters.gateway("dispatch");
      const content = (session.intents & Intent.content) !== 0;
      session.dispatch(event.name, event.write({ userId: session.bot.user.id, content, links, raw }));
    }
  }

  /** Ends all connections at once and takes no more. */
  close(): void {
    for (const connection of this.#connections) connection.cut();
    this.#server.close();
  }
}

function wants(session: Session, event: WorldEvent): boolean {
  const { bot, intents, shard } = session;
  if (event.intents !== 0 && !(intents & event.intents)) return false;
  if (event.only && !event.only(bot)) return false;
  if (!event.guild.members.has(bot.user.id)) return false;
  if (event.channel && !canView(event.channel, bot.user.id)) return false;
  return isOnShard(event.guild.id, shard);
}
