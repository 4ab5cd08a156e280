/** Imports as the API takes and shows them. */
import { readdir } from "node:fs/promises";
import type { ImportDetailView, ImportView, NewImportInput } from "../api/imports.ts";
import {
  findImport,
  type ImportRecord,
  insertImport,
  listImportChannels,
  listImportProblems,
  listImports,
} from "../database/imports/importList.ts";
import { AppError } from "../errors.ts";
import { uploadedFiles, uploadOf, uploadSource } from "../imports/uploadFolder.ts";
import type { Queryable } from "../postgres/pool.ts";

/** Imports shown. */
const mostImports = 50;
const mostChannels = 500;
const mostProblems = 200;

function toView({ source, createdAt, completedAt, ...record }: ImportRecord): ImportView {
  return {
    ...record,
    uploadId: uploadOf(source),
    createdAt: createdAt.toISOString(),
    completedAt: completedAt?.toISOString() ?? null,
  };
}

export const describeImports = async (db: Queryable): Promise<ImportView[]> =>
  (await listImports(db, mostImports)).map(toView);

/** Throws AppError unknown_task. */
export async function describeImport(db: Queryable, taskId: string): Promise<ImportDetailView> {
  const [record, { count, channels }, problems] = await Promise.all([
    findImport(db, taskId),
    listImportChannels(db, taskId, mostChannels),
    listImportProblems(db, taskId, mostProblems),
  ]);
  if (!record) throw new AppError("unknown_task", "There is no such import.");
  return { import: toView(record), channelCount: count, channels, problems };
}

/** Asks for an import of what was uploaded. Throws AppError when nothing was. */
export async function startImport(
  db: Queryable,
  dataDir: string,
  { uploadId, name, dryRun, isComplete }: NewImportInput,
): Promise<ImportView> {
  const source = uploadSource(uploadId);
  const files = await readdir(uploadedFiles(dataDir, source) ?? "").catch(() => []);
  if (files.length === 0)
    throw new AppError("invalid_input", "Nothing was uploaded under this id.", { field: "uploadId" });
  const id = await insertImport(db, { source, name, options: { dryRun, isComplete }, startedBy: "console" });
  return (await describeImport(db, id)).import;
}
