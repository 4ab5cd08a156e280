/** Stored files, by their content. */
import { z } from "zod";
import { findFile, type StoredFile } from "../../core/database/media/media.ts";
import { AppError } from "../../core/errors.ts";
import { contentPath } from "../../core/media/folder.ts";
import type { AppDeps } from "../deps.ts";
import { MediaParams } from "../params.ts";
import { defineRoute, type FileAnswer, type Route } from "../route.ts";

/** What a browser only paints or plays. Everything else might act, or be taken for something that does. */
const passive =
  /^(image\/(png|jpeg|gif|webp|avif)|video\/(mp4|webm)|audio\/(mpeg|mp4|ogg|wav|x-m4a)|application\/ogg)$/;

export function mediaRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/media/:sha256",
      access: "session",
      summary: "A stored file by the SHA-256 of its content; ranges are answered.",
      params: MediaParams,
      view: z.null(),
      answers: "file",
      statuses: { 200: "The file", 206: "The part that was asked for" },
      async handle({ params }) {
        const file = await findFile(deps.readPool, params.sha256);
        const path = file && contentPath(file.sha256, file.extension);
        if (!path || (await deps.blobs.findSize(path)) !== file.sizeBytes)
          throw new AppError("not_found", "There is no such file.");
        const open: FileAnswer["open"] = (range) => deps.blobs.open(path, range);
        return { body: null, file: { sizeBytes: file.sizeBytes, open, headers: headersOf(file) } };
      },
    }),
  ];
}

/** Pure. The type is what the content says; whatever it is, it runs nothing and has no origin. */
function headersOf({ sha256, extension, contentType }: StoredFile): Record<string, string> {
  const disposition = passive.test(contentType) ? "inline" : "attachment";
  return {
    "Content-Type": contentType,
    "Content-Disposition": `${disposition}; filename="${sha256}.${extension}"`,
    "Content-Security-Policy": "default-src 'none'; sandbox",
    ETag: `"${sha256}"`,
  };
}
