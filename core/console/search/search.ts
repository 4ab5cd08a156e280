/** A search from its text to what the console shows. */
import type {
  CompletionView,
  FacetsInput,
  FacetsView,
  SearchInput,
  SearchProblem,
  SearchView,
} from "../../api/search.ts";
import { countFacets } from "../../database/search/facets.ts";
import { readIndexState } from "../../database/search/indexTasks.ts";
import {
  type Completion,
  completeChannels,
  completeGuilds,
  completePeople,
} from "../../database/search/names.ts";
import {
  findMessages,
  type SearchOrder,
  type SearchPlace,
  searching,
} from "../../database/search/searchMessages.ts";
import { AppError } from "../../errors.ts";
import { parseQuery } from "../../model/search/query.ts";
import type { Pool } from "../../postgres/pool.ts";
import { dressHits, namePeople, namePlaces } from "./hits.ts";
import { toProblem } from "./problems.ts";
import { type Resolution, resolveQuery } from "./resolveQuery.ts";

export interface SearchDeps {
  pool: Pool;
  /** Whether the built-in sandbox is searched too. */
  includeDemo: boolean;
  now: Date;
}

type Understood =
  | { resolution: Resolution; problem: null }
  | { resolution: Resolution | null; problem: SearchProblem };

async function understand(deps: SearchDeps, input: FacetsInput): Promise<Understood> {
  const { query, problem } = parseQuery(input.q, input.timezone, deps.now);
  if (problem) return { resolution: null, problem: toProblem(problem) };
  const resolution = await resolveQuery(deps.pool, query, {
    stem: input.forms ?? null,
    includeDemo: deps.includeDemo,
  });
  const { unknown } = resolution;
  return unknown ? { resolution, problem: toProblem(unknown) } : { resolution, problem: null };
}

/** A page of what was found; or why nothing is searched for. */
export async function search(deps: SearchDeps, input: SearchInput): Promise<SearchView> {
  const [understood, index] = await Promise.all([understand(deps, input), readIndexState(deps.pool)]);
  const nothing = { hits: [], nextCursor: null, people: {}, channels: {} };
  const terms = (understood.resolution?.labels ?? []).map(({ term, clause, label }) => ({
    kind: term.kind,
    filter: term.kind === "filter" ? term.name : null,
    value: term.kind === "filter" ? term.value : term.text,
    label,
    isNot: term.isNot,
    isQuoted: term.kind === "text" && term.isQuoted,
    clause,
    at: [...term.at] as [number, number],
  }));
  if (understood.problem) return { ...nothing, problem: understood.problem, terms, index };
  const { query } = understood.resolution;
  try {
    const after = input.cursor === undefined ? null : placeFrom(input.cursor, input.order);
    const found = await searching(deps.pool, (tx) =>
      findMessages(tx, { query, order: input.order, after, limit: input.limit }),
    );
    return {
      problem: null,
      terms,
      ...(await dressHits(deps.pool, query, found.messages)),
      nextCursor: found.hasMore && found.last ? cursorOf(found.last, input.order) : null,
      index,
    };
  } catch (error) {
    if (!isTooSlow(error)) throw error;
    return { ...nothing, problem: tooSlow, terms, index };
  }
}

/** How many fit, by channel, author and month. */
export async function searchFacets(deps: SearchDeps, input: FacetsInput): Promise<FacetsView> {
  const understood = await understand(deps, input);
  const nothing = { total: 0, isCapped: false, isEstimate: false, channels: [], authors: [], months: [] };
  if (understood.problem) return { ...nothing, problem: understood.problem };
  const { query } = understood.resolution;
  try {
    const facets = await searching(deps.pool, (tx) => countFacets(tx, query, input.timezone));
    const [channels, people] = await Promise.all([
      namePlaces(
        deps.pool,
        facets.channels.map(({ id }) => id),
      ),
      namePeople(
        deps.pool,
        facets.authors.map(({ id }) => id),
      ),
    ]);
    return {
      ...facets,
      problem: null,
      channels: facets.channels.map(({ id, count }) => ({
        id,
        count,
        name: channels[id]?.name ?? id,
        guildName: channels[id]?.guildName ?? "",
      })),
      authors: facets.authors.map(({ id, count }) => ({ id, count, name: people[id]?.name ?? id })),
    };
  } catch (error) {
    if (!isTooSlow(error)) throw error;
    return { ...nothing, problem: tooSlow };
  }
}

const tooSlow = toProblem({ code: "too_slow", filter: null, piece: "" });
/** query_canceled: the statement's time was up. */
const isTooSlow = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "57014";

/** Offered at once; more are no help to choose from. */
const mostCompletions = 8;

/** Names that go on as typed. */
export async function completeName(
  pool: Pool,
  filter: "from" | "mentions" | "in" | "guild",
  beginning: string,
): Promise<CompletionView> {
  if (filter === "in") {
    const channels = await completeChannels(pool, beginning, mostCompletions);
    return {
      completions: toCompletions(channels.map(({ id, name, guildName }) => ({ id, name, hint: guildName }))),
    };
  }
  if (filter === "guild") {
    const guilds = await completeGuilds(pool, beginning, mostCompletions);
    return { completions: toCompletions(guilds.map(({ id, name }) => ({ id, name, hint: null }))) };
  }
  return { completions: toCompletions(await completePeople(pool, beginning, mostCompletions), true) };
}

/** What stands for one thing alone is written by its id: of several that share a name only one may be meant. */
function toCompletions(found: readonly Completion[], byHint = false): CompletionView["completions"] {
  const count = new Map<string, number>();
  const nameOf = ({ name, hint }: Completion) => (byHint ? (hint ?? name) : name);
  for (const each of found)
    count.set(nameOf(each).toLowerCase(), (count.get(nameOf(each).toLowerCase()) ?? 0) + 1);
  return found.map((each) => {
    const name = nameOf(each);
    const isPlain =
      count.get(name.toLowerCase()) === 1 && !/["“”„«»「」『』＂]/.test(name) && !/^\d+$/.test(name);
    return { id: each.id, name: each.name, hint: each.hint, value: isPlain ? quoteValue(name) : each.id };
  });
}

const quoteValue = (name: string) => (/\s/.test(name) ? `"${name}"` : name);

function cursorOf(place: SearchPlace, order: SearchOrder): string {
  const parts = [order, place.createdAt, place.channelId, place.id, String(place.shown)];
  return Buffer.from(parts.join("|")).toString("base64url");
}

function placeFrom(cursor: string, wanted: SearchOrder): SearchPlace {
  const [order, createdAt, channelId, id, shown] = Buffer.from(cursor, "base64url")
    .toString("latin1")
    .split("|");
  const isWhole =
    order === wanted &&
    /^[\d.:+ -]{10,40}(?: BC)?$/.test(createdAt ?? "") &&
    /^-?\d{1,19}$/.test(channelId ?? "") &&
    /^-?\d{1,19}$/.test(id ?? "") &&
    /^\d{1,6}$/.test(shown ?? "");
  if (!isWhole || createdAt === undefined || channelId === undefined || id === undefined)
    throw new AppError("invalid_input", "cursor must be the nextCursor of an earlier answer.", {
      field: "cursor",
    });
  return { createdAt, channelId, id, shown: Number(shown) };
}
