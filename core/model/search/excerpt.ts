/** The piece of a text that shows why it was found, with what was found marked. Pure. */
import { findPhrase, type WantedText } from "./matches.ts";
import type { StemLanguage } from "./stems.ts";
import { toUnits } from "./units.ts";

export interface Excerpt {
  text: string;
  /** UTF-16 offsets [start, end) in `text`, in order, not overlapping. */
  marks: [number, number][];
  /** Whether the text goes on before and after. */
  isCutBefore: boolean;
  isCutAfter: boolean;
}

/** Characters. Longer excerpts push results apart, shorter ones hide what was meant. */
const longest = 320;
/** How much of what stands before the first hit is shown. */
const lead = 90;
const mostMarks = 50;

/** An excerpt around the first place where something wanted stands, or the beginning where nothing does. */
export function toExcerpt(text: string, wanted: readonly WantedText[], stem: StemLanguage | null): Excerpt {
  const all = findMarks(text, wanted, stem);
  const first = all[0];
  const start = first && first[0] > lead ? edge(text, first[0] - lead) : 0;
  const end = text.length - start > longest ? edge(text, start + longest) : text.length;
  const marks = all.flatMap(([from, to]): [number, number][] =>
    from >= start && to <= end ? [[from - start, to - start]] : [],
  );
  return {
    text: text.slice(start, end),
    marks: marks.slice(0, mostMarks),
    isCutBefore: start > 0,
    isCutAfter: end < text.length,
  };
}

/** All places where something wanted stands. */
export function findMarks(
  text: string,
  wanted: readonly WantedText[],
  stem: StemLanguage | null,
): [number, number][] {
  if (wanted.length === 0) return [];
  const units = toUnits(text);
  const found: [number, number][] = [];
  for (const term of wanted) {
    for (let at = findPhrase(units, term, stem, 0); at !== -1; at = findPhrase(units, term, stem, at + 1)) {
      const last = units[at + term.units.length - 1];
      const first = units[at];
      if (first && last) found.push([first.start, last.end]);
      if (found.length > 500) break;
    }
  }
  return merge(found.sort(([a], [b]) => a - b));
}

function merge(sorted: readonly [number, number][]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Not within a surrogate pair. */
function edge(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
