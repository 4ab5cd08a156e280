/** A resolved query as SQL over `messages m`. Pure: text with numbered parameters, and their values. */
import { isStemmed, type ResolvedQuery, type ResolvedTerm } from "../../model/search/matches.ts";
import { type StemLanguage, toStem } from "../../model/search/stems.ts";
import { isExactByTokens, tokensOfPhrase } from "../../model/search/tokens.ts";

export interface Conditions {
  /** Conditions that must all hold; parameters are numbered from $1. */
  where: readonly string[];
  values: readonly unknown[];
  /** False where rows that fulfil them may still not fit: matchesQuery decides. None that fits is left out. */
  isExact: boolean;
  /** What the index is asked for, for ranking; null when nothing is said to be there. */
  tsquery: string | null;
  /** The time in which all that fits was sent: from (included) to (left out), Unix ms; null: without end. */
  fromMs: number | null;
  toMs: number | null;
}

/** What a term comes to: a part of the index query, or a condition on columns. */
type Part = { tsquery: string } | { column: string };

/** Translates a query. */
export function toConditions(query: ResolvedQuery): Conditions {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const where: string[] = [];
  const indexed: string[] = [];
  const positive: string[] = [];
  let isExact = true;
  for (const { any } of query.clauses) {
    for (const term of any) {
      if (!isExactTerm(term, query.stem)) isExact = false;
      if (term.kind === "text" && !term.isNot) positive.push(toTsquery(term, query.stem));
    }
    // One term that narrows nothing makes its alternatives narrow nothing: what is not there may have all its tokens.
    if (any.some((term) => term.isNot && !isExactTerm(term, query.stem))) continue;
    const parts = any.map((term) => toPart(term, query.stem, parameter));
    const tsqueries = parts.flatMap((part) => ("tsquery" in part ? [part.tsquery] : []));
    const columns = parts.flatMap((part) => ("column" in part ? [part.column] : []));
    if (columns.length === 0) indexed.push(anyOf(tsqueries));
    else {
      const alternatives = [...columns];
      if (tsqueries.length > 0) alternatives.push(`m.search @@ ${parameter(anyOf(tsqueries))}::tsquery`);
      where.push(alternatives.length === 1 ? `${alternatives[0]}` : `(${alternatives.join(" or ")})`);
    }
  }
  if (indexed.length > 0) where.unshift(`m.search @@ ${parameter(indexed.join(" & "))}::tsquery`);
  return { where, values, isExact, tsquery: positive.length > 0 ? anyOf(positive) : null, ...timeOf(query) };
}

/** The time that terms which must hold by themselves leave. */
function timeOf({ clauses }: ResolvedQuery): Pick<Conditions, "fromMs" | "toMs"> {
  const spans = clauses.flatMap(({ any: [only, ...others] }) =>
    only?.kind === "time" && !only.isNot && others.length === 0 ? [only] : [],
  );
  const froms = spans.flatMap(({ from }) => (from ? [from.getTime()] : []));
  const tos = spans.flatMap(({ to }) => (to ? [to.getTime()] : []));
  return {
    fromMs: froms.length > 0 ? Math.max(...froms) : null,
    toMs: tos.length > 0 ? Math.min(...tos) : null,
  };
}

const anyOf = (tsqueries: readonly string[]): string =>
  tsqueries.length === 1 ? (tsqueries[0] ?? "") : `(${tsqueries.join(" | ")})`;

function isExactTerm(term: ResolvedTerm, stem: StemLanguage | null): boolean {
  return term.kind !== "text" || (isExactByTokens(term.units) && !isStemmed(term, stem));
}

function toPart(term: ResolvedTerm, stem: StemLanguage | null, parameter: (value: unknown) => string): Part {
  const not = (condition: string) => (term.isNot ? `not (${condition})` : condition);
  switch (term.kind) {
    case "text":
      return { tsquery: `${term.isNot ? "!" : ""}${toTsquery(term, stem)}` };
    case "signs":
      return { tsquery: `${term.isNot ? "!" : ""}(${term.any.map(quote).join(" | ")})` };
    case "author":
      // Messages of nobody are not by the author who is left out.
      return {
        column: term.isNot
          ? `(m.author_id is null or m.author_id <> all(${parameter(term.ids)}::int8[]))`
          : oneOf("author_id", term.ids, parameter),
      };
    case "channel":
      return { column: not(oneOf("channel_id", term.ids, parameter)) };
    case "guild":
      return { column: not(oneOf("guild_id", term.ids, parameter)) };
    case "time": {
      const ends = [
        ...(term.from ? [`m.created_at >= ${parameter(term.from)}::timestamptz`] : []),
        ...(term.to ? [`m.created_at < ${parameter(term.to)}::timestamptz`] : []),
      ];
      return { column: not(ends.join(" and ") || "true") };
    }
    case "deleted":
      return { column: `m.deleted_at is ${term.isNot ? "null" : "not null"}` };
  }
}

/** One alone as an equation: only then an index by it and by time gives rows in the order of time. */
function oneOf(column: string, ids: readonly string[], parameter: (value: unknown) => string): string {
  return ids.length === 1
    ? `m.${column} = ${parameter(ids[0])}::int8`
    : `m.${column} = any(${parameter(ids)}::int8[])`;
}

function toTsquery(term: Extract<ResolvedTerm, { kind: "text" }>, stem: StemLanguage | null): string {
  if (isStemmed(term, stem)) {
    const word = term.units[0]?.text ?? "";
    const stemmed = toStem(word, stem);
    return stemmed === word ? `${quote(word)}:*` : `${quote(stemmed)}:*`;
  }
  const tokens = tokensOfPhrase(term.units).map(quote);
  return tokens.length === 1 ? (tokens[0] ?? "") : `(${tokens.join(" & ")})`;
}

/** A lexeme as tsquery's input takes it (PostgreSQL manual, 8.11.2: quotes and backslashes are doubled). */
const quote = (token: string): string => `'${token.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
