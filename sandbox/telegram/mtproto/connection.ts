/** One TCP connection to a data centre: plain messages make keys, encrypted ones belong to sessions. */
import type { Socket } from "node:net";
import { gunzipSync } from "node:zlib";
import { HEADER_SIZE, openMessage, sealMessage } from "../crypto/messageKeys.ts";
import { TlError, TlReader } from "../tl/reader.ts";
import { encode, type Tl, TlWriter } from "../tl/writer.ts";
import { PacketStream } from "../transport/stream.ts";
import { type AuthKey, currentSalt, isGoodSalt } from "./authKeys.ts";
import type { Dc } from "./dc.ts";
import { Handshake } from "./handshake.ts";
import { checkClientId } from "./messageIds.ts";
import { handleService } from "./service.ts";
import type { Session, Transmit } from "./session.ts";

const MSG_CONTAINER = 0x73f1f8dc;
const GZIP_PACKED = 0x3072cfa1;
/** Nothing a client sends is larger. */
const MAX_UNPACKED = 8 * 1024 * 1024;

/** Protocol messages that need no acknowledgement and so carry an even sequence number. */
const NOT_CONTENT = new Set(["msgs_ack", "msgs_state_info", "msgs_all_info", "http_wait"]);

interface Incoming {
  id: bigint;
  seqno: number;
  body: Buffer;
}

export class Connection {
  readonly stream: PacketStream;
  /** Changes once, where a proxy's client names another data centre. */
  #dc: Dc;
  readonly #sessions = new Set<Session>();
  #handshake: Handshake | null = null;
  readonly openedMs: number;

  constructor(dc: Dc, socket: Socket, secret: Buffer | null) {
    this.#dc = dc;
    this.openedMs = dc.host.now();
    this.stream = new PacketStream(socket, {
      secret,
      onOpen: (dcId) => this.#enter(secret ? dcId : 0),
      onPacket: (packet) => this.#take(packet),
      onClose: () => this.#close(),
    });
  }

  /** The other end's address. */
  get remoteAddress(): string {
    return this.stream.socket.remoteAddress ?? "";
  }

  /** The keys whose sessions are on this connection. */
  get authKeys(): Set<AuthKey> {
    return new Set([...this.#sessions].map((session) => session.authKey));
  }

  close(): void {
    this.stream.close();
  }

  /** A proxy's client names the data centre it wants; those for files only are negative, tests' above 10,000. */
  #enter(dcId: number): void {
    const id = Math.abs(dcId) % 10_000;
    if (dcId === 0 || id === this.#dc.id) return;
    const wanted = this.#dc.host.findDc(id);
    if (!wanted) return this.stream.sendError(444);
    this.#dc.connections.delete(this);
    wanted.connections.add(this);
    this.#dc = wanted;
  }

  #close(): void {
    for (const session of this.#sessions) session.detach(this.#transmit);
    this.#sessions.clear();
    this.#dc.connections.delete(this);
  }

  readonly #transmit: Transmit = (session, plain) => {
    const id = Buffer.allocUnsafe(8);
    id.writeBigInt64LE(session.authKey.id);
    this.stream.send(Buffer.concat([id, sealMessage(session.authKey.key, plain)]));
  };

  #take(packet: Buffer): void {
    if (packet.length < 20) return this.close();
    const keyId = packet.readBigInt64LE(0);
    if (keyId === 0n) return this.#takePlain(packet);
    const authKey = this.#dc.keys.find(keyId);
    if (!authKey) return this.stream.sendError(404);
    const plain = openMessage(authKey.key, packet.subarray(8));
    if (!plain) return this.stream.sendError(404);
    this.#takeEncrypted(authKey, plain);
  }

  #takePlain(packet: Buffer): void {
    this.#handshake ??= new Handshake(this.#dc.host.serverKey, this.#dc.id, this.#dc.host.now);
    let answered: ReturnType<Handshake["answer"]>;
    try {
      const length = packet.readInt32LE(16);
      answered = this.#handshake.answer(new TlReader(packet.subarray(20, 20 + length)).object());
    } catch (error) {
      if (!(error instanceof TlError || error instanceof RangeError)) throw error;
      answered = null;
    }
    if (!answered) return this.close();
    if (answered.key) {
      const { authKey, firstSalt } = answered.key;
      this.#dc.keys.add(authKey, this.#dc.id, firstSalt, this.#dc.host.now());
      this.#handshake = null;
    }
    const body = encode(answered.answer);
    const head = new TlWriter().long(0n).long(this.#dc.ids.next(1n)).int(body.length);
    this.stream.send(head.raw(body).toBuffer());
  }

