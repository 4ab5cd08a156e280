/** Takes the files that lie beside an export into the store, by their content. */
import { markAttachmentBrought } from "../../core/database/media/files.ts";
import { findStoredAttachments } from "../../core/database/media/media.ts";
import { RefusedFileError } from "../../core/media/receive.ts";
import { storeFile } from "../../core/media/storeFile.ts";
import type { ImportedFile, ImportTrouble } from "./export.ts";
import type { ImportDeps } from "./importRun.ts";
import { ExportError } from "./read/exportError.ts";
import type { ExportFile, ExportFolder } from "./read/exportFile.ts";
import { limits } from "./read/limits.ts";

/** Stores what is not stored yet. What cannot be had is told, and the rest goes on. */
export async function storePartFiles(
  { pool, store }: ImportDeps,
  folder: ExportFolder,
  channelId: string,
  files: readonly ImportedFile[],
  signal: AbortSignal,
): Promise<{ stored: number; troubles: ImportTrouble[] }> {
  const messageIds = [...new Set(files.map(({ messageId }) => messageId))];
  const known = await findStoredAttachments(pool, channelId, messageIds);
  const troubles: ImportTrouble[] = [];
  let stored = 0;
  for (const { messageId, item, source } of files) {
    signal.throwIfAborted();
    if (known.has(`${messageId}/${item}`)) continue;
    const trouble = (reason: ImportTrouble["reason"], message: string) =>
      troubles.push({ reason, place: `message ${messageId}`, message });
    try {
      const bytes = "bytes" in source ? once(source.bytes()) : (await findNamed(folder, source.path))?.open();
      if (!bytes) {
        trouble("file_missing", `${"path" in source ? source.path : item} does not lie beside the export.`);
        continue;
      }
      const place = { kind: "attachment" as const, message: { channelId, messageId }, item };
      await storeFile(store, bytes, place, {
        mostBytes: limits.mediaBytes,
        signal,
        async within(tx) {
          if (!(await markAttachmentBrought(tx, { channelId, messageId, item }))) throw new UnwantedError();
        },
      });
      stored++;
    } catch (error) {
      if (error instanceof UnwantedError) continue;
      if (!(error instanceof ExportError) && !(error instanceof RefusedFileError)) throw error;
      trouble("file_refused", error.message);
    }
  }
  return { stored, troubles };
}

/** What carried the file was erased while the import ran. */
class UnwantedError extends Error {
  override name = "UnwantedError";
}

/** Exporters write names with and without percent signs. */
async function findNamed(folder: ExportFolder, path: string): Promise<ExportFile | null> {
  const found = await folder.find(path);
  if (found || !path.includes("%")) return found;
  try {
    return await folder.find(decodeURIComponent(path));
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
