/**
 * Text as search compares it: without case, accents and width. Pure and browser-safe. Each character of the result knows
 * where it came from, so that what was found can be marked in the text as it stands.
 *
 * Whatever changes what this answers needs a new `indexVersion` (tokens.ts).
 */

/** Takes a character of folded text, and the UTF-16 offsets [start, end) of what it came from. */
export type TakeFolded = (char: string, start: number, end: number) => void;

/**
 * What is folded together: a run of Hangul jamo, which may compose to syllables; or a character with the marks that
 * follow it (U+FF9E and U+FF9F are the half-width forms of two such marks, though they are letters to Unicode).
 */
const piece =
  /[\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\ud7b0-\ud7ff\uffa0-\uffdc]+|[\s\S][\p{M}\uff9e\uff9f]*/uy;

/** Any of these characters. Not as a literal: there, parts of sequences beside one another are taken for a slip. */
const anyOf = (...ranges: string[]) => new RegExp(`[${ranges.join("")}]`, "gu");

/** Drawn by nothing, or by what stands before: hyphens that may break, joiners, directions, variations, skin. */
const invisible = anyOf(
  String.raw`\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164`,
  String.raw`\ufe00-\ufe0f\ufeff\uffa0\u{1f3fb}-\u{1f3ff}\u{e0000}-\u{e0fff}`,
);

/** Accents over letters of alphabets, Hebrew points, Arabic vowels. Kana, Thai and Indic marks make other letters. */
const accents = anyOf(
  String.raw`\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670`,
  String.raw`\u06d6-\u06dc\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0`,
);

/** Letters of their own that people type as others. Their case is gone by then. */
const plainer: Readonly<Record<string, string>> = {
  ß: "ss",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  æ: "ae",
  œ: "oe",
  ı: "i",
  ħ: "h",
  ŧ: "t",
  ς: "σ",
  ـ: "", // the Arabic tatweel only stretches a word
};
const plainerLetters = new RegExp(`[${Object.keys(plainer).join("")}]`, "g");

/** Only what belongs to words is taken apart: "Acme™" must not become the word "acmetm". */
const ofWords = /[\p{L}\p{N}\p{M}]/u;
/** Exponents, fractions, digits in circles: no part of the word they stand beside. */
const numberSign = /\p{No}/u;

const foldedPieces = new Map<string, string>();
/** More costs memory; fewer folds the same characters of a large script again. */
const rememberedPieces = 20_000;

function foldPiece(text: string): string {
  const known = foldedPieces.get(text);
  if (known !== undefined) return known;
  const bare = text.replace(invisible, "");
  const plain = ofWords.test(bare)
    ? bare
        .normalize("NFKD")
        .toLowerCase()
        .normalize("NFKD") // İ becomes i and a dot
        .replace(/\u0438\u0306/g, "\u0439") // й is no accented и
        .replace(accents, "")
        .replace(plainerLetters, (letter) => plainer[letter] ?? letter)
        .normalize("NFC")
    : bare;
  const folded = numberSign.test(bare) ? ` ${plain} ` : plain;
  if (foldedPieces.size >= rememberedPieces) foldedPieces.clear();
  foldedPieces.set(text, folded);
  return folded;
}

/** What the 128 characters of ASCII fold to. */
const foldedAscii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code).toLowerCase());

/**
 * Hands on the folded characters of a text, in order; one character may become several or none. Nothing is kept of each:
 * this runs over every message that is stored.
 */
export function foldText(text: string, take: TakeFolded): void {
  for (let start = 0; start < text.length; ) {
    const code = text.charCodeAt(start);
    const after = start + 1;
    // What follows may be a mark on it.
    if (code < 0x80 && (after === text.length || text.charCodeAt(after) < 0x80)) {
      take(foldedAscii[code] as string, start, after);
      start = after;
      continue;
    }
    piece.lastIndex = start;
    const found = piece.exec(text)?.[0] as string; // matches anywhere
    const end = start + found.length;
    for (const char of foldPiece(found)) take(char, start, end);
    start = end;
  }
}
