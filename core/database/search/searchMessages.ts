/** Finding messages. Conditions come from conditions.ts; the statements here order, page and count. */
import { type MessageFacts, matchesQuery, type ResolvedQuery } from "../../model/search/matches.ts";
import { messageSigns, messageTexts, type SearchableFile } from "../../model/search/messageTexts.ts";
import { toUnits } from "../../model/search/units.ts";
import { inTransaction, type Pool, type Queryable } from "../../postgres/pool.ts";
import { type Conditions, toConditions } from "./conditions.ts";
import { allTime, growingWindows, type TimeWindow } from "./windows.ts";

export interface FoundMessage {
  channelId: string;
  id: string;
  guildId: string;
  authorId: string | null;
  kind: string;
  content: string;
  createdAt: Date;
  /** To the microsecond, as the database writes it. */
  createdAtText: string;
  editedAt: Date | null;
  deletedAt: Date | null;
  replyToId: string | null;
  extra: unknown;
  files: SearchableFile[];
  /** Of best first; 0 otherwise. */
  rank: number;
}

/** Where a page begins: behind this message. */
export interface SearchPlace {
  createdAt: string;
  channelId: string;
  id: string;
  /** Of best first, where the place is that of the newest message looked at: how many were shown. */
  shown: number;
}

export type SearchOrder = "newest" | "oldest" | "best";

export interface SearchRequest {
  query: ResolvedQuery;
  order: SearchOrder;
  after: SearchPlace | null;
  limit: number;
}

export interface FoundPage {
  messages: FoundMessage[];
  /** Whether there may be more. */
  hasMore: boolean;
  /** Where to go on; the last message looked at, which need not be one that fits. */
  last: SearchPlace | null;
}

/** Longer is no search that somebody waits for; then a sentence says what to narrow. */
const longestSeconds = 8;

/**
 * Runs work that searches in a transaction with what its statements need: no compilation, plans for these very values, and
 * index scans that are not taken for dearer than they are in memory. Throws SQLSTATE 57014 after some seconds.
 */
export function searching<T>(pool: Pool, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return inTransaction(pool, async (tx) => {
    const [, result] = await Promise.all([
      tx.query(`
        set local jit = off; set local random_page_cost = 1.1; set local work_mem = '32MB';
        set local max_parallel_workers_per_gather = 0; set local statement_timeout = '${longestSeconds}s'`),
      work(tx),
    ]);
    return result;
  });
}

/** A page of what fits, in order. Within `searching`. */
export async function findMessages(tx: Queryable, request: SearchRequest): Promise<FoundPage> {
  const conditions = toConditions(request.query);
  if (request.order === "best") return findBest(tx, request, conditions);
  if (conditions.isExact) {
    const found = await findCandidates(tx, conditions, request.order, request.after, request.limit + 1);
    const messages = found.slice(0, request.limit);
    return { messages, hasMore: found.length > request.limit, last: placeOf(messages.at(-1)) };
  }
  return findFitting(tx, request, conditions);
}

/** Looked at for one page where tokens alone do not decide; then the page ends early and tells where to go on. */
const mostCandidates = 20_000;

async function findFitting(
  tx: Queryable,
  request: SearchRequest,
  conditions: Conditions,
): Promise<FoundPage> {
  const { query, limit } = request;
  const order = request.order === "oldest" ? "oldest" : "newest";
  const messages: FoundMessage[] = [];
  let after = request.after;
  // Nearly all candidates fit, unless the terms are unusual: then more are fetched at a time.
  for (let size = limit + 1, seen = 0; seen < mostCandidates; size = Math.min(size * 4, 2_000)) {
    const candidates = await findCandidates(tx, conditions, order, after, size);
    for (const candidate of candidates) {
      if (!matchesQuery(query, toFacts(candidate))) continue;
      if (messages.length === limit) return { messages, hasMore: true, last: placeOf(messages.at(-1)) };
      messages.push(candidate);
    }
    after = placeOf(candidates.at(-1)) ?? after;
    seen += candidates.length;
    if (candidates.length < size) return { messages, hasMore: false, last: after };
  }
  return { messages, hasMore: true, last: after };
}

/** How many of the newest that fit are put in order by how well they do. */
const mostRanked = 1_000;

/**
 * Best first: the newest hits, at most a thousand, those first in which the words make up more of what is said. The place
 * keeps up to where was looked, so that what arrives meanwhile moves nothing.
 */
async function findBest(tx: Queryable, request: SearchRequest, conditions: Conditions): Promise<FoundPage> {
  const { query, limit, after } = request;
  const candidates = await findCandidates(tx, conditions, "newest", after, mostRanked, after !== null);
  const fitting = conditions.isExact
    ? candidates
    : candidates.filter((each) => matchesQuery(query, toFacts(each)));
  // The sort is stable: equally good ones stay newest first.
  const ranked = fitting.sort((a, b) => b.rank - a.rank);
  const shown = after?.shown ?? 0;
  const newest = after ?? placeOf(candidates[0]);
  return {
    messages: ranked.slice(shown, shown + limit),
    hasMore: ranked.length > shown + limit,
    last: newest && { ...newest, shown: shown + limit },
  };
}

const placeOf = (message: FoundMessage | undefined): SearchPlace | null =>
  message
    ? { createdAt: message.createdAtText, channelId: message.channelId, id: message.id, shown: 0 }
    : null;

