/** Sends files in pieces that go on where a connection broke, also after the page was loaded anew (tus). */
import type { Upload } from "tus-js-client";
import { uploadsPath } from "../../../core/model/uploads.ts";
import type { ChosenGroup } from "./chosenFiles.ts";

/** Well below what the API reads within its time for a request on a slow line. */
const pieceBytes = 4 * 2 ** 20;
const retryDelaysMs = [0, 1_000, 3_000, 10_000, 30_000, 60_000];

export interface SentUpload {
  uploadId: string;
  /** To be called when it is imported: choosing the same files again then means another upload. */
  forget: () => void;
}

/** Sends all files of a group, one after the other. `onProgress` is told how many bytes have arrived. */
export async function sendGroup(
  group: ChosenGroup,
  onProgress: (sentBytes: number) => void,
  signal: AbortSignal,
): Promise<SentUpload> {
  const key = `backscroll.upload.${await fingerprint(group)}`;
  const uploadId = localStorage.getItem(key) ?? crypto.randomUUID();
  localStorage.setItem(key, uploadId);
  let doneBytes = 0;
  for (const { path, file } of group.files) {
    await sendFile(file, { uploadId, path }, (sentBytes) => onProgress(doneBytes + sentBytes), signal);
    doneBytes += file.size;
  }
  onProgress(doneBytes);
  return { uploadId, forget: () => localStorage.removeItem(key) };
}

async function sendFile(
  file: File,
  metadata: { uploadId: string; path: string },
  onProgress: (sentBytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const tus = await import("tus-js-client");
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const upload = new tus.Upload(file, {
      endpoint: uploadsPath,
      chunkSize: pieceBytes,
      retryDelays: retryDelaysMs,
      metadata,
      fingerprint: async () => `backscroll-${metadata.uploadId}-${metadata.path}`,
      removeFingerprintOnSuccess: true,
      onProgress,
      onSuccess: () => resolve(),
      onError: reject,
    });
    const stop = () => void upload.abort().then(() => reject(signal.reason as Error));
    signal.addEventListener("abort", stop, { once: true });
    void startOrResume(upload);
  });
}

async function startOrResume(upload: Upload): Promise<void> {
  const [previous] = await upload.findPreviousUploads();
  if (previous) upload.resumeFromPreviousUpload(previous);
  upload.start();
}

/** The same for the same files, so that choosing them again goes on. */
async function fingerprint({ files }: ChosenGroup): Promise<string> {
  const facts = files.map(({ path, file }) => `${path}\0${file.size}\0${file.lastModified}`).join("\0\0");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(facts));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
