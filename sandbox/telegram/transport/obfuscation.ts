/** Obfuscated MTProto: the stream is AES-CTR with keys its first 64 bytes carry, mixed with a proxy's secret. */
import { type Cipher, createCipheriv, createDecipheriv, type Decipher } from "node:crypto";
import { sha256 } from "../crypto/hashes.ts";
import { AbridgedCodec, type Codec, IntermediateCodec, TransportError } from "./codecs.ts";

export const OBFUSCATION_HEADER = 64;

/** An opened obfuscated stream. */
export interface Obfuscation {
  decrypt: Decipher;
  encrypt: Cipher;
  codec: Codec;
  /** The data centre a proxy's client wants; negative ones are for files. 0 outside proxies. */
  dcId: number;
}

/** `header`: the stream's first 64 bytes. `secret`: a proxy's 16 bytes. Throws TransportError. */
export function openObfuscation(header: Buffer, secret: Buffer | null): Obfuscation {
  const reversed = Buffer.from(header.subarray(8, 56).toReversed());
  const mixed = (key: Buffer) => (secret ? sha256(key, secret) : key);
  const decrypt = createDecipheriv("aes-256-ctr", mixed(header.subarray(8, 40)), header.subarray(40, 56));
  const encrypt = createCipheriv("aes-256-ctr", mixed(reversed.subarray(0, 32)), reversed.subarray(32, 48));
  const opened = decrypt.update(header);
  return { decrypt, encrypt, codec: codecFor(opened.readUInt32LE(56)), dcId: opened.readInt16LE(60) };
}

function codecFor(tag: number): Codec {
  if (tag === 0xefefefef) return new AbridgedCodec();
  if (tag === 0xeeeeeeee) return new IntermediateCodec(false);
  if (tag === 0xdddddddd) return new IntermediateCodec(true);
  throw new TransportError(`An obfuscated stream of unknown kind ${tag.toString(16)}.`);
}
