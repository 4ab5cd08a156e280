/** Making an authorisation key: https://core.telegram.org/mtproto/auth_key. One per connection and attempt. */
import { generatePrimeSync, randomBytes } from "node:crypto";
import { decryptIge, encryptIge } from "../crypto/aesIge.ts";
import { DH_GENERATOR, DH_PRIME, DhExchange } from "../crypto/dh.ts";
import { sha1, xor } from "../crypto/hashes.ts";
import { decryptRsaPad, type ServerKey } from "../crypto/rsa.ts";
import { decode, TlReader } from "../tl/reader.ts";
import { encode, type Tl } from "../tl/writer.ts";

/** Bits of pq's larger prime: fewer than Telegram's 32, so that a handshake costs tests little. */
const PRIME_BITS = 20;

/** What a finished handshake leaves. */
export interface NewKey {
  authKey: Buffer;
  firstSalt: bigint;
}

/** What the server answers to one plain message; `key` once it is made. Null: the connection is to be closed. */
export interface HandshakeAnswer {
  answer: Tl;
  key: NewKey | null;
}

/** Keys and salt of the exchange's encrypted part, from the two nonces. */
export function exchangeKeys(newNonce: Buffer, serverNonce: Buffer): { key: Buffer; iv: Buffer } {
  const first = sha1(newNonce, serverNonce);
  const second = sha1(serverNonce, newNonce);
  return {
    key: Buffer.concat([first, second.subarray(0, 12)]),
    iv: Buffer.concat([second.subarray(12, 20), sha1(newNonce, newNonce), newNonce.subarray(0, 4)]),
  };
}

/** The server's side. Messages out of turn or with other nonces end it. */
export class Handshake {
  readonly #serverKey: ServerKey;
  readonly #dcId: number;
  readonly #now: () => number;
  #nonce = Buffer.alloc(0);
  #serverNonce = Buffer.alloc(0);
  #newNonce = Buffer.alloc(0);
  #p = Buffer.alloc(0);
  #q = Buffer.alloc(0);
  #dh: DhExchange | null = null;

  constructor(serverKey: ServerKey, dcId: number, now: () => number) {
    this.#serverKey = serverKey;
    this.#dcId = dcId;
    this.#now = now;
  }

  answer(message: Tl): HandshakeAnswer | null {
    switch (message._) {
      case "req_pq":
      case "req_pq_multi":
        return this.#begin(message.nonce as Buffer);
      case "req_DH_params":
        return this.#isOurs(message) ? this.#exchange(message) : null;
      case "set_client_DH_params":
        return this.#isOurs(message) && this.#dh ? this.#finish(message.encrypted_data as Buffer) : null;
      default:
        return null;
    }
  }

  #isOurs(message: Tl): boolean {
    return (
      this.#nonce.length === 16 &&
      this.#nonce.equals(message.nonce as Buffer) &&
      this.#serverNonce.equals(message.server_nonce as Buffer)
    );
  }

  #begin(nonce: Buffer): HandshakeAnswer {
    const primes = twoPrimes();
    this.#nonce = Buffer.from(nonce);
    this.#serverNonce = randomBytes(16);
    this.#p = toBytes(primes[0]);
    this.#q = toBytes(primes[1]);
    const answer = {
      _: "resPQ",
      nonce: this.#nonce,
      server_nonce: this.#serverNonce,
      pq: toBytes(primes[0] * primes[1]),
      server_public_key_fingerprints: [this.#serverKey.fingerprint],
    };
    return { answer, key: null };
  }

  #exchange(message: Tl): HandshakeAnswer | null {
    const isFactored = this.#p.equals(message.p as Buffer) && this.#q.equals(message.q as Buffer);
    const data = decryptRsaPad(this.#serverKey, message.encrypted_data as Buffer);
    if (!isFactored || !data || message.public_key_fingerprint !== this.#serverKey.fingerprint) return null;
    const inner = decode(data);
    if (!/^p_q_inner_data(_dc)?$/.test(inner._) || !this.#isOurs(inner)) return null;
    if ("dc" in inner && Math.abs(inner.dc as number) % 10_000 !== this.#dcId) return null;
    this.#newNonce = Buffer.from(inner.new_nonce as Buffer);
    this.#dh = new DhExchange();
    const { key, iv } = exchangeKeys(this.#newNonce, this.#serverNonce);
    const open = encode({
      _: "server_DH_inner_data",
      ...this.#nonces(),
      g: DH_GENERATOR,
      dh_prime: DH_PRIME,
      g_a: this.#dh.publicValue,
      server_time: Math.floor(this.#now() / 1_000),
    });
    const hashed = Buffer.concat([sha1(open), open]);
    const padded = Buffer.concat([hashed, randomBytes(-hashed.length & 15)]);
    return {
      answer: { _: "server_DH_params_ok", ...this.#nonces(), encrypted_answer: encryptIge(padded, key, iv) },
      key: null,
    };
  }

  #finish(encrypted: Buffer): HandshakeAnswer | null {
    if (encrypted.length % 16 !== 0 || encrypted.length < 32) return null;
    const { key, iv } = exchangeKeys(this.#newNonce, this.#serverNonce);
    const opened = decryptIge(encrypted, key, iv);
    const reader = new TlReader(opened.subarray(20));
    const inner = reader.object();
    const hash = sha1(opened.subarray(20, 20 + reader.offset));
    if (inner._ !== "client_DH_inner_data" || !this.#isOurs(inner) || !hash.equals(opened.subarray(0, 20)))
      return null;
    const authKey = (this.#dh as DhExchange).secretWith(inner.g_b as Buffer);
    if (!authKey) return { answer: this.#verdict("dh_gen_fail", 3, Buffer.alloc(256)), key: null };
    const firstSalt = xor(this.#newNonce.subarray(0, 8), this.#serverNonce.subarray(0, 8)).readBigInt64LE(0);
    return { answer: this.#verdict("dh_gen_ok", 1, authKey), key: { authKey, firstSalt } };
  }

  #verdict(name: string, number: number, authKey: Buffer): Tl {
    const auxHash = sha1(authKey).subarray(0, 8);
    const hash = sha1(this.#newNonce, Buffer.from([number]), auxHash).subarray(4);
    return { _: name, ...this.#nonces(), [`new_nonce_hash${number}`]: hash };
  }

  #nonces() {
    return { nonce: this.#nonce, server_nonce: this.#serverNonce };
  }
}

/**
 * Two primes of different lengths, the smaller first. Their product has 39 bits: like Telegram's (below 2^63)
 * it does not begin with a one, so that clients may read it as a signed number.
 */
function twoPrimes(): [bigint, bigint] {
  return [
    generatePrimeSync(PRIME_BITS - 1, { bigint: true }),
    generatePrimeSync(PRIME_BITS, { bigint: true }),
  ];
}

/** Big-endian, as few bytes as it takes. */
function toBytes(value: bigint): Buffer<ArrayBuffer> {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}
