/** Objects of Telegram's schema as plain JSON: for what has no column of its own, so that nothing is lost. Pure. */
import type { Long } from "../gram.ts";

/**
 * Fields that say nothing about the thing itself: they belong to one account or one request, change by themselves, or are
 * pictures in small.
 */
const passing = new Set([
  "CONSTRUCTOR_ID",
  "SUBCLASS_OF_ID",
  "classType",
  "className",
  "originalArgs",
  "flags",
  "flags2",
  "fileReference",
  "accessHash",
  "strippedThumb",
  "thumbs",
  "videoThumbs",
  "sizes",
  "videoSizes",
  "recentVoters",
  "recentReactions",
  "recentRepliers",
]);

/** Longest run of bytes that is kept (a voice message's waveform has 63). */
const mostBytes = 512;
/** Deeper than anything Telegram sends. */
const deepest = 12;

/**
 * `{"_": "messageMediaGeo", …}`: names in snake case, 64-bit numbers as decimal strings, bytes as base64. What is empty or
 * false is left out, as are `omit` and what is merely passing. Null for nothing.
 */
export function toPlain(value: unknown, omit: ReadonlySet<string> = new Set(), depth = 0): unknown {
  if (value === null || value === undefined || value === false || depth > deepest) return null;
  if (typeof value === "bigint") return value.toString();
  if (Buffer.isBuffer(value)) return value.length > mostBytes ? null : value.toString("base64");
  if (Array.isArray(value)) {
    const items = value.map((item) => toPlain(item, omit, depth + 1));
    return items.length === 0 ? null : items;
  }
  if (typeof value !== "object") return value;
  if (isLong(value)) return (value as Long).toString();
  const fields = Object.entries(value).flatMap(([name, field]): [string, unknown][] => {
    if (passing.has(name) || name.startsWith("_") || omit.has(name)) return [];
    const plain = toPlain(field, omit, depth + 1);
    return plain === null || plain === "" ? [] : [[toSnakeCase(name), plain]];
  });
  const { className } = value as { className?: unknown };
  return Object.fromEntries(
    typeof className === "string" ? [["_", lowerFirst(className)], ...fields] : fields,
  );
}

/** A big-integer of GramJS: an object of a class of its own, or a native number in its clothes. */
function isLong(value: object): boolean {
  return "isNegative" in value && "toJSNumber" in value;
}

export const toSnakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter, at: number) => `${at === 0 ? "" : "_"}${letter.toLowerCase()}`);

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
