/** A language for tests: English with accents, 40 % longer. Shows what is not translated and what has no room. */
import { mapText } from "./icu.ts";

const accents: Record<string, string> = {
  a: "á",
  c: "ç",
  e: "é",
  i: "í",
  n: "ñ",
  o: "ö",
  u: "ü",
  y: "ý",
  A: "Á",
  C: "Ç",
  E: "É",
  I: "Í",
  N: "Ñ",
  O: "Ö",
  U: "Ü",
};
const padding = " ~~~~~~~~~~~~";

const lengthen = (text: string): string => {
  const words = text.trim();
  if (words === "") return text;
  const accented = text.replace(/[a-zA-Z]/g, (letter) => accents[letter] ?? letter);
  const extra = Math.ceil(words.length * 0.4);
  // In pieces of a word's length: one long run of filler could never wrap, which no real language does.
  return accented + padding.repeat(Math.ceil(extra / padding.length)).slice(0, extra);
};

/** One message; its arguments and plural frames stay usable. */
export const pseudoMessage = (message: string): string => mapText(message, lengthen);

/** Every message of a catalogue, in its shape. */
export function pseudoCatalogue<Catalogue>(catalogue: Catalogue): Catalogue {
  const walk = (value: unknown): unknown =>
    typeof value === "string"
      ? pseudoMessage(value)
      : Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, walk(inner)]));
  return walk(catalogue) as Catalogue;
}
