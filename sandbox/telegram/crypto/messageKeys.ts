/** MTProto 2.0's encryption of messages: https://core.telegram.org/mtproto/description. */
import { randomBytes } from "node:crypto";
import { decryptIge, encryptIge } from "./aesIge.ts";
import { sha256 } from "./hashes.ts";

/** Where in the authorisation key each direction begins. */
const FROM_CLIENT = 0;
const FROM_SERVER = 8;

/** Padding: at least 12 bytes, at most 1024, to whole blocks. */
const MIN_PADDING = 12;
const MAX_PADDING = 1_024;

/** Salt, session, message id, sequence number and length come before the body. */
export const HEADER_SIZE = 32;

function keyAndIv(authKey: Buffer, messageKey: Buffer, x: number): { key: Buffer; iv: Buffer } {
  const a = sha256(messageKey, authKey.subarray(x, x + 36));
  const b = sha256(authKey.subarray(40 + x, 76 + x), messageKey);
  return {
    key: Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)]),
    iv: Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)]),
  };
}

function messageKeyOf(authKey: Buffer, padded: Buffer, x: number): Buffer {
  return sha256(authKey.subarray(88 + x, 120 + x), padded).subarray(8, 24);
}

/** `message key + encrypted data` of a server's message. `plain` is the header and the body. */
export function sealMessage(authKey: Buffer, plain: Buffer): Buffer {
  return seal(authKey, plain, FROM_SERVER);
}

/** The same by a client: for tests. */
export function sealClientMessage(authKey: Buffer, plain: Buffer): Buffer {
  return seal(authKey, plain, FROM_CLIENT);
}

function seal(authKey: Buffer, plain: Buffer, x: number): Buffer {
  const padding = MIN_PADDING + (-(plain.length + MIN_PADDING) & 15);
  const padded = Buffer.concat([plain, randomBytes(padding)]);
  const messageKey = messageKeyOf(authKey, padded, x);
  const { key, iv } = keyAndIv(authKey, messageKey, x);
  return Buffer.concat([messageKey, encryptIge(padded, key, iv)]);
}

/** Header and body of a client's message with its padding cut off; null when it is forged or broken. */
export function openMessage(authKey: Buffer, sealed: Buffer): Buffer | null {
  return open(authKey, sealed, FROM_CLIENT);
}

/** The same of a server's message: for tests. */
export function openServerMessage(authKey: Buffer, sealed: Buffer): Buffer | null {
  return open(authKey, sealed, FROM_SERVER);
}

function open(authKey: Buffer, sealed: Buffer, x: number): Buffer | null {
  const encrypted = sealed.subarray(16);
  if (sealed.length < 16 + HEADER_SIZE + MIN_PADDING || encrypted.length % 16 !== 0) return null;
  const messageKey = sealed.subarray(0, 16);
  const { key, iv } = keyAndIv(authKey, messageKey, x);
  const padded = decryptIge(encrypted, key, iv);
  if (!messageKeyOf(authKey, padded, x).equals(messageKey)) return null;
  const length = padded.readInt32LE(HEADER_SIZE - 4);
  const padding = padded.length - HEADER_SIZE - length;
  if (length < 0 || length % 4 !== 0 || padding < MIN_PADDING || padding > MAX_PADDING) return null;
  return padded.subarray(0, HEADER_SIZE + length);
}
