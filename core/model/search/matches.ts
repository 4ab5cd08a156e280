/**
 * Whether a message fits a query whose names have been looked up. The index answers most of it; this decides where tokens
 * alone do not (phrases, forms of words), and for single messages (alerts). Pure.
 */
import type { StemLanguage } from "./stems.ts";
import { toStem } from "./stems.ts";
import { toUnits, type Unit } from "./units.ts";

/** A term with ids in place of names. */
export type ResolvedTerm =
  | { kind: "text"; units: readonly Unit[]; isQuoted: boolean; isNot: boolean }
  /** It has any of these signs. */
  | { kind: "signs"; any: readonly string[]; isNot: boolean }
  | { kind: "author" | "channel" | "guild"; ids: readonly string[]; isNot: boolean }
  /** Null ends are open. */
  | { kind: "time"; from: Date | null; to: Date | null; isNot: boolean }
  | { kind: "deleted"; isNot: boolean };

export interface ResolvedQuery {
  clauses: readonly { any: readonly ResolvedTerm[] }[];
  /** Whether words that were not quoted are found in their other forms too; null: as written. */
  stem: StemLanguage | null;
}

/** What is known of a message. */
export interface MessageFacts {
  channelId: string;
  guildId: string;
  authorId: string | null;
  createdAt: Date;
  isDeleted: boolean;
  texts: readonly string[];
  signs: ReadonlySet<string>;
}

/** True when all clauses hold. */
export function matchesQuery(query: ResolvedQuery, facts: MessageFacts): boolean {
  let units: Unit[][] | undefined;
  const unitsOf = () => (units ??= facts.texts.map((text) => toUnits(text)));
  return query.clauses.every(({ any }) =>
    any.some((term) => holds(term, facts, unitsOf, query.stem) !== term.isNot),
  );
}

function holds(
  term: ResolvedTerm,
  facts: MessageFacts,
  unitsOf: () => readonly (readonly Unit[])[],
  stem: StemLanguage | null,
): boolean {
  switch (term.kind) {
    case "text":
      return unitsOf().some((units) => findPhrase(units, term, stem, 0) !== -1);
    case "signs":
      return term.any.some((sign) => facts.signs.has(sign));
    case "author":
      return facts.authorId !== null && term.ids.includes(facts.authorId);
    case "channel":
      return term.ids.includes(facts.channelId);
    case "guild":
      return term.ids.includes(facts.guildId);
    case "time":
      return (
        (term.from === null || facts.createdAt >= term.from) &&
        (term.to === null || facts.createdAt < term.to)
      );
    case "deleted":
      return facts.isDeleted;
  }
}

/** What a text term asks for. */
export interface WantedText {
  units: readonly Unit[];
  isQuoted: boolean;
}

/** Whether a word counts in its other forms: one that stands alone and was not quoted. */
export const isStemmed = ({ units, isQuoted }: WantedText, stem: StemLanguage | null): stem is StemLanguage =>
  stem !== null && !isQuoted && units.length === 1 && !units[0]?.isDense;

/** Where the wanted units stand beside one another, from `from` on; -1: nowhere. */
export function findPhrase(
  units: readonly Unit[],
  wanted: WantedText,
  stem: StemLanguage | null,
  from: number,
): number {
  const [first] = wanted.units;
  if (!first) return -1;
  const stemmed = isStemmed(wanted, stem) ? toStem(first.text, stem) : null;
  for (let i = from; i + wanted.units.length <= units.length; i++) {
    const fits =
      stemmed !== null && stem !== null
        ? toStem(units[i]?.text ?? "", stem) === stemmed
        : wanted.units.every((unit, k) => units[i + k]?.text === unit.text);
    if (fits) return i;
  }
  return -1;
}
