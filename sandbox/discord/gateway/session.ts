import type { WebSocket } from "ws";
import type { Bot } from "../world/model.ts";

/** Dispatches a session keeps for RESUME. Fewer, and bots lose events that Discord would replay. */
const BUFFER_SIZE = 10_000;
/** How long a session without a connection can be resumed. Discord does not tell; a few minutes. */
const RESUMABLE_MS = 300_000;

interface Buffered {
  seq: number;
  frame: string;
}

/** What a bot's IDENTIFY began: it outlives its connection until it is ended or too old. */
export class Session {
  readonly id: string;
  readonly bot: Bot;
  readonly intents: number;
  /** Shard id and count. */
  readonly shard: readonly [number, number];
  /** The connection, or null between a cut and a RESUME. */
  socket: WebSocket | null;
  seq = 0;
  #detachedMs = 0;
  #buffer: Buffered[] = [];

  constructor(id: string, bot: Bot, intents: number, shard: readonly [number, number], socket: WebSocket) {
    this.id = id;
    this.bot = bot;
    this.intents = intents;
    this.shard = shard;
    this.socket = socket;
  }

  /** Gives a dispatch its number, keeps it for a RESUME and sends it if there is a connection. */
  dispatch(name: string, data: string): void {
    const seq = ++this.seq;
    const frame = `{"t":"${name}","s":${seq},"op":0,"d":${data}}`;
    this.#buffer.push({ seq, frame });
    if (this.#buffer.length > BUFFER_SIZE * 1.1) this.#buffer.splice(0, this.#buffer.length - BUFFER_SIZE);
    this.socket?.send(frame);
  }

  /** The connection is gone; the session waits for a RESUME. */
  detach(nowMs: number): void {
    this.socket = null;
    this.#detachedMs = nowMs;
  }

  /** Whether everything after `seq` can still be replayed. */
  canResume(seq: number, nowMs: number): boolean {
    if (this.socket === null && nowMs - this.#detachedMs > RESUMABLE_MS) return false;
    const oldest = this.#buffer[0]?.seq ?? this.seq + 1;
    return seq >= oldest - 1;
  }

  /** Sends everything after `seq` over a new connection, then RESUMED, which is itself never replayed. */
  resume(socket: WebSocket, seq: number): void {
    this.socket = socket;
    for (const { seq: number, frame } of this.#buffer) if (number > seq) socket.send(frame);
    socket.send(`{"t":"RESUMED","s":${++this.seq},"op":0,"d":{"_trace":["sandbox"]}}`);
  }

  /** Whether the session is over for good: nobody connected, and too late to come back. */
  isStale(nowMs: number): boolean {
    return this.socket === null && nowMs - this.#detachedMs > RESUMABLE_MS;
  }
}
