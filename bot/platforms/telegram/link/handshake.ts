/** Agreeing on an authorization key with a data centre (core.telegram.org/mtproto/auth_key), by GramJS's arithmetic. */
import { createHash, createPublicKey } from "node:crypto";
import { doAuthentication, type Long, serverKeys, type TlRequest, toLong } from "../gram.ts";
import { type AuthKey, authKeyLength, toAuthKey } from "./envelope.ts";
import { readObject } from "./reader.ts";

/** Sends one packet and answers with the next one that arrives. */
export type Exchange = (packet: Buffer) => Promise<Buffer>;

/** Fingerprints, as signed decimal numbers, of the keys by which a server is known; null: those of Telegram itself. */
export type TrustedKeys = ReadonlySet<string> | null;

/**
 * About 4 keys in 1,000 begin with a zero byte, which GramJS cuts off: it then finds the server's proof wrong. Another
 * key mends it. More attempts would hide a server that is not the one it claims to be.
 */
const mostAttempts = 3;

const telegramsKeys: ReadonlySet<string> = new Set(serverKeys.keys());

/** Agrees on a new key. `timeOffsetSeconds`: how far the server's clock is ahead of ours. */
export async function makeAuthKey(
  exchange: Exchange,
  trusted: TrustedKeys,
): Promise<{ key: AuthKey; timeOffsetSeconds: number }> {
  const plain = { send: (request: TlRequest) => sendPlain(exchange, trusted ?? telegramsKeys, request) };
  for (let attempt = 1; ; attempt++) {
    try {
      const { authKey, timeOffset } = await doAuthentication(plain as never, silent);
      const bytes = authKey.getKey();
      if (bytes?.length === authKeyLength) return { key: toAuthKey(bytes), timeOffsetSeconds: timeOffset };
      throw new Error("A key of the wrong length was made");
    } catch (error) {
      if (attempt === mostAttempts || !isArithmetic(error)) throw error;
    }
  }
}

/** True for what GramJS itself objects to; a broken connection is for whoever opened it. */
const isArithmetic = (error: unknown) =>
  error instanceof Error && /^(Step \d|A key of the wrong length)/.test(error.message);

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined };

async function sendPlain(exchange: Exchange, trusted: ReadonlySet<string>, request: TlRequest) {
  const body = request.getBytes();
  const head = Buffer.alloc(20);
  head.writeBigInt64LE(((BigInt(Date.now()) << 32n) / 1_000n) & ~3n, 8);
  head.writeInt32LE(body.length, 16);
  const answer = await exchange(Buffer.concat([head, body]));
  if (answer.length < 20 || answer.readBigInt64LE(0) !== 0n)
    throw new Error("The server answered something that is no plain message");
  const object = readObject(answer.subarray(20)) as { serverPublicKeyFingerprints?: Long[] };
  // GramJS knows one list of keys for all servers; each server has to show one of its own.
  if (object.serverPublicKeyFingerprints)
    object.serverPublicKeyFingerprints = object.serverPublicKeyFingerprints.filter((one) =>
      trusted.has(one.toString()),
    );
  return object;
}

/** Makes a server's public key (PEM) known. Returns its fingerprint as a signed decimal number. Throws for what is no RSA key. */
export function trustServerKey(pem: string): string {
  const { n, e } = createPublicKey(pem).export({ format: "jwk" }) as { n?: string; e?: string };
  if (n === undefined || e === undefined)
    throw new TypeError("The public key of a data centre is an RSA key");
  const [modulus, exponent] = [Buffer.from(n, "base64url"), Buffer.from(e, "base64url")];
  // The lower 64 bits of the SHA-1 of rsa_public_key n:string e:string, serialised without its constructor.
  const digest = createHash("sha1").update(toTlBytes(modulus)).update(toTlBytes(exponent)).digest();
  const fingerprint = digest.readBigInt64LE(12).toString();
  serverKeys.set(fingerprint, {
    n: toLong(BigInt(`0x${modulus.toString("hex")}`)),
    e: Number(`0x${exponent.toString("hex")}`),
  });
  return fingerprint;
}

function toTlBytes(bytes: Buffer): Buffer {
  const head =
    bytes.length < 254
      ? Buffer.from([bytes.length])
      : Buffer.from([254, bytes.length & 255, (bytes.length >> 8) & 255, bytes.length >> 16]);
  return Buffer.concat([head, bytes, Buffer.alloc((4 - ((head.length + bytes.length) % 4)) % 4)]);
}
