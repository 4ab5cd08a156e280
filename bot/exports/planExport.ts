/** What an export will hold, looked up once at its beginning: nothing that comes later moves it. */
import { resolveQuery } from "../../core/console/search/resolveQuery.ts";
import type { ExportChoice } from "../../core/database/exports/exportTasks.ts";
import {
  deleteHits,
  insertHits,
  type PlannedChannel,
  planChannels,
  planHits,
  readNow,
} from "../../core/database/exports/plan.ts";
import { findThreadIds } from "../../core/database/search/names.ts";
import { type FoundPage, findMessages, type SearchPlace } from "../../core/database/search/searchMessages.ts";
import type { ResolvedTerm } from "../../core/model/search/matches.ts";
import { parseQuery } from "../../core/model/search/query.ts";
import { inTransaction, type Pool } from "../../core/postgres/pool.ts";
import { PermanentError } from "../../core/queue/errors.ts";

export interface ExportPlan {
  channels: PlannedChannel[];
  frozenAt: Date;
  messages: number;
}

/** Throws PermanentError for a search that is not understood. */
export async function planExport(
  pool: Pool,
  taskId: string,
  choice: ExportChoice,
  signal: AbortSignal,
): Promise<ExportPlan> {
  const frozenAt = await readNow(pool);
  let channels: PlannedChannel[];
  if (choice.query === null) channels = await planChannels(pool, choice);
  else {
    await collectHits(pool, taskId, { ...choice, query: choice.query }, frozenAt, signal);
    channels = await planHits(pool, taskId);
  }
  return { channels, frozenAt, messages: channels.reduce((sum, { messages }) => sum + messages, 0) };
}

/** Looked at in one go. More holds more in memory, fewer asks more often. */
const hitsAtOnce = 1_000;

async function collectHits(
  pool: Pool,
  taskId: string,
  choice: ExportChoice & { query: string },
  now: Date,
  signal: AbortSignal,
): Promise<void> {
  const { query: parsed, problem } = parseQuery(choice.query, choice.timezone, now);
  if (problem) throw new PermanentError("export_query_refused", "The search is not understood.");
  // What is chosen here by name is there; whether the sandbox is searched too is up to the choice of the server.
  const { query, unknown } = await resolveQuery(pool, parsed, { stem: null, includeDemo: true });
  if (unknown)
    throw new PermanentError("export_query_refused", `The search names something unknown: ${unknown.piece}`);
  const clauses = [...query.clauses, ...(await clausesOf(pool, choice))];
  await deleteHits(pool, taskId);
  let after: SearchPlace | null = null;
  for (;;) {
    signal.throwIfAborted();
    const place: SearchPlace | null = after;
    const found: FoundPage = await inTransaction(pool, async (tx): Promise<FoundPage> => {
      const [, page] = await Promise.all([
        tx.query("set local jit = off; set local random_page_cost = 1.1; set local work_mem = '32MB'"),
        findMessages(tx, { query: { ...query, clauses }, order: "oldest", after: place, limit: hitsAtOnce }),
      ]);
      await insertHits(tx, taskId, page.messages);
      return page;
    });
    if (!found.hasMore || found.last === null) return;
    after = found.last;
  }
}

/** The rest of the choice in the terms of the search. */
async function clausesOf(pool: Pool, choice: ExportChoice): Promise<{ any: ResolvedTerm[] }[]> {
  const clauses: { any: ResolvedTerm[] }[] = [];
  const all = (term: ResolvedTerm) => clauses.push({ any: [term] });
  if (choice.guildId !== null) all({ kind: "guild", ids: [choice.guildId], isNot: false });
  if (choice.personId !== null) all({ kind: "author", ids: [choice.personId], isNot: false });
  if (choice.channelIds !== null) {
    const ids = [...choice.channelIds, ...(await findThreadIds(pool, choice.channelIds))];
    all({ kind: "channel", ids: [...new Set(ids)], isNot: false });
  }
  if (choice.afterAt !== null || choice.beforeAt !== null)
    all({ kind: "time", from: choice.afterAt, to: choice.beforeAt, isNot: false });
  return clauses;
}
