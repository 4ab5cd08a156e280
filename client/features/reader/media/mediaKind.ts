/** What a file is to its reader, and where its content is. Pure. */
import type { StoredFileView } from "../../../../core/api/files.ts";
import type { AttachmentView } from "../../../../core/api/reading.ts";

export type MediaKind = "picture" | "video" | "audio" | "file";

type File = Pick<AttachmentView, "contentType" | "fileName" | "file" | "waveform">;

/** By what the content says once it is stored, by what was claimed of it before. */
export function kindOf({ contentType, fileName, file, waveform }: File): MediaKind {
  const type = (file?.contentType ?? contentType ?? "").toLowerCase();
  if (/^image\/(png|jpeg|gif|webp|avif)/.test(type)) return "picture";
  if (/^video\/(mp4|webm|quicktime)/.test(type)) return "video";
  if (/^(audio\/|application\/ogg)/.test(type) || waveform) return "audio";
  if (type !== "") return "file";
  if (/\.(png|jpe?g|gif|webp|avif)$/i.test(fileName)) return "picture";
  return /\.(mp4|webm|mov)$/i.test(fileName) ? "video" : "file";
}

/** Larger pictures without a smaller one were too large to decode: a browser should not try either. */
const mostPixels = 50_000_000;

/** The address of a picture in its small form; null where it is not stored, is none, or is too large to be drawn. */
export function smallPicture(file: StoredFileView | null): string | null {
  if (!file?.url || !file.contentType?.startsWith("image/")) return file?.thumbnail?.url ?? null;
  if (file.thumbnail) return file.thumbnail.url;
  return (file.width ?? 0) * (file.height ?? 0) > mostPixels ? null : file.url;
}

/** A picture or film of a message, ready to be shown large. */
export interface Exhibit {
  id: string;
  kind: "picture" | "video";
  /** Where it is served. */
  url: string;
  name: string;
  description: string;
  width: number | null;
  height: number | null;
  sizeBytes: number;
}

/** Those of a message's files that can be shown large. */
export const exhibitsOf = (files: readonly AttachmentView[]): Exhibit[] =>
  files.flatMap((each): Exhibit[] => {
    const kind = kindOf(each);
    if (!each.file?.url || (kind !== "picture" && kind !== "video")) return [];
    return [
      {
        id: each.id,
        kind,
        url: each.file.url,
        name: each.fileName,
        description: each.description ?? "",
        width: each.file.width ?? each.width,
        height: each.file.height ?? each.height,
        sizeBytes: each.file.sizeBytes ?? each.sizeBytes,
      },
    ];
  });
