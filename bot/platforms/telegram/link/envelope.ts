/** MTProto 2.0's envelope around every message (core.telegram.org/mtproto/description). Pure but for its random padding. */
import { createHash, randomBytes } from "node:crypto";
import { IGE } from "../gram.ts";

/** The key that an account and a data centre share. */
export interface AuthKey {
  /** 256 bytes. */
  bytes: Buffer;
  /** Names the key without telling it: the last 8 bytes of its SHA-1. */
  id: Buffer;
}

/** A packet that does not prove that the owner of the key has sent it: it is dropped and says nothing. */
export class ForgedPacketError extends Error {
  override name = "ForgedPacketError";
}

/** Length of every authorization key, in bytes. */
export const authKeyLength = 256;

/** Throws RangeError for bytes of another length. */
export function toAuthKey(bytes: Buffer): AuthKey {
  if (bytes.length !== authKeyLength)
    throw new RangeError(`An authorization key has ${authKeyLength} bytes, not ${bytes.length}`);
  return { bytes, id: createHash("sha1").update(bytes).digest().subarray(12, 20) };
}

/** Encrypts what a client says: salt, session id, message id, sequence number, length, body. */
export function sealPacket(key: AuthKey, plain: Buffer): Buffer {
  const padded = Buffer.concat([plain, randomBytes(12 + ((16 - ((plain.length + 12) % 16)) % 16))]);
  const messageKey = sha256(key.bytes.subarray(88, 120), padded).subarray(8, 24);
  const { aesKey, iv } = toAes(key.bytes, messageKey, 0);
  return Buffer.concat([key.id, messageKey, new IGE(aesKey, iv).encryptIge(padded)]);
}

/** Decrypts what a server says. Throws ForgedPacketError. */
export function openPacket(key: AuthKey, packet: Buffer): Buffer {
  // Some transports add padding of their own behind the blocks.
  const blocks = packet.subarray(24, packet.length - ((packet.length - 24) % 16));
  if (packet.length < 24 + 48 || !packet.subarray(0, 8).equals(key.id))
    throw new ForgedPacketError("A packet arrived that is sealed with another key");
  const messageKey = packet.subarray(8, 24);
  const { aesKey, iv } = toAes(key.bytes, messageKey, 8);
  const plain = new IGE(aesKey, iv).decryptIge(Buffer.from(blocks));
  if (!sha256(key.bytes.subarray(96, 128), plain).subarray(8, 24).equals(messageKey))
    throw new ForgedPacketError("A packet arrived whose content is not what was sealed");
  return plain;
}

/** `x`: 0 for what a client sends, 8 for what a server sends. */
function toAes(key: Buffer, messageKey: Buffer, x: 0 | 8): { aesKey: Buffer; iv: Buffer } {
  const a = sha256(messageKey, key.subarray(x, x + 36));
  const b = sha256(key.subarray(x + 40, x + 76), messageKey);
  return {
    aesKey: Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)]),
    iv: Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)]),
  };
}

function sha256(...parts: readonly Buffer[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
