import { createHash } from "node:crypto";

/** SHA-1 over parts. */
export function sha1(...parts: Uint8Array[]): Buffer {
  return digest("sha1", parts);
}

/** SHA-256 over parts. */
export function sha256(...parts: Uint8Array[]): Buffer {
  return digest("sha256", parts);
}

function digest(algorithm: string, parts: Uint8Array[]): Buffer {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Bytes of the same length, xored. */
export function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, i) => byte ^ (b[i] as number)));
}
