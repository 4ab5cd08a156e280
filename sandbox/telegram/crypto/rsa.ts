/** The server's RSA key and the padding by which clients send it the first secret (RSA_PAD). */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
} from "node:crypto";
import { TlWriter } from "../tl/writer.ts";
import { decryptIge } from "./aesIge.ts";
import { sha1, sha256, xor } from "./hashes.ts";

/** The key by which clients know the server. */
export interface ServerKey {
  privateKey: KeyObject;
  /** SPKI PEM: what `TELEGRAM_DC_PUBLIC_KEY` is to hold. */
  publicPem: string;
  /** PKCS#8 PEM, for starting again with the same key. */
  privatePem: string;
  fingerprint: bigint;
}

/** A new key, or the one of a PEM. Making one takes some 100 ms. */
export function createServerKey(privatePem?: string): ServerKey {
  const privateKey =
    privatePem === undefined
      ? generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey
      : createPrivateKey(privatePem);
  const publicKey = createPublicKey(privateKey);
  return {
    privateKey,
    publicPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
    privatePem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    fingerprint: fingerprintOf(publicKey),
  };
}

/** The lower 64 bits of the SHA-1 of modulus and exponent as TL bytes, as a signed number. */
export function fingerprintOf(publicKey: KeyObject): bigint {
  const { n, e } = publicKey.export({ format: "jwk" });
  const parts = new TlWriter()
    .bytes(Buffer.from(n as string, "base64url"))
    .bytes(Buffer.from(e as string, "base64url"))
    .toBuffer();
  return sha1(parts).readBigInt64LE(12);
}

/**
 * Undoes RSA_PAD (https://core.telegram.org/mtproto/auth_key, 4.1): the 192 bytes that were sent, data first.
 * Null when the bytes are no such message.
 */
export function decryptRsaPad(key: ServerKey, encrypted: Buffer): Buffer | null {
  if (encrypted.length !== 256) return null;
  let opened: Buffer;
  try {
    opened = privateDecrypt({ key: key.privateKey, padding: constants.RSA_NO_PADDING }, encrypted);
  } catch {
    return null; // a number not below the modulus
  }
  const aesEncrypted = opened.subarray(32);
  const tempKey = xor(opened.subarray(0, 32), sha256(aesEncrypted));
  const withHash = decryptIge(aesEncrypted, tempKey, Buffer.alloc(32));
  const data = Buffer.from(withHash.subarray(0, 192).toReversed());
  return sha256(tempKey, data).equals(withHash.subarray(192)) ? data : null;
}