interface FoundRow {
  channel_id: string;
  id: string;
  guild_id: string;
  author_id: string | null;
  kind: string;
  content: string;
  created_at: Date;
  created_at_text: string;
  edited_at: Date | null;
  deleted_at: Date | null;
  reply_to_id: string | null;
  extra: unknown;
  files: SearchableFile[] | null;
  rank: number;
}

/** Up to `limit` messages that fulfil the conditions, in order, behind (or, `inclusive`, from) a place. */
async function findCandidates(
  tx: Queryable,
  conditions: Conditions,
  order: "newest" | "oldest",
  after: SearchPlace | null,
  limit: number,
  inclusive = false,
): Promise<FoundMessage[]> {
  const edge = after ? new Date(after.createdAt) : await findEdge(tx, conditions, order);
  if (!edge) return [];
  // A time before Christ, as the database writes it, is none to JavaScript: then all time is one stretch.
  const edgeMs = edge.getTime();
  const windows = Number.isNaN(edgeMs) ? [allTime] : growingWindows(order, edgeMs);
  const found: FoundMessage[] = [];
  for (const window of windows) {
    if (!mayHold(window, conditions)) continue;
    const place = { order, after, inclusive, window };
    found.push(...(await findInWindow(tx, conditions, place, limit - found.length)));
    if (found.length >= limit) break;
  }
  return found;
}

/** The time of the first message there is in that order, within the time that is asked for; null without any. */
async function findEdge(
  tx: Queryable,
  { fromMs, toMs }: Conditions,
  order: "newest" | "oldest",
): Promise<Date | null> {
  const { rows } = await tx.query<{ edge: Date | null }>({
    text: `
      select ${order === "newest" ? "max" : "min"}(created_at) as edge from messages
      where ($1::timestamptz is null or created_at >= $1) and ($2::timestamptz is null or created_at < $2)`,
    values: [fromMs === null ? null : new Date(fromMs), toMs === null ? null : new Date(toMs)],
  });
  return rows[0]?.edge ?? null;
}

/** False where all of a stretch lies outside the time that is asked for. */
const mayHold = (window: TimeWindow, { fromMs, toMs }: Conditions): boolean =>
  !(fromMs !== null && window.toMs !== null && window.toMs <= fromMs) &&
  !(toMs !== null && window.fromMs !== null && window.fromMs >= toMs);

interface WindowPlace {
  order: "newest" | "oldest";
  after: SearchPlace | null;
  inclusive: boolean;
  window: TimeWindow;
}

async function findInWindow(
  tx: Queryable,
  conditions: Conditions,
  { order, after, inclusive, window }: WindowPlace,
  limit: number,
): Promise<FoundMessage[]> {
  const values = [...conditions.values];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const where = [...conditions.where];
  if (window.fromMs !== null)
    where.push(`m.created_at >= ${parameter(new Date(window.fromMs))}::timestamptz`);
  if (window.toMs !== null) where.push(`m.created_at < ${parameter(new Date(window.toMs))}::timestamptz`);
  if (after) {
    const side = `${order === "newest" ? "<" : ">"}${inclusive ? "=" : ""}`;
    const at = parameter(after.createdAt);
    where.push(
      `(m.created_at, m.channel_id, m.id) ${side} (${at}::timestamptz, ${parameter(after.channelId)}::int8, ${parameter(after.id)}::int8)`,
    );
  }
  const way = order === "newest" ? "desc" : "asc";
  // 1: longer messages count less.
  const rank =
    conditions.tsquery === null ? "0" : `ts_rank(m.search, ${parameter(conditions.tsquery)}::tsquery, 1)`;
  const { rows } = await tx.query<FoundRow>({
    text: `
      select f.*, (
        select json_agg(json_build_object('fileName', a.file_name, 'contentType', a.content_type,
          'description', a.description) order by a.position)
        from attachments a where a.channel_id = f.channel_id and a.message_id = f.id
      ) as files
      from (
        select m.channel_id, m.id, m.guild_id, m.author_id, m.kind, m.content, m.created_at,
          m.created_at::text as created_at_text, m.edited_at, m.deleted_at, m.reply_to_id, m.extra, ${rank} as rank
        from messages m
        where ${where.join(" and ") || "true"}
        order by m.created_at ${way}, m.channel_id ${way}, m.id ${way}
        limit ${parameter(limit)}
      ) f
      order by f.created_at ${way}, f.channel_id ${way}, f.id ${way}`,
    values,
  });
  return rows.map(toFound);
}

const toFound = (row: FoundRow): FoundMessage => ({
  channelId: row.channel_id,
  id: row.id,
  guildId: row.guild_id,
  authorId: row.author_id,
  kind: row.kind,
  content: row.content,
  createdAt: row.created_at,
  createdAtText: row.created_at_text,
  editedAt: row.edited_at,
  deletedAt: row.deleted_at,
  replyToId: row.reply_to_id,
  extra: row.extra,
  files: row.files ?? [],
  rank: row.rank,
});

/** What matchesQuery wants to know of a message. */
export function toFacts(message: FoundMessage): MessageFacts {
  const searchable = { ...message, attachments: message.files };
  const texts = messageTexts(searchable);
  return {
    channelId: message.channelId,
    guildId: message.guildId,
    authorId: message.authorId,
    createdAt: message.createdAt,
    isDeleted: message.deletedAt !== null,
    texts,
    signs: new Set(messageSigns(searchable, toUnits(texts[0] ?? ""))),
  };
}
