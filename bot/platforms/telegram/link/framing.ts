/** How packets follow one another on a connection (core.telegram.org/mtproto/mtproto-transports). */
import { type Cipher, createCipheriv, createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

export interface Framing {
  /** Sent before everything else. */
  readonly prelude: Buffer;
  encode(packet: Buffer): Buffer;
  /** The packets that are complete with `chunk`. Throws BrokenStreamError, and then the connection is of no more use. */
  decode(chunk: Buffer): Buffer[];
}

/** What arrived is no sequence of packets. */
export class BrokenStreamError extends Error {
  override name = "BrokenStreamError";
}

/** The largest packet that is believed; answers have at most about 1 MB. */
const mostBytes = 16 * 1024 * 1024;

/** "Full": length, number, packet, checksum. Used with Telegram's own servers: damage and loss are noticed at once. */
export function fullFraming(): Framing {
  const bytes = new ByteQueue();
  let sent = 0;
  return {
    prelude: Buffer.alloc(0),
    encode(packet) {
      const frame = Buffer.alloc(packet.length + 12);
      frame.writeInt32LE(frame.length, 0);
      frame.writeInt32LE(sent++, 4);
      packet.copy(frame, 8);
      frame.writeUInt32LE(crc32(frame.subarray(0, -4)), frame.length - 4);
      return frame;
    },
    decode(chunk) {
      bytes.add(chunk);
      const packets: Buffer[] = [];
      for (let head = bytes.peek(4); head; head = bytes.peek(4)) {
        const length = head.readInt32LE(0);
        // Seen in the wild: an error code in place of a length (Telethon#4042).
        if (length < 0) return [...packets, Buffer.from(bytes.take(4) as Buffer)];
        if (length < 12 || length > mostBytes) throw new BrokenStreamError(`A packet of ${length} bytes`);
        const frame = bytes.take(length);
        if (!frame) break;
        if (crc32(frame.subarray(0, -4)) !== frame.readUInt32LE(length - 4))
          throw new BrokenStreamError("A packet whose checksum does not fit");
        packets.push(frame.subarray(8, -4));
      }
      return packets;
    },
  };
}

const tags = { intermediate: Buffer.alloc(4, 0xee), padded: Buffer.alloc(4, 0xdd) };

/** The first bytes that other protocols begin with: a proxy would take them for those. */
const reservedStarts = new Set([
  0x44414548, 0x54534f50, 0x20544547, 0x4954504f, 0xdddddddd, 0xeeeeeeee, 0x02010316,
]);

/**
 * "Intermediate" inside the obfuscation that MTProto proxies take. `secret`: 16 bytes, or 17 with 0xdd before them, which
 * asks for random padding. `dcId`: which data centre the proxy leads to.
 */
export function proxyFraming(secret: Buffer, dcId: number): Framing {
  const isPadded = secret.length === 17;
  const key = isPadded ? secret.subarray(1) : secret;
  const header = drawHeader();
  (isPadded ? tags.padded : tags.intermediate).copy(header, 56);
  header.writeInt16LE(dcId, 60);
  const outwards = toCipher(header.subarray(8, 40), header.subarray(40, 56), key);
  const reversed = Buffer.from(header.subarray(8, 56).toReversed());
  const inwards = toCipher(reversed.subarray(0, 32), reversed.subarray(32, 48), key);
  const sealed = outwards.update(header);
  const bytes = new ByteQueue();
  return {
    prelude: Buffer.concat([header.subarray(0, 56), sealed.subarray(56)]),
    encode(packet) {
      const padding = isPadded ? randomBytes(Math.floor(Math.random() * 16)) : Buffer.alloc(0);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(packet.length + padding.length, 0);
      return outwards.update(Buffer.concat([length, packet, padding]));
    },
    decode(chunk) {
      bytes.add(inwards.update(chunk));
      const packets: Buffer[] = [];
      for (let head = bytes.peek(4); head; head = bytes.peek(4)) {
        const length = head.readUInt32LE(0) & 0x7fffffff; // the upper bit: a quick acknowledgement, which nobody asked for
        if (length > mostBytes) throw new BrokenStreamError(`A packet of ${length} bytes`);
        const frame = bytes.take(length + 4);
        if (!frame) break;
        packets.push(frame.subarray(4));
      }
      return packets;
    },
  };
}

function toCipher(key: Buffer, iv: Buffer, secret: Buffer): Cipher {
  return createCipheriv("aes-256-ctr", createHash("sha256").update(key).update(secret).digest(), iv);
}

function drawHeader(): Buffer {
  for (;;) {
    const header = randomBytes(64);
    const start = header.readUInt32LE(0);
    if (header[0] !== 0xef && !reservedStarts.has(start) && header.readUInt32LE(4) !== 0) return header;
  }
}

/** Bytes as they arrive, taken out in pieces of the wanted size, copied once at the most. */
class ByteQueue {
  #chunks: Buffer[] = [];
  #length = 0;

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The first `length` bytes, which stay; null when there are fewer. */
  peek(length: number): Buffer | null {
    if (this.#length < length) return null;
    if ((this.#chunks[0]?.length ?? 0) < length) this.#chunks = [Buffer.concat(this.#chunks)];
    return (this.#chunks[0] as Buffer).subarray(0, length);
  }

  /** As peek, and they are gone. */
  take(length: number): Buffer | null {
    const taken = this.peek(length);
    if (!taken) return null;
    const rest = (this.#chunks[0] as Buffer).subarray(length);
    if (rest.length === 0) this.#chunks.shift();
    else this.#chunks[0] = rest;
    this.#length -= length;
    return taken;
  }
}
