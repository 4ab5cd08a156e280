/**
 * Text and JSON as PostgreSQL takes it. It refuses NUL in text and jsonb (manual 8.14), lone surrogates (they are no
 * UTF-8), and nesting deeper than its stack. Browser-safe and pure.
 */

/** Deepest nesting that is kept. PostgreSQL's own limit lies in the thousands; nobody writes a message a hundred deep. */
const deepest = 100;
const tooDeep = "[nested too deeply]";

/** True for text that PostgreSQL stores unchanged. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** The text with U+FFFD in place of what cannot be stored. */
export function toStorableText(text: string): string {
  return isStorableText(text) ? text : text.toWellFormed().replaceAll("\0", "\uFFFD");
}

/** True for JSON values that PostgreSQL stores unchanged, keys included. */
export function isStorable(value: unknown, levels = deepest): boolean {
  if (typeof value === "string") return isStorableText(value);
  if (typeof value !== "object" || value === null) return true;
  if (levels <= 0) return false;
  if (Array.isArray(value)) return value.every((inner) => isStorable(inner, levels - 1));
  for (const key of Object.keys(value)) {
    if (!isStorableText(key) || !isStorable((value as Record<string, unknown>)[key], levels - 1))
      return false;
  }
  return true;
}

/** A copy in which every text and key can be stored, and what lies deeper than `levels` is cut off. */
export function toStorable(value: unknown, levels = deepest): unknown {
  if (typeof value === "string") return toStorableText(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return value;
  if (levels <= 0) return tooDeep;
  if (Array.isArray(value)) return value.map((inner) => toStorable(inner, levels - 1));
  const entries = Object.entries(value).map(([key, inner]) => [
    toStorableText(key),
    toStorable(inner, levels - 1),
  ]);
  return Object.fromEntries(entries) as unknown; // defines "__proto__" as a key like any other, which assignment would not
}

/**
 * The JSON text of a value, always storable as text: JSON.stringify writes NUL and lone surrogates as escapes
 * (ECMA-262, "well-formed JSON.stringify"). What is nested too deeply to be written is cut off.
 */
export function toRawText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return JSON.stringify(toStorable(value));
  }
}
