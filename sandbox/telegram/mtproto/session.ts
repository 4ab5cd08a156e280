/** One MTProto session: what was received and sent in it, numbered, acknowledged and sent again. */
import { gzipSync } from "node:zlib";
import { TlWriter } from "../tl/writer.ts";
import type { AuthKey } from "./authKeys.ts";
import type { MessageIds } from "./messageIds.ts";

/** How many received message ids and unacknowledged answers are kept. */
const KEPT = 4_000;
/** A container holds at most so many messages and bytes. */
const MAX_CONTAINER = 1_020;
const MAX_CONTAINER_BYTES = 1_000_000;
/** Results and updates above this size are compressed. */
const GZIP_FROM = 512;

const RPC_RESULT = 0xf35c6d01;
const GZIP_PACKED = 0x3072cfa1;
const MSG_CONTAINER = 0x73f1f8dc;
const MSGS_ACK = 0x62d6b459;
const VECTOR = 0x1cb5c415;

/** A message on its way to the client. */
export interface Outgoing {
  id: bigint;
  seqno: number;
  body: Buffer;
  /** True where the client has to acknowledge it. */
  needsAck: boolean;
  sentMs: number;
}

/** What is known of a received message: its answer's id once there is one. */
interface Received {
  answer: Outgoing | null;
  /** The client asked for the answer to be dropped. */
  dropped: boolean;
  settled: Promise<boolean>;
  settle: (ok: boolean) => void;
}

/** Sends packets' plain form (header and body) to the connection the session is on now. */
export type Transmit = (session: Session, plain: Buffer) => void;

export class Session {
  readonly id: bigint;
  readonly authKey: AuthKey;
  /** Given by `new_session_created`. */
  readonly uniqueId: bigint;
  readonly createdMs: number;
  /** True once it made a call that brings updates. */
  wantsUpdates = false;
  /** The answers of a fault: held back to go out in front of the next one, in the same container. */
  heldBack: Outgoing[] = [];
  #transmit: Transmit | null = null;
  readonly #ids: MessageIds;
  #contentCount = 0;
  #queue: Outgoing[] = [];
  #acks: bigint[] = [];
  #scheduled: NodeJS.Immediate | null = null;
  readonly #unacked = new Map<bigint, Outgoing>();
  readonly #received = new Map<bigint, Received>();
  #highest: { id: bigint; seqno: number } | null = null;
  #salt: () => bigint;

  constructor(id: bigint, authKey: AuthKey, uniqueId: bigint, ids: MessageIds, salt: () => bigint) {
    this.id = id;
    this.authKey = authKey;
    this.uniqueId = uniqueId;
    this.#ids = ids;
    this.#salt = salt;
    this.createdMs = ids.now();
  }

  get isConnected(): boolean {
    return this.#transmit !== null;
  }

  get unackedCount(): number {
    return this.#unacked.size;
  }

