/** Where uploads of exports lie: shared by the API, which receives them, and the bot, which reads them. */
import { join } from "node:path";

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const source = new RegExp(`^upload:(${uuid})$`);
const name = new RegExp(`^${uuid}$`);

/** Folder of all uploads. */
export const uploadsRoot = (dataDir: string): string => join(dataDir, "imports");

/** Folder of what has not arrived whole yet. */
export const arrivingUploads = (dataDir: string): string => join(uploadsRoot(dataDir), "arriving");

/** True for the name of an upload's folder. */
export const isUploadId = (text: string): boolean => name.test(text);

/** The source of an import that reads an upload. */
export const uploadSource = (uploadId: string): string => `upload:${uploadId}`;

/** The upload that an import's source names; null when it names a path. */
export const uploadOf = (importSource: string): string | null => source.exec(importSource)?.[1] ?? null;

/** Folder of one upload. Throws on anything but an upload's id. */
export function uploadFolder(dataDir: string, uploadId: string): string {
  if (!isUploadId(uploadId)) throw new TypeError("not the id of an upload");
  return join(uploadsRoot(dataDir), uploadId);
}

/** Folder of the files that an import's source names; null when it names no upload. */
export function uploadedFiles(dataDir: string, importSource: string): string | null {
  const uploadId = uploadOf(importSource);
  return uploadId === null ? null : join(uploadFolder(dataDir, uploadId), "files");
}

/**
 * The place of a file below its upload's folder, by the path that the sender gave; null for a path that leads elsewhere or
 * that some file system would not take. Pure.
 */
export function uploadedPath(wanted: string): string | null {
  const parts = wanted.replaceAll("\\", "/").split("/");
  const isPlain = (part: string) =>
    part !== "" &&
    part !== "." &&
    part !== ".." &&
    part.isWellFormed() &&
    !hasControl(part) &&
    Buffer.byteLength(part) <= 250;
  return parts.length <= 20 && parts.every(isPlain) ? parts.join("/") : null;
}

function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
