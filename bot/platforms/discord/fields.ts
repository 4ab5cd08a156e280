/** Fields of Discord's objects, read without believing what they are declared to be. Pure. */

export type Fields = Record<string, unknown>;

/** The value as an object with fields, or null. */
export function toFields(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

const largestId = "9223372036854775807"; // int8

/** A platform id as decimal text, or null: an id is what PostgreSQL can keep as a positive int8. */
export function toId(value: unknown): string | null {
  if (typeof value === "string") {
    if (!isDecimal(value)) return null;
    return value.length < largestId.length || value <= largestId ? value : null;
  }
  // Some compatible servers send numbers; beyond 2^53 their last digits are lost already.
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? String(value) : null;
}

/** One to nineteen digits, the first of them not 0. A loop: pages ask this some hundred times. */
function isDecimal(text: string): boolean {
  if (text.length === 0 || text.length > largestId.length || text.charCodeAt(0) === zero) return false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < zero || code > zero + 9) return false;
  }
  return true;
}
const zero = 48;

/** A list, or an empty one. */
export const toList = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as unknown[]) : [];

/** Text, or null. */
export const toText = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** The whole number nearest to a finite one, kept within [0, most]; null for anything else. */
export function toCount(value: unknown, most: number): number | null {
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  return Math.min(Math.max(Math.round(value), 0), most);
}

export const largestInt4 = 2_147_483_647;

/** The time in years that both PostgreSQL and ISO 8601 can write with four digits, or null. */
export function toTime(value: unknown): Date | null {
  if (typeof value !== "string") return null;
  const time = new Date(value);
  const ms = time.getTime();
  return ms >= firstMs && ms <= lastMs ? time : null; // NaN is neither
}
const firstMs = Date.UTC(1970, 0, 1);
const lastMs = Date.UTC(9999, 11, 31);
