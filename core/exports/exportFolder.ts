/** Where exports lie: shared by the bot, which writes them, and the API, which gives them out. */
import { join } from "node:path";

/** Folder of all exports. */
export const exportsRoot = (dataDir: string): string => join(dataDir, "exports");

/** True for the name of an export's folder. */
export const isExportId = (name: string): boolean => /^[1-9]\d{0,18}$/.test(name);

/** Folder of one export. Throws on anything but a task's number. */
export function exportFolder(dataDir: string, taskId: string): string {
  if (!isExportId(taskId)) throw new TypeError("not the number of an export");
  return join(exportsRoot(dataDir), taskId);
}

/** Folder of its files while they are written, before they are packed. */
export const exportParts = (dataDir: string, taskId: string): string =>
  join(exportFolder(dataDir, taskId), "parts");

/**
 * The finished file, by the name in its row. Throws on a name that is not one of ours: rows can be written in SQL, and no row
 * leads out of the folder.
 */
export function exportResult(dataDir: string, taskId: string, name: string): string {
  if (name === "" || name.startsWith(".") || /[/\\\0]/.test(name))
    throw new TypeError("not the name of an export");
  return join(exportFolder(dataDir, taskId), name);
}