  /** Goes on over this connection; what was not acknowledged is sent again. */
  attach(transmit: Transmit): void {
    if (this.#transmit === transmit) return;
    this.#transmit = transmit;
    const waiting = new Set(this.#queue);
    this.#queue.unshift(...[...this.#unacked.values()].filter((message) => !waiting.has(message)));
    if (this.#queue.length > 0) this.#schedule();
  }

  detach(transmit: Transmit): void {
    if (this.#transmit === transmit) this.#transmit = null;
  }

  /** Notes a message; false when it was received before. */
  receive(id: bigint): boolean {
    if (this.#received.has(id)) return false;
    const { promise, resolve } = withResolvers();
    this.#received.set(id, { answer: null, dropped: false, settled: promise, settle: resolve });
    if (this.#received.size > KEPT) this.#received.delete(this.#received.keys().next().value as bigint);
    return true;
  }

  knows(id: bigint): boolean {
    return this.#received.has(id);
  }

  /** True when the sequence number of a content-related message does not rise with its id. */
  isSeqnoTooLow(id: bigint, seqno: number): boolean {
    const before = this.#highest;
    if (before && id > before.id && seqno <= before.seqno) return true;
    if (!before || id > before.id) this.#highest = { id, seqno };
    return false;
  }

  /** The outcome of an earlier call of this session: true, false when it failed; null when it is unknown. */
  outcomeOf(id: bigint): Promise<boolean> | null {
    return this.#received.get(id)?.settled ?? null;
  }

  /** Acknowledges a received message with whatever is sent next. */
  acknowledge(id: bigint): void {
    this.#acks.push(id);
    this.#schedule();
  }

  /** Sends the answer of a call. `failed` for errors: calls waiting for this one then fail, too. */
  answer(requestId: bigint, result: Buffer, failed: boolean): void {
    const received = this.#received.get(requestId);
    received?.settle(!failed);
    if (received?.dropped) return;
    const writer = new TlWriter().uint(RPC_RESULT).long(requestId);
    if (failed || result.length < GZIP_FROM) writer.raw(result);
    else writer.uint(GZIP_PACKED).bytes(gzipSync(result, { level: 1 }));
    const message = this.#enqueue(writer.toBuffer(), true, 1n);
    if (received) received.answer = message;
  }

  /** Makes the answer of a call but sends it only in front of the next one, in one container. */
  answerWithNext(requestId: bigint, result: Buffer): void {
    this.answer(requestId, result, true);
    const held = this.#queue.pop();
    if (held) this.heldBack.push(held);
  }

  /** Sends something that answers nothing the client asked by a call: notices and updates. */
  notify(body: Buffer, needsAck: boolean): void {
    const packed =
      needsAck && body.length >= GZIP_FROM
        ? new TlWriter()
            .uint(GZIP_PACKED)
            .bytes(gzipSync(body, { level: 1 }))
            .toBuffer()
        : body;
    this.#enqueue(packed, needsAck, 3n);
  }

  /** Sends an immediate answer of the protocol itself, e.g. a pong. */
  reply(body: Buffer): void {
    this.#enqueue(body, false, 1n);
  }

  /** Drops acknowledged messages. */
  acked(ids: readonly bigint[]): void {
    for (const id of ids) this.#unacked.delete(id);
  }

  /** Queues messages again that the client asks for. */
  resend(ids: readonly bigint[]): void {
    for (const id of ids) {
      const message = this.#unacked.get(id);
      if (message && !this.#queue.includes(message)) this.#queue.push(message);
    }
    this.#schedule();
  }

  /** Sends a repeated call's answer again, if it is there. */
  repeat(requestId: bigint): void {
    const answer = this.#received.get(requestId)?.answer;
    if (answer && !this.#queue.includes(answer)) {
      this.#queue.push(answer);
      this.#schedule();
    } else this.acknowledge(requestId);
  }

  /** `rpc_drop_answer`: the answer that is waiting, "running" while there is none yet, or null. */
  dropAnswer(requestId: bigint): Outgoing | "running" | null {
    const received = this.#received.get(requestId);
    if (!received || received.dropped) return null;
    received.dropped = true;
    const { answer } = received;
    if (!answer) return "running";
    if (!this.#unacked.has(answer.id)) return null;
    this.#unacked.delete(answer.id);
    this.#queue = this.#queue.filter((message) => message !== answer);
    return answer;
  }

  /** Ends it: nothing is sent any more. */
  end(): void {
    if (this.#scheduled) clearImmediate(this.#scheduled);
    this.#transmit = null;
    this.#queue = [];
    this.#unacked.clear();
  }

  #enqueue(body: Buffer, needsAck: boolean, kind: 1n | 3n): Outgoing {
    const seqno = needsAck ? this.#contentCount++ * 2 + 1 : this.#contentCount * 2;
    const message = { id: this.#ids.next(kind), seqno, body, needsAck, sentMs: this.#ids.now() };
    this.#queue.push(message);
    if (needsAck) {
      this.#unacked.set(message.id, message);
      if (this.#unacked.size > KEPT) this.#unacked.delete(this.#unacked.keys().next().value as bigint);
    }
    this.#schedule();
    return message;
  }

  #schedule(): void {
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = null;
      this.#flush();
    });
  }

  /** Everything that waits goes out, several messages as one container. */
  #flush(): void {
    const transmit = this.#transmit;
    if (!transmit) {
      // Notices that need no acknowledgement are worth nothing to a later connection.
      this.#queue = [];
      return;
    }
    if (this.#queue.length > 0 && this.heldBack.length > 0) this.#queue.unshift(...this.heldBack.splice(0));
    if (this.#acks.length > 0) {
      const ids = this.#acks.splice(0);
      const body = new TlWriter().uint(MSGS_ACK).uint(VECTOR).int(ids.length);
      for (const id of ids) body.long(id);
      const seqno = this.#contentCount * 2;
      this.#queue.push({ id: this.#ids.next(1n), seqno, body: body.toBuffer(), needsAck: false, sentMs: 0 });
    }
    while (this.#queue.length > 0) {
      const batch = this.#takeBatch();
      const [only] = batch;
      const whole = batch.length === 1 && only ? only : this.#toContainer(batch);
      transmit(this, this.#toPlain(whole));
    }
  }

  #takeBatch(): Outgoing[] {
    let bytes = 0;
    let count = 0;
    for (const message of this.#queue) {
      bytes += message.body.length + 16;
      if (count > 0 && (bytes > MAX_CONTAINER_BYTES || count === MAX_CONTAINER)) break;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  #toContainer(batch: readonly Outgoing[]): Outgoing {
    const writer = new TlWriter().uint(MSG_CONTAINER).int(batch.length);
    for (const { id, seqno, body } of batch) writer.long(id).int(seqno).int(body.length).raw(body);
    return {
      id: this.#ids.next(3n),
      seqno: this.#contentCount * 2,
      body: writer.toBuffer(),
      needsAck: false,
      sentMs: 0,
    };
  }

  #toPlain({ id, seqno, body }: Outgoing): Buffer {
    return new TlWriter()
      .long(this.#salt())
      .long(this.id)
      .long(id)
      .int(seqno)
      .int(body.length)
      .raw(body)
      .toBuffer();
  }
}

function withResolvers(): { promise: Promise<boolean>; resolve: (ok: boolean) => void } {
  let resolve: (ok: boolean) => void = () => {};
  const promise = new Promise<boolean>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
