/**
 * What the index holds of a text, and what of it a query asks for. Pure.
 *
 * - each word, each character of a script without spaces, each emoji, as it is after folding;
 * - each two neighbouring characters of such a script: what people look for there has two or more;
 * - for other neighbours, which phrases are made of, one of 262,144 marks: a phrase is then found by a few marks instead of
 *   by all messages that hold its words, and the index stays small, since marks are shared. What shares one by chance is
 *   sorted out afterwards (matches.ts).
 *
 * What a message is (`=image`, `=reply`) and whom it names (`@123`) stand beside them: text never begins with such a sign.
 */
import { toUnits, type Unit } from "./units.ts";

/**
 * Of what this file, units.ts, fold.ts and messageTexts.ts make of a message. A change of theirs raises it; messages
 * indexed by an earlier one are then indexed again by a task.
 */
export const indexVersion = 1;

/** The database takes at most 1 MB per message; what exceeds this is not indexed (no platform allows a tenth of it). */
const mostBytes = 900_000;
const marks = 2 ** 18;

/** The tokens of texts that stand apart: the end of one and the beginning of the next are no neighbours. */
export const toTokens = (texts: readonly string[], signs: readonly string[] = []): string[] =>
  tokensOfUnits(texts.map(toUnits), signs);

/** The same of texts whose units are known. */
export function tokensOfUnits(texts: readonly (readonly Unit[])[], signs: readonly string[] = []): string[] {
  const tokens = new Set(signs);
  let bytes = 0;
  const add = (token: string) => {
    if (tokens.has(token)) return;
    bytes += 4 + token.length * 3; // each has four bytes of its own
    if (bytes < mostBytes) tokens.add(token);
  };
  for (const units of texts) {
    let previous: Unit | undefined;
    for (const unit of units) {
      add(unit.text);
      if (previous) add(toPairToken(previous, unit));
      previous = unit;
    }
  }
  return [...tokens];
}

/** The token that stands for two neighbours. */
export function toPairToken(left: Unit, right: Unit): string {
  return left.isDense && right.isDense ? left.text + right.text : toMark(left.text, right.text);
}

/**
 * The tokens that a message must have in order to hold these units beside one another. The words of a phrase are left out:
 * their marks say nearly as much, and the index need not read the long lists of frequent words.
 */
export function tokensOfPhrase(units: readonly Unit[]): string[] {
  const [first] = units;
  if (units.length === 1 && first) return [first.text];
  return [...new Set(units.slice(1).map((unit, i) => toPairToken(units[i] as Unit, unit)))];
}

/** True where having the tokens is all there is to it: nothing has to be compared afterwards. */
export const isExactByTokens = (units: readonly Unit[]): boolean =>
  units.length === 1 || (units.length === 2 && units.every(({ isDense }) => isDense));

/** FNV-1a over UTF-16 of both with a NUL between, in 18 bits. */
function toMark(left: string, right: string): string {
  const hash = hashOn(Math.imul(hashOn(0x811c9dc5, left), 0x01000193), right);
  return `+${(((hash >>> 18) ^ hash) & (marks - 1)).toString(36)}`;
}

function hashOn(hash: number, text: string): number {
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
