/** How MTProto packets are cut out of a TCP stream: https://core.telegram.org/mtproto/mtproto-transports. */
import { crc32 } from "node:zlib";

/** Larger packets are nobody's request. */
const MAX_PACKET = 4 * 1024 * 1024;

/** A stream that is none of the transports. The connection is to be closed. */
export class TransportError extends Error {}

/** Cuts packets from the front of `buffer`, and wraps answers. */
export interface Codec {
  name: "full" | "abridged" | "intermediate" | "padded";
  /** The next whole packet and the bytes it took; null: not here yet. Throws TransportError. */
  next(buffer: Buffer): { packet: Buffer; taken: number } | null;
  wrap(packet: Buffer): Buffer;
}

/** Length, number and CRC-32 around every packet. */
export class FullCodec implements Codec {
  readonly name = "full";
  #received = 0;
  #sent = 0;

  next(buffer: Buffer): { packet: Buffer; taken: number } | null {
    if (buffer.length < 4) return null;
    const taken = assertSize(buffer.readUInt32LE(0));
    if (taken < 12) throw new TransportError(`A packet of ${taken} bytes.`);
    if (buffer.length < taken) return null;
    if (buffer.readInt32LE(4) !== this.#received) throw new TransportError("A packet out of turn.");
    if (crc32(buffer.subarray(0, taken - 4)) !== buffer.readUInt32LE(taken - 4)) {
      throw new TransportError("A packet with a wrong checksum.");
    }
    this.#received++;
    return { packet: buffer.subarray(8, taken - 4), taken };
  }

  wrap(packet: Buffer): Buffer {
    const out = Buffer.allocUnsafe(packet.length + 12);
    out.writeUInt32LE(out.length, 0);
    out.writeInt32LE(this.#sent++, 4);
    out.set(packet, 8);
    out.writeUInt32LE(crc32(out.subarray(0, out.length - 4)), out.length - 4);
    return out;
  }
}

/** One byte of length in words, or 0x7f and three. */
export class AbridgedCodec implements Codec {
  readonly name = "abridged";

  next(buffer: Buffer): { packet: Buffer; taken: number } | null {
    if (buffer.length < 4) return null;
    const first = buffer[0] as number;
    if (first > 0x7f) throw new TransportError("Quick acknowledgements are not served.");
    const head = first < 0x7f ? 1 : 4;
    const taken = head + assertSize((first < 0x7f ? first : buffer.readUIntLE(1, 3)) * 4);
    return buffer.length < taken ? null : { packet: buffer.subarray(head, taken), taken };
  }

  wrap(packet: Buffer): Buffer {
    const words = packet.length >>> 2;
    if (words < 0x7f) return Buffer.concat([Buffer.from([words]), packet]);
    const head = Buffer.from([0x7f, 0, 0, 0]);
    head.writeUIntLE(words, 1, 3);
    return Buffer.concat([head, packet]);
  }
}

/** Four bytes of length; with `padded` up to 15 bytes more that say nothing. */
export class IntermediateCodec implements Codec {
  readonly name: "intermediate" | "padded";

  constructor(padded: boolean) {
    this.name = padded ? "padded" : "intermediate";
  }

  next(buffer: Buffer): { packet: Buffer; taken: number } | null {
    if (buffer.length < 4) return null;
    const taken = 4 + assertSize(buffer.readUInt32LE(0));
    if (buffer.length < taken) return null;
    const packet = buffer.subarray(4, taken);
    return { packet: this.name === "padded" ? withoutPadding(packet) : packet, taken };
  }

  wrap(packet: Buffer): Buffer {
    const head = Buffer.allocUnsafe(4);
    head.writeUInt32LE(packet.length, 0);
    return Buffer.concat([head, packet]);
  }
}

/** Sealed packets are 24 bytes and whole blocks of 16, plain ones (they begin with zeros) whole words. */
function withoutPadding(packet: Buffer): Buffer {
  const isPlain = packet.length < 24 || packet.readBigInt64LE(0) === 0n;
  const length = isPlain ? packet.length & ~3 : packet.length - ((packet.length - 24) % 16);
  return packet.subarray(0, length);
}

function assertSize(size: number): number {
  if (size > MAX_PACKET) throw new TransportError(`A packet of ${size} bytes.`);
  return size;
}
