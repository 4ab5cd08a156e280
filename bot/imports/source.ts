/** Where an import's files lie. */
import { readdir } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { uploadedFiles } from "../../core/imports/uploadFolder.ts";
import { PermanentError } from "../../core/queue/errors.ts";
import { ExportError } from "./read/exportError.ts";
import type { ExportFolder } from "./read/exportFile.ts";
import { openExport } from "./read/exportFolder.ts";

/** Opens the source of an import. Throws PermanentError when it cannot be read at all. */
export async function openSource(dataDir: string, source: string): Promise<ExportFolder> {
  const uploaded = uploadedFiles(dataDir, source);
  if (uploaded === null && !isAbsolute(source))
    throw new PermanentError("import_unreadable", `${source} is neither an upload nor an absolute path.`);
  const path = uploaded === null ? source : await onlyFile(uploaded);
  try {
    return await openExport(path);
  } catch (error) {
    if (error instanceof ExportError)
      throw new PermanentError("import_unreadable", `${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** A folder that holds a single file means that file, which may be a zip file; otherwise the folder itself. */
async function onlyFile(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const [only] = entries;
  return entries.length === 1 && only?.isFile() ? join(folder, only.name) : folder;
}
