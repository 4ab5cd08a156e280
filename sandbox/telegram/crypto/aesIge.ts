/** AES in IGE mode, which node:crypto does not have, made from the modes it has. */
import { createCipheriv, createDecipheriv } from "node:crypto";

const BLOCK = 16;

/**
 * Encrypts. With c[i] = E(p[i] ^ c[i-1]) ^ p[i-1], the values y[i] = c[i] ^ p[i-1] are a CBC encryption of
 * p[i] ^ p[i-2]: one native call whatever the length. `iv` is c[0] followed by p[0]; `data` whole blocks.
 */
export function encryptIge(data: Buffer, key: Buffer, iv: Buffer): Buffer {
  assertBlocks(data);
  const chained = Buffer.from(data);
  for (let i = BLOCK; i < data.length; i++) {
    const earlier = i < 2 * BLOCK ? iv[i] : data[i - 2 * BLOCK];
    chained[i] = (data[i] as number) ^ (earlier as number);
  }
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, iv.subarray(0, BLOCK)).setAutoPadding(
    false,
  );
  const out = cipher.update(chained);
  for (let i = 0; i < out.length; i++) {
    const before = i < BLOCK ? iv[BLOCK + i] : data[i - BLOCK];
    out[i] = (out[i] as number) ^ (before as number);
  }
  return out;
}

/** Decrypts, block by block, since each depends on the plain text before it. */
export function decryptIge(data: Buffer, key: Buffer, iv: Buffer): Buffer {
  assertBlocks(data);
  const decipher = createDecipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
  const out = Buffer.allocUnsafe(data.length);
  const block = Buffer.allocUnsafe(BLOCK);
  let cipherBefore: Buffer = iv.subarray(0, BLOCK);
  let plainBefore: Buffer = iv.subarray(BLOCK, 2 * BLOCK);
  for (let at = 0; at < data.length; at += BLOCK) {
    for (let i = 0; i < BLOCK; i++) block[i] = (data[at + i] as number) ^ (plainBefore[i] as number);
    const plain = decipher.update(block);
    for (let i = 0; i < BLOCK; i++) out[at + i] = (plain[i] as number) ^ (cipherBefore[i] as number);
    cipherBefore = data.subarray(at, at + BLOCK);
    plainBefore = out.subarray(at, at + BLOCK);
  }
  return out;
}

function assertBlocks(data: Buffer): void {
  if (data.length % BLOCK !== 0) throw new RangeError(`${data.length} bytes are no whole blocks.`);
}
