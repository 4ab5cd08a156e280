/** Exports as the API takes and shows them. */
import type {
  EstimateExportInput,
  ExportDetailView,
  ExportEstimateView,
  ExportView,
  NewExportInput,
} from "../api/exports.ts";
import { recordAudit } from "../database/audit/auditLog.ts";
import { expireNow } from "../database/exports/expiry.ts";
import {
  type ExportRecord,
  findExport,
  insertExport,
  listExports,
  setPassphrase,
} from "../database/exports/exportList.ts";
import { listExportFiles } from "../database/exports/exportTasks.ts";
import { planChannels, sumMedia } from "../database/exports/plan.ts";
import { countFacets } from "../database/search/facets.ts";
import { searching } from "../database/search/searchMessages.ts";
import { AppError } from "../errors.ts";
import { passphrasePlace } from "../exports/passphrase.ts";
import type { ExportFormat } from "../model/exportFormat.ts";
import type { ResolvedTerm } from "../model/search/matches.ts";
import { parseQuery } from "../model/search/query.ts";
import { inTransaction, type Pool, type Queryable } from "../postgres/pool.ts";
import type { SecretBox } from "../secrets.ts";
import { resolveQuery } from "./search/resolveQuery.ts";

/** Exports shown. */
const mostExports = 50;
const mostParts = 500;

/** Who asks, for the audit. */
export interface Asking {
  address: string | null;
  requestId: string;
}

function toView({ createdAt, completedAt, after, before, expiresAt, ...record }: ExportRecord): ExportView {
  return {
    ...record,
    after: after?.toISOString() ?? null,
    before: before?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    completedAt: completedAt?.toISOString() ?? null,
  };
}

export const describeExports = async (db: Queryable): Promise<ExportView[]> =>
  (await listExports(db, mostExports)).map(toView);

/** Throws AppError unknown_task. */
export async function describeExport(db: Queryable, taskId: string): Promise<ExportDetailView> {
  const [found, files] = await Promise.all([findExport(db, taskId), listExportFiles(db, taskId)]);
  return {
    export: toView(known(found)),
    fileCount: files.length,
    parts: files
      .slice(0, mostParts)
      .map(({ path, channelId, messages, sizeBytes }) => ({ path, channelId, messages, sizeBytes })),
  };
}

function known(found: ExportRecord | null): ExportRecord {
  if (!found) throw new AppError("unknown_task", "There is no such export.");
  return found;
}

/** Asks for an export. Throws AppError for a search that is not understood, and for a passphrase that cannot be kept. */
export async function startExport(
  { pool, secrets }: { pool: Pool; secrets: SecretBox | null },
  { passphrase, ...input }: NewExportInput,
  asking: Asking,
): Promise<ExportView> {
  if (passphrase !== undefined && !secrets)
    throw new AppError(
      "not_possible",
      "Without ENCRYPTION_KEY no passphrase can be kept until the export is made.",
    );
  if (input.query !== undefined) await understand(pool, input.query, input.timezone);
  const id = await inTransaction(pool, async (tx) => {
    const id = await insertExport(tx, {
      ...input,
      guildId: input.guildId ?? null,
      channelIds: input.channelIds ?? null,
      personId: input.personId ?? null,
      query: input.query ?? null,
      after: input.after ?? null,
      before: input.before ?? null,
      partitionMessages: input.partitionMessages ?? null,
      partitionBytes: input.partitionBytes ?? null,
      keepDays: input.keepDays ?? null,
      isEncrypted: passphrase !== undefined,
      encryptTo: input.encryptTo ?? null,
      startedBy: "console",
    });
    if (passphrase !== undefined && secrets)
      await setPassphrase(tx, id, secrets.seal(passphrase, passphrasePlace(id)));
    await recordAudit(tx, {
      actor: "console",
      action: "export.requested",
      subject: `task ${id}`,
      details: {
        format: input.format,
        files: input.files,
        ...(passphrase === undefined && input.encryptTo === undefined ? {} : { isEncrypted: true }),
      },
      ...asking,
    });
    return id;
  });
  return toView(known(await findExport(pool, id)));
}

/** A finished file and where it lies. */
export type Download = Pick<ExportRecord, "destination" | "deliveredPath"> & {
  name: string;
  sizeBytes: number;
};

