/** One data centre: a listening port with its own keys and sessions. */
import { createServer, type Server } from "node:net";
import type { ServerKey } from "../crypto/rsa.ts";
import type { Tl } from "../tl/writer.ts";
import { type AuthKey, AuthKeys, currentSalt } from "./authKeys.ts";
import { Connection } from "./connection.ts";
import { MessageIds } from "./messageIds.ts";
import { Session } from "./session.ts";

/** Sessions that nobody uses for so long are forgotten. */
const SESSION_LIFETIME_MS = 15 * 60_000;
/** How many sessions a key keeps. */
const MAX_SESSIONS = 64;

/** What a data centre needs of the sandbox around it. */
export interface DcHost {
  serverKey: ServerKey;
  /** Unix time in ms by the server's clock. */
  now: () => number;
  randomLong: () => bigint;
  findDc(id: number): Dc | null;
  /** Runs a call and answers it. */
  call(dc: Dc, connection: Connection, session: Session, id: bigint, call: Tl): void;
  answerUnreadable(session: Session, id: bigint, error: unknown): void;
  /** How late pings are answered; null: never. */
  pongDelayMs(): number | null;
}

export class Dc {
  readonly id: number;
  readonly host: DcHost;
  readonly keys = new AuthKeys();
  readonly connections = new Set<Connection>();
  readonly ids: MessageIds;
  /** True while new connections are closed at once. */
  refusesConnections = false;
  readonly #servers: Server[] = [];

  constructor(id: number, host: DcHost) {
    this.id = id;
    this.host = host;
    this.ids = new MessageIds(() => host.now());
  }

  /** Listens for clients, with `secret` as an MTProto proxy. Resolves with the port. */
  async listen(address: string, port: number, secret: Buffer | null = null): Promise<number> {
    const server = createServer((socket) => {
      if (this.refusesConnections) socket.destroy();
      else this.connections.add(new Connection(this, socket, secret));
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, address, resolve);
    });
    this.#servers.push(server);
    const bound = server.address();
    return typeof bound === "object" && bound ? bound.port : port;
  }

  /** The key's session with this id, made when it is new. */
  sessionOf(authKey: AuthKey, sessionId: bigint): { session: Session; isNew: boolean } {
    const known = authKey.sessions.get(sessionId);
    if (known) return { session: known, isNew: false };
    this.#forgetOldSessions(authKey);
    const salt = () => currentSalt(authKey, this.host.now(), this.host.randomLong);
    const session = new Session(sessionId, authKey, this.host.randomLong(), this.ids, salt);
    authKey.sessions.set(sessionId, session);
    return { session, isNew: true };
  }

  forgetSession(session: Session): void {
    session.authKey.sessions.delete(session.id);
  }

  call(connection: Connection, session: Session, id: bigint, call: Tl): void {
    this.host.call(this, connection, session, id, call);
  }

  answerUnreadable(session: Session, id: bigint, error: unknown): void {
    this.host.answerUnreadable(session, id, error);
  }

  async close(): Promise<void> {
    for (const connection of this.connections) connection.close();
    for (const key of this.keys.all()) for (const session of key.sessions.values()) session.end();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  #forgetOldSessions(authKey: AuthKey): void {
    const now = this.host.now();
    for (const session of authKey.sessions.values()) {
      if (session.isConnected) continue;
      const tooMany = authKey.sessions.size >= MAX_SESSIONS;
      if (tooMany || now - session.createdMs > SESSION_LIFETIME_MS) authKey.sessions.delete(session.id);
    }
  }
}
