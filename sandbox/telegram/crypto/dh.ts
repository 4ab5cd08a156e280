/** Diffie-Hellman as MTProto uses it: a fixed safe prime of 2048 bits and the generator 3. */
import { randomBytes } from "node:crypto";

/** Telegram's prime, which careful clients know and need not prove. */
export const DH_PRIME = Buffer.from(
  "c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c3720fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f642477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b",
  "hex",
);

export const DH_GENERATOR = 3;

/** Bytes of the prime. */
const SIZE = 256;

const prime = toBigInt(DH_PRIME);

/** Bytes of the secret exponent: as strong as the prime, and four times quicker than one of the prime's length. */
const EXPONENT_SIZE = 64;

/**
 * The server's half of an exchange. In plain integers: node:crypto proves the prime anew for every exchange,
 * which takes most of a second.
 */
export class DhExchange {
  readonly #exponent: bigint;
  /** g^a, 256 bytes. */
  readonly publicValue: Buffer;

  constructor() {
    do {
      this.#exponent = toBigInt(randomBytes(EXPONENT_SIZE));
      this.publicValue = fromBigInt(power(BigInt(DH_GENERATOR), this.#exponent));
    } while (!isSafe(this.publicValue));
  }

  /** The shared secret (256 bytes, padded with zeros from the left), or null for a value that must be refused. */
  secretWith(other: Buffer): Buffer | null {
    const value = leftPad(other);
    return isSafe(value) ? fromBigInt(power(toBigInt(value), this.#exponent)) : null;
  }
}

/** base^exponent modulo the prime. */
export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % prime;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}

/** True from 2^(2048-64) to the prime less that: what both sides must check. */
export function isSafe(value: Buffer): boolean {
  const number = toBigInt(value);
  const margin = 1n << BigInt(2_048 - 64);
  return number >= margin && number <= prime - margin;
}

/** A number as 256 bytes. */
export function leftPad(value: Buffer): Buffer {
  if (value.length > SIZE) return value.subarray(value.length - SIZE);
  return Buffer.concat([Buffer.alloc(SIZE - value.length), value]);
}

/** Big-endian. */
export function toBigInt(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString("hex")}`);
}

/** Big-endian, 256 bytes. */
export function fromBigInt(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * SIZE, "0"), "hex");
}
