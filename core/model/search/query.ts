/**
 * The language of searches: words, "phrases", -not, or, and filters such as `from:lena has:image`. Pure and browser-safe.
 * Every input is understood, or there is one problem that says what is not.
 *
 * A query is a list of clauses that must all hold; a clause is one term or several joined by `or`. The same filter given
 * twice, where a message can fit only one of them (`from:a from:b`), means either.
 */
import { type Span, toSpan } from "./dates.ts";
import { languageTags } from "./languages.ts";
import { toUnits, type Unit } from "./units.ts";

export const filterNames = [
  "from",
  "in",
  "guild",
  "has",
  "is",
  "mentions",
  "before",
  "after",
  "during",
  "lang",
] as const;
export type FilterName = (typeof filterNames)[number];

export const hasValues = ["image", "video", "audio", "file", "link", "poll", "embed", "sticker"] as const;
export const isValues = ["edited", "deleted", "pinned", "reply", "bot"] as const;

export interface TextTerm {
  kind: "text";
  /** As it was typed, without quotes. */
  text: string;
  units: readonly Unit[];
  isQuoted: boolean;
  isNot: boolean;
  /** Where it stands in the input. */
  at: readonly [start: number, end: number];
}

export interface FilterTerm {
  kind: "filter";
  name: FilterName;
  /** As it was typed, without quotes. */
  value: string;
  /** Of before, after and during: the time that the value stands for. */
  span: Span | null;
  isNot: boolean;
  at: readonly [start: number, end: number];
}

export type Term = TextTerm | FilterTerm;

/** One of its terms must hold. */
export interface Clause {
  any: readonly Term[];
}

export interface SearchQuery {
  clauses: readonly Clause[];
}

export const problemCodes = [
  "nothing_to_search",
  "empty_value",
  "unknown_value",
  "bad_date",
  "too_long",
  "too_many_terms",
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** What is not understood: the filter it concerns, if any, and the piece of the input. */
export interface QueryProblem {
  code: ProblemCode;
  filter: FilterName | null;
  piece: string;
}

export type ParsedQuery = { query: SearchQuery; problem: null } | { query: null; problem: QueryProblem };

/** More is no search of a person; each character costs a look at the index. */
export const longestQuery = 500;
const mostTerms = 40;

/** A part of the input between spaces, and where it stands. */
export interface Piece {
  text: string;
  start: number;
  end: number;
}

const openQuotes = '"“”„«「『＂';
const closingOf: Readonly<Record<string, string>> = { "“": "”", "„": "“”", "«": "»", "「": "」", "『": "』" };
const dashes = "-−–－";

/** Cuts the input where it has spaces outside of quotes. A quote that is never closed reaches to the end. */
export function toPieces(input: string): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < input.length; ) {
    if (isSpace(input[i])) {
      i++;
      continue;
    }
    const start = i;
    while (i < input.length && !isSpace(input[i])) {
      const opens = input[i] as string;
      // Within a word a quote is an inch, an apostrophe or a slip, not the beginning of a phrase.
      if (openQuotes.includes(opens) && mayOpen(input.slice(start, i))) {
        const closing = closingOf[opens] ?? '"”“＂';
        i++;
        while (i < input.length && !closing.includes(input[i] as string)) i++;
        i++;
        break;
      }
      i++;
    }
    pieces.push({ text: input.slice(start, i), start, end: Math.min(i, input.length) });
  }
  return pieces;
}

const isSpace = (char: string | undefined) => char === undefined || /\s/.test(char);
/** Nothing, a minus, or a filter's name with its colon. */
const mayOpen = (before: string) => before === "" || /^[-−–－]$/.test(before) || filterStart.test(before);
const filterStart = new RegExp(`^[${dashes}]?(?:${filterNames.join("|")})[:：]$`, "i");

