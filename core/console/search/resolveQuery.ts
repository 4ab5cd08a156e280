/** Looks up the names in a query. What nobody is called is a problem to be told, as what is not understood. */
import {
  findBotIds,
  findChannelsNamed,
  findDemoGuildIds,
  findGuildsNamed,
  findPeopleNamed,
  findThreadIds,
} from "../../database/search/names.ts";
import type { ResolvedQuery, ResolvedTerm } from "../../model/search/matches.ts";
import { signOf } from "../../model/search/messageTexts.ts";
import type { FilterTerm, SearchQuery, Term } from "../../model/search/query.ts";
import type { StemLanguage } from "../../model/search/stems.ts";
import type { Queryable } from "../../postgres/pool.ts";

/** A term as people read it: what a name stands for. */
export interface TermLabel {
  term: Term;
  /** Alternatives have the same number. */
  clause: number;
  /** Names of what was found; null where the value says it itself. */
  label: string | null;
}

export interface UnknownName {
  code: "unknown_person" | "unknown_channel" | "unknown_guild";
  filter: FilterTerm["name"];
  piece: string;
}

export interface Resolution {
  query: ResolvedQuery;
  labels: TermLabel[];
  unknown: UnknownName | null;
}

/** Ids for names. `includeDemo` false leaves out the built-in sandbox. */
export async function resolveQuery(
  db: Queryable,
  query: SearchQuery,
  options: { stem: StemLanguage | null; includeDemo: boolean },
): Promise<Resolution> {
  const labels: TermLabel[] = [];
  let unknown: UnknownName | null = null;
  const clauses: { any: ResolvedTerm[] }[] = [];
  for (const [clause, { any }] of query.clauses.entries()) {
    const resolved: ResolvedTerm[] = [];
    for (const term of any) {
      const found = await resolveTerm(db, term);
      unknown ??= found.unknown;
      labels.push({ term, clause, label: found.label });
      resolved.push(found.term);
    }
    clauses.push({ any: resolved });
  }
  if (!options.includeDemo) {
    const ids = await findDemoGuildIds(db);
    if (ids.length > 0) clauses.push({ any: [{ kind: "guild", ids, isNot: true }] });
  }
  return { query: { clauses, stem: options.stem }, labels, unknown };
}

interface ResolvedOne {
  term: ResolvedTerm;
  label: string | null;
  unknown: UnknownName | null;
}

async function resolveTerm(db: Queryable, term: Term): Promise<ResolvedOne> {
  const { isNot } = term;
  const known = (resolved: ResolvedTerm, label: string | null = null): ResolvedOne => ({
    term: resolved,
    label,
    unknown: null,
  });
  if (term.kind === "text") return known({ kind: "text", units: term.units, isQuoted: term.isQuoted, isNot });
  const named = (
    resolved: ResolvedTerm,
    found: readonly { name: string }[],
    code: UnknownName["code"],
  ): ResolvedOne =>
    found.length > 0
      ? known(resolved, shownNames(found))
      : { term: resolved, label: null, unknown: { code, filter: term.name, piece: term.value } };
  const { value, span } = term;
  switch (term.name) {
    case "from": {
      const people = await findPeopleNamed(db, value);
      return named({ kind: "author", ids: idsOf(people), isNot }, people, "unknown_person");
    }
    case "mentions": {
      const people = await findPeopleNamed(db, value);
      const any = idsOf(people).map(signOf.mentions);
      return named({ kind: "signs", any, isNot }, people, "unknown_person");
    }
    case "in": {
      const channels = await findChannelsNamed(db, value);
      const ids = idsOf(channels);
      const threads = ids.length > 0 ? await findThreadIds(db, ids) : [];
      return named(
        { kind: "channel", ids: [...new Set([...ids, ...threads])], isNot },
        channels,
        "unknown_channel",
      );
    }
    case "guild": {
      const guilds = await findGuildsNamed(db, value);
      return named({ kind: "guild", ids: idsOf(guilds), isNot }, guilds, "unknown_guild");
    }
    case "has":
      return known({ kind: "signs", any: [signOf.has(value)], isNot });
    case "lang":
      return known({ kind: "signs", any: [signOf.lang(value)], isNot });
    case "is":
      if (value === "deleted") return known({ kind: "deleted", isNot });
      if (value === "bot") return known({ kind: "author", ids: await findBotIds(db), isNot });
      return known({ kind: "signs", any: [signOf.is(value)], isNot });
    case "before":
      return known({ kind: "time", from: null, to: timeOf(span?.from), isNot });
    case "after":
      // The day, month or year itself is not after it; "after:7d" means since then.
      return known({
        kind: "time",
        from: timeOf(/^\d+[hdwmy]$/i.test(value) ? span?.from : span?.to),
        to: null,
        isNot,
      });
    case "during":
      return known({ kind: "time", from: timeOf(span?.from), to: timeOf(span?.to), isNot });
  }
}

const idsOf = (found: readonly { id: string }[]): string[] => [...new Set(found.map(({ id }) => id))];
const timeOf = (time: string | undefined): Date | null => (time === undefined ? null : new Date(time));

/** The first few of what a name stands for. */
function shownNames(found: readonly { name: string }[]): string {
  const names = [...new Set(found.map(({ name }) => name))];
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} +${names.length - 3}` : names.join(", ");
}