  #takeEncrypted(authKey: AuthKey, plain: Buffer): void {
    const { now } = this.#dc.host;
    const salt = plain.readBigInt64LE(0);
    const sessionId = plain.readBigInt64LE(8);
    const outer: Incoming = {
      id: plain.readBigInt64LE(16),
      seqno: plain.readInt32LE(24),
      body: plain.subarray(HEADER_SIZE),
    };
    const { session, isNew } = this.#dc.sessionOf(authKey, sessionId);
    this.#sessions.add(session);
    session.attach(this.#transmit);
    const badId = checkClientId(outer.id, now());
    if (badId !== 0) return this.#refuse(session, outer, badId);
    if (!isGoodSalt(authKey, salt, now())) {
      if (isNew) this.#dc.forgetSession(session); // it begins with the first message that is taken
      const newSalt = currentSalt(authKey, now(), this.#dc.host.randomLong);
      const bad = {
        bad_msg_id: outer.id,
        bad_msg_seqno: outer.seqno,
        error_code: 48,
        new_server_salt: newSalt,
      };
      session.reply(encode({ _: "bad_server_salt", ...bad }));
      return;
    }
    if (isNew) this.#welcome(session, outer.id);
    for (const message of this.#unpack(session, outer)) this.#handle(session, message);
  }

  #welcome(session: Session, firstId: bigint): void {
    session.notify(
      encode({
        _: "new_session_created",
        first_msg_id: firstId,
        unique_id: session.uniqueId,
        server_salt: currentSalt(session.authKey, this.#dc.host.now(), this.#dc.host.randomLong),
      }),
      true,
    );
  }

  #refuse(session: Session, message: Incoming, code: number): void {
    const bad = { bad_msg_id: message.id, bad_msg_seqno: message.seqno, error_code: code };
    session.reply(encode({ _: "bad_msg_notification", ...bad }));
  }

  /** The messages of a container, or the message itself. Empty where it is refused as a whole. */
  #unpack(session: Session, outer: Incoming): Incoming[] {
    if (outer.body.length < 8 || outer.body.readUInt32LE(0) !== MSG_CONTAINER) return [outer];
    const reader = new TlReader(outer.body);
    reader.uint();
    const count = reader.int();
    const messages: Incoming[] = [];
    try {
      if (count < 0 || count > 1_020) throw new TlError("Too many messages.");
      for (let i = 0; i < count; i++) {
        const id = reader.long();
        const seqno = reader.int();
        messages.push({ id, seqno, body: reader.raw(reader.int()) });
      }
    } catch {
      this.#refuse(session, outer, 64);
      return [];
    }
    if (!session.receive(outer.id)) {
      this.#refuse(session, outer, 19);
      return [];
    }
    if (outer.seqno % 2 !== 0) {
      this.#refuse(session, outer, 34);
      return [];
    }
    if (messages.some((message) => message.id >= outer.id)) {
      this.#refuse(session, outer, 64);
      return [];
    }
    return messages;
  }

  #handle(session: Session, message: Incoming): void {
    if (session.knows(message.id)) return session.repeat(message.id);
    let call: Tl;
    try {
      call = new TlReader(unzip(message.body)).object();
    } catch (error) {
      session.receive(message.id);
      return this.#dc.answerUnreadable(session, message.id, error);
    }
    if (NOT_CONTENT.has(call._)) {
      if (message.seqno % 2 !== 0) return this.#refuse(session, message, 34);
    } else if (message.seqno % 2 === 0 && !call._.startsWith("ping")) {
      return this.#refuse(session, message, 35);
    } else if (message.seqno % 2 === 1 && session.isSeqnoTooLow(message.id, message.seqno)) {
      return this.#refuse(session, message, 32);
    }
    session.receive(message.id);
    if (!handleService(this.#dc, session, message.id, call)) {
      session.acknowledge(message.id);
      this.#dc.call(this, session, message.id, call);
    }
  }
}

function unzip(body: Buffer): Buffer {
  if (body.length < 4 || body.readUInt32LE(0) !== GZIP_PACKED) return body;
  const reader = new TlReader(body);
  reader.uint();
  return gunzipSync(reader.bytes(), { maxOutputLength: MAX_UNPACKED });
}