/** Understands a query. `timezone` is the reader's (IANA): days begin there. */
export function parseQuery(input: string, timezone: string, now: Date): ParsedQuery {
  const fail = (code: ProblemCode, piece: string, filter: FilterName | null = null): ParsedQuery => ({
    query: null,
    problem: { code, filter, piece: piece.slice(0, 80) },
  });
  if (input.length > longestQuery) return fail("too_long", input);
  const pieces = toPieces(input);
  if (pieces.length > mostTerms) return fail("too_many_terms", input);
  const clauses: { any: Term[] }[] = [];
  let joins = false;
  for (const [i, piece] of pieces.entries()) {
    // At either end, "or" is a word like any other.
    if (isOr(piece.text) && clauses.length > 0 && i < pieces.length - 1 && !joins) {
      joins = true;
      continue;
    }
    const term = toTerm(piece, timezone, now);
    if (term === null) continue; // punctuation says nothing
    if ("code" in term) return fail(term.code, piece.text, term.filter);
    const last = clauses.at(-1);
    if (joins && last) last.any.push(term);
    else clauses.push({ any: [term] });
    joins = false;
  }
  if (clauses.length === 0) return fail("nothing_to_search", input.trim());
  return { query: { clauses: mergeAlternatives(clauses) }, problem: null };
}

const isOr = (text: string) => /^(or|\||\|\|)$/i.test(text);

type Misunderstood = { code: ProblemCode; filter: FilterName };

function toTerm(
  { text: piece, start, end }: Piece,
  timezone: string,
  now: Date,
): Term | Misunderstood | null {
  const isNot = piece.length > 1 && dashes.includes(piece[0] as string);
  const body = isNot ? piece.slice(1) : piece;
  const at = [start, end] as const;
  const filter = /^(\p{L}+)[:：](.*)$/su.exec(body);
  const name = filterNames.find((each) => each === filter?.[1]?.toLowerCase());
  if (name) return toFilter(name, unquote(filter?.[2] ?? "").trim(), { isNot, at }, timezone, now);
  const text = unquote(body);
  const units = toUnits(text);
  return units.length === 0 ? null : { kind: "text", text, units, isQuoted: text !== body, isNot, at };
}

function unquote(text: string): string {
  const opens = text[0];
  if (opens === undefined || !openQuotes.includes(opens)) return text;
  const closing = closingOf[opens] ?? '"”“＂';
  const end = text.length > 1 && closing.includes(text.at(-1) as string) ? -1 : undefined;
  return text.slice(1, end);
}

function toFilter(
  name: FilterName,
  value: string,
  place: Pick<Term, "isNot" | "at">,
  timezone: string,
  now: Date,
): FilterTerm | Misunderstood {
  if (value === "") return { code: "empty_value", filter: name };
  const plain = value.toLowerCase();
  const term: FilterTerm = { kind: "filter", name, value, span: null, ...place };
  switch (name) {
    case "has":
      return hasValues.some((each) => each === plain)
        ? { ...term, value: plain }
        : { code: "unknown_value", filter: name };
    case "is":
      return isValues.some((each) => each === plain)
        ? { ...term, value: plain }
        : { code: "unknown_value", filter: name };
    case "lang":
      return languageTags.some((each) => each === plain)
        ? { ...term, value: plain }
        : { code: "unknown_value", filter: name };
    case "before":
    case "after":
    case "during": {
      const span = toSpan(value, timezone, now);
      return span ? { ...term, span } : { code: "bad_date", filter: name };
    }
    default:
      return term;
  }
}

/** Filters of which a message can fit only one value. */
const eitherOf: ReadonlySet<string> = new Set(["from", "in", "guild", "lang", "during"]);

/** `from:a from:b`: nobody is both. Those joined by `or`, and exclusions, say themselves what they mean. */
function mergeAlternatives(clauses: readonly { any: Term[] }[]): Clause[] {
  const merged: { any: Term[] }[] = [];
  const byFilter = new Map<string, { any: Term[] }>();
  for (const clause of clauses) {
    const [term] = clause.any;
    const name = clause.any.length === 1 && term?.kind === "filter" && !term.isNot ? term.name : null;
    const earlier = name !== null && eitherOf.has(name) ? byFilter.get(name) : undefined;
    if (earlier && term) {
      earlier.any.push(term);
      continue;
    }
    const own = { any: [...clause.any] };
    if (name !== null) byFilter.set(name, own);
    merged.push(own);
  }
  return merged;
}