/** What is to be given out. Throws AppError when there is nothing to download, or not any more. */
export async function findDownload(db: Queryable, taskId: string): Promise<Download> {
  const found = known(await findExport(db, taskId));
  if (found.isStale)
    throw new AppError(
      "not_possible",
      "Somebody or something in this export was erased since: export it again.",
    );
  if (!found.isReady || found.resultName === null || found.resultBytes === null)
    throw new AppError("not_found", "This export has no file to download.");
  const { resultName: name, resultBytes: sizeBytes, destination, deliveredPath } = found;
  return { name, sizeBytes, destination, deliveredPath };
}

/** Gives up the files of an export that is over. Throws AppError when it is not. */
export async function discardExport(pool: Pool, taskId: string, asking: Asking): Promise<void> {
  known(await findExport(pool, taskId));
  await inTransaction(pool, async (tx) => {
    if (!(await expireNow(tx, taskId)))
      throw new AppError("not_possible", "This export is not over: cancel its task first.");
    await recordAudit(tx, {
      actor: "console",
      action: "export.discarded",
      subject: `task ${taskId}`,
      details: {},
      ...asking,
    });
  });
}

/** Bytes of a message, as measured on ordinary channels. */
const bytesPerMessage: Readonly<Record<ExportFormat, number>> = {
  json: 950,
  jsonl: 330,
  html: 480,
  csv: 190,
  txt: 110,
  parquet: 90,
};

/** How much an export would be. Throws AppError for a search that is not understood. */
export async function estimateExport(pool: Pool, input: EstimateExportInput): Promise<ExportEstimateView> {
  const found =
    input.query === undefined ? await countChosen(pool, input) : await countFound(pool, input, input.query);
  const mediaBytes = input.files === "included" ? await sumMedia(pool, found.channelIds) : 0;
  return {
    messages: found.messages,
    isCapped: found.isCapped,
    channels: found.channelIds.length,
    bytes: Math.round(found.messages * bytesPerMessage[input.format] + mediaBytes),
    mediaBytes,
  };
}

interface Counted {
  messages: number;
  isCapped: boolean;
  channelIds: string[];
}

async function countChosen(pool: Pool, input: EstimateExportInput): Promise<Counted> {
  const channels = await planChannels(pool, {
    guildId: input.guildId ?? null,
    channelIds: input.channelIds ?? null,
    personId: input.personId ?? null,
    query: null,
    timezone: input.timezone,
    afterAt: input.after === undefined ? null : new Date(input.after),
    beforeAt: input.before === undefined ? null : new Date(input.before),
  });
  return {
    messages: channels.reduce((sum, { messages }) => sum + messages, 0),
    isCapped: false,
    channelIds: channels.map(({ id }) => id),
  };
}

async function countFound(pool: Pool, input: EstimateExportInput, text: string): Promise<Counted> {
  const { query } = await understand(pool, text, input.timezone);
  const clauses: { any: ResolvedTerm[] }[] = query.clauses.map(({ any }) => ({ any: [...any] }));
  const all = (term: ResolvedTerm) => clauses.push({ any: [term] });
  if (input.guildId !== undefined) all({ kind: "guild", ids: [input.guildId], isNot: false });
  if (input.channelIds !== undefined) all({ kind: "channel", ids: input.channelIds, isNot: false });
  if (input.personId !== undefined) all({ kind: "author", ids: [input.personId], isNot: false });
  if (input.after !== undefined || input.before !== undefined)
    all({
      kind: "time",
      from: input.after === undefined ? null : new Date(input.after),
      to: input.before === undefined ? null : new Date(input.before),
      isNot: false,
    });
  const facets = await searching(pool, (tx) => countFacets(tx, { ...query, clauses }, "UTC"));
  return {
    messages: facets.total,
    isCapped: facets.isCapped,
    channelIds: facets.channels.map(({ id }) => id),
  };
}

async function understand(db: Queryable, text: string, timezone: string) {
  const { query, problem } = parseQuery(text, timezone, new Date());
  const resolved = problem ? null : await resolveQuery(db, query, { stem: null, includeDemo: true });
  if (!resolved || resolved.unknown)
    throw new AppError("invalid_input", "This search is not understood, or names something unknown.", {
      field: "query",
    });
  return resolved;
}
