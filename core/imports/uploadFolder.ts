/** Where uploads of exports lie: shared by the API, which receives them, and the bot, which reads them. */
import { join } from "node:path";

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const source = new RegExp(`^upload:(${uuid})$`);
const name = new RegExp(`^${uuid}$`);

/** Folder of all uploads. */
export const uploadsRoot = (dataDir: string): string => join(dataDir, "imports");

/** True for the name of an upload's folder. */
export const isUploadId = (text: string): boolean => name.test(text);

/** Folder of one upload. Throws on anything but an upload's id. */
export function uploadFolder(dataDir: string, uploadId: string): string {
  if (!isUploadId(uploadId)) throw new TypeError("not the id of an upload");
  return join(uploadsRoot(dataDir), uploadId);
}

/** Folder of the files that an import's source names; null when it names no upload. */
export function uploadedFiles(dataDir: string, importSource: string): string | null {
  const uploadId = source.exec(importSource)?.[1];
  return uploadId === undefined ? null : join(uploadFolder(dataDir, uploadId), "files");
}
