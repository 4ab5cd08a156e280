/**
 * A 32-bit integer hash of two numbers (the lowbias32 finaliser). Everything random in a world is a
 * hash of (seed, place), never a stream, so that any message can be made without making those before it.
 * Only integer operations: the same on every machine.
 */
export function mix(a: number, b: number): number {
  let x = a ^ Math.imul(b + 0x7f4a7c15, 0x9e3779b1);
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  x ^= x >>> 16;
  return x >>> 0;
}

/** A 32-bit hash of a text (FNV-1a, then mixed), for seeding by name. */
export function hashText(text: string, seed = 0): number {
  let x = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) x = Math.imul(x ^ text.charCodeAt(i), 0x01000193);
  return mix(x >>> 0, seed);
}

/** The element a hash falls on. `list` must not be empty. */
export function pick<T>(list: readonly T[], hash: number): T {
  return list[hash % list.length] as T;
}

/** A hash as a number in [0, 1). */
export function fraction(hash: number): number {
  return hash / 4294967296;
}

/** `length` lower-case hexadecimal digits made from a hash: asset names, bucket names. */
export function hexDigits(hash: number, length: number): string {
  let out = "";
  for (let i = 0; out.length < length; i++) out += mix(hash, i).toString(16).padStart(8, "0");
  return out.slice(0, length);
}
