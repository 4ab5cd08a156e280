/** The server's half of two-factor sign-in (SRP): https://core.telegram.org/api/srp. */
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { DH_GENERATOR, DH_PRIME, fromBigInt, power, toBigInt } from "./dh.ts";
import { sha256, xor } from "./hashes.ts";

const ITERATIONS = 100_000;
const prime = toBigInt(DH_PRIME);
const generator = BigInt(DH_GENERATOR);
const generatorBytes = fromBigInt(generator);

/** What the server keeps of a password. */
export interface Verifier {
  salt1: Buffer;
  salt2: Buffer;
  /** g^x, where x follows from the password. */
  v: bigint;
  hint: string;
}

/** Salts and verifier for a password; some 100 ms. */
export function createVerifier(password: string, hint: string): Verifier {
  const salt1 = randomBytes(40);
  const salt2 = randomBytes(16);
  const salted = (data: Buffer, salt: Buffer) => sha256(salt, data, salt);
  const first = salted(salted(Buffer.from(password), salt1), salt2);
  const x = toBigInt(salted(pbkdf2Sync(first, salt1, ITERATIONS, 64, "sha512"), salt2));
  return { salt1, salt2, v: power(generator, x), hint };
}

/** One attempt: the client is given `publicValue` and proves that it knows the password. */
export class SrpExchange {
  readonly #verifier: Verifier;
  readonly #b: bigint;
  /** g_b: 256 bytes. */
  readonly publicValue: Buffer;

  constructor(verifier: Verifier) {
    this.#verifier = verifier;
    this.#b = toBigInt(randomBytes(256));
    const k = toBigInt(sha256(DH_PRIME, generatorBytes));
    this.publicValue = fromBigInt((((k * verifier.v) % prime) + power(generator, this.#b)) % prime);
  }

  /** True when `a` and `m1` are those of somebody who knows the password. */
  accepts(a: Buffer, m1: Buffer): boolean {
    const value = toBigInt(a);
    if (value <= 0n || value >= prime) return false;
    const aBytes = fromBigInt(value);
    const u = toBigInt(sha256(aBytes, this.publicValue));
    const shared = power((value * power(this.#verifier.v, u)) % prime, this.#b);
    const { salt1, salt2 } = this.#verifier;
    const proof = sha256(
      xor(sha256(DH_PRIME), sha256(generatorBytes)),
      sha256(salt1),
      sha256(salt2),
      aBytes,
      this.publicValue,
      sha256(fromBigInt(shared)),
    );
    return proof.equals(m1);
  }
}
