/** Our side of an MTProto session: its number, salt and clock, what it acknowledges, and the envelope of its messages. */
import { randomBytes } from "node:crypto";
import { Api, toLong } from "../gram.ts";
import { type AuthKey, openPacket, sealPacket } from "./envelope.ts";
import { MessageClock } from "./messageClock.ts";
import type { ServerMessage } from "./serviceMessage.ts";

/** Messages that were on their way when the clock was corrected are refused as well. */
const mostCorrections = 20;
/** More waiting acknowledgements than this are sent at once; fewer wait for the next request or ping. */
const mostAcks = 16;

/** What arrived is no message of a possible length. */
export class ImpossibleMessageError extends Error {
  override name = "ImpossibleMessageError";
}

export class ClientSession {
  salt = 0n;
  readonly clock = new MessageClock();
  #id = randomBytes(8);
  #acks: bigint[] = [];
  #corrections = 0;

  /** A new number: the server then forgets what it had still to tell the old one. */
  begin(): void {
    this.#id = randomBytes(8);
    this.#corrections = 0;
    this.#acks = [];
    this.clock.restart();
  }

  /** Seals one message, under the next id. `isContent`: it asks for an acknowledgement. */
  seal(key: AuthKey, body: Buffer, isContent: boolean): { messageId: bigint; packet: Buffer } {
    const messageId = this.clock.nextId();
    const head = Buffer.alloc(32);
    head.writeBigInt64LE(this.salt, 0);
    this.#id.copy(head, 8);
    head.writeBigInt64LE(messageId, 16);
    head.writeInt32LE(this.clock.nextSequence(isContent), 24);
    head.writeInt32LE(body.length, 28);
    return { messageId, packet: sealPacket(key, Buffer.concat([head, body])) };
  }

  /** Null for what was meant for a session that is over. Throws ForgedPacketError, ImpossibleMessageError. */
  open(key: AuthKey, packet: Buffer): ServerMessage | null {
    const plain = openPacket(key, packet);
    if (!plain.subarray(8, 16).equals(this.#id)) return null;
    const length = plain.readInt32LE(28);
    if (length < 4 || 32 + length > plain.length)
      throw new ImpossibleMessageError("A message of an impossible length");
    return {
      id: plain.readBigInt64LE(16),
      sequence: plain.readInt32LE(24),
      body: plain.subarray(32, 32 + length),
    };
  }

  /** Acknowledges a message that asks for it. `isFull`: it is time to send what has gathered. */
  acknowledge({ id, sequence }: ServerMessage): { isFull: boolean } {
    if (sequence % 2 === 1) this.#acks.push(id);
    return { isFull: this.#acks.length >= mostAcks };
  }

  /** The acknowledgements to send, as one message; null when there are none. They are not given again. */
  takeAcks(): Buffer | null {
    if (this.#acks.length === 0) return null;
    return new Api.MsgsAck({ msgIds: this.#acks.splice(0).map(toLong) }).getBytes();
  }

  /** Sets the clock by a message of the server. False for a server that goes on objecting to its own time. */
  correctClock(serverMessageId: bigint): boolean {
    if (++this.#corrections > mostCorrections) return false;
    this.clock.setServerTime(serverMessageId);
    return true;
  }
}
