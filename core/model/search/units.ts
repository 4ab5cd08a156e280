/**
 * What a text consists of to search: words, the characters of scripts that are written without spaces, and emoji. Pure and
 * browser-safe. Texts and queries go through the same function, so that nothing is missed because of what stands beside it.
 */
import { type FoldedChar, foldText } from "./fold.ts";

export interface Unit {
  /** Folded. */
  text: string;
  /** A character of a script without spaces: neighbours belong together. */
  isDense: boolean;
  /** UTF-16 offsets [start, end) in the text as it was given. */
  start: number;
  end: number;
}

/** Longer words are compared by their beginning: an index takes words of 2 kB at most. */
export const longestWord = 100;

type CharKind = "word" | "dense" | "emoji" | "flag" | "gap";

const wordChar = /[\p{L}\p{N}\p{M}]/u;
/** Scripts in which any two neighbours may be looked for, since words do not show. */
const denseScript =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}]/u;
const emoji = /\p{Extended_Pictographic}/u;
const flagLetter = /\p{Regional_Indicator}/u;

const kinds = new Map<string, CharKind>();
function kindOf(char: string): CharKind {
  const known = kinds.get(char);
  if (known) return known;
  const kind = findKind(char);
  if (kinds.size >= 20_000) kinds.clear(); // as many as fold.ts remembers
  kinds.set(char, kind);
  return kind;
}

function findKind(char: string): CharKind {
  if (flagLetter.test(char)) return "flag";
  if (wordChar.test(char)) return denseScript.test(char) ? "dense" : "word";
  return emoji.test(char) ? "emoji" : "gap";
}

/** The units of a text, in order. */
export function toUnits(text: string): Unit[] {
  const chars = foldText(text);
  const units: Unit[] = [];
  for (let i = 0; i < chars.length; ) {
    const first = chars[i] as FoldedChar;
    const kind = kindOf(first.char);
    const end = kind === "word" ? endOfWord(chars, i) : kind === "flag" ? endOfFlag(chars, i) : i + 1;
    if (kind !== "gap") {
      const part = chars.slice(i, Math.min(end, i + longestWord));
      units.push({
        text: part.map(({ char }) => char).join(""),
        isDense: kind === "dense",
        start: first.start,
        end: (chars[end - 1] as FoldedChar).end,
      });
    }
    i = end;
  }
  return units;
}

function endOfWord(chars: readonly FoldedChar[], from: number): number {
  let end = from + 1;
  while (kindOf(chars[end]?.char ?? " ") === "word") end++;
  return end;
}

/** Two letters make a flag. */
const endOfFlag = (chars: readonly FoldedChar[], from: number): number =>
  kindOf(chars[from + 1]?.char ?? "") === "flag" ? from + 2 : from + 1;
