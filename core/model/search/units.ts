/**
 * What a text consists of to search: words, the characters of scripts that are written without spaces, and emoji. Pure and
 * browser-safe. Texts and queries go through the same function, so that nothing is missed because of what stands beside it.
 */
import { foldText } from "./fold.ts";

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

const kindsOfAscii = Array.from({ length: 128 }, (_, code) => findKind(String.fromCharCode(code)));
const kinds = new Map<string, CharKind>();
function kindOf(char: string): CharKind {
  const code = char.charCodeAt(0);
  if (code < 128) return kindsOfAscii[code] as CharKind;
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
  const units: Unit[] = [];
  let word: Unit | null = null;
  let wordLength = 0; // in characters
  let flag: Unit | null = null; // the first letter of one
  foldText(text, (char, start, end) => {
    const kind = kindOf(char);
    if (kind === "word") {
      flag = null;
      if (word) {
        if (wordLength < longestWord) word.text += char;
        word.end = end;
      } else {
        wordLength = 0;
        word = { text: char, isDense: false, start, end };
        units.push(word);
      }
      wordLength++;
      return;
    }
    word = null;
    if (kind === "flag" && flag) {
      flag.text += char; // two letters make a flag
      flag.end = end;
      flag = null;
      return;
    }
    flag = null;
    if (kind === "gap") return;
    const unit = { text: char, isDense: kind === "dense", start, end };
    units.push(unit);
    if (kind === "flag") flag = unit;
  });
  return units;
}
