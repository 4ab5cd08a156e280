/** Downloads of files: how they go, what could not be had, and which are wanted. */
import {
  FileSettingsInput,
  FileSettingsView,
  FilesView,
  MissedFilesQuery,
  MissedFilesView,
  RetryFilesInput,
  RetryFilesView,
} from "../../core/api/files.ts";
import { describeFiles, describeMissedFiles, retryMissedFiles } from "../../core/console/files.ts";
import { writeMediaSettings } from "../../core/database/media/settings.ts";
import type { AppDeps } from "../deps.ts";
import { defineRoute, type Route } from "../route.ts";

export function fileRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/files",
      access: "session",
      summary:
        "How downloading goes: files per kind by what became of them, bytes, and why some could not be had.",
      view: FilesView,
      handle: async () => ({ body: await describeFiles(deps.pool, deps.files) }),
    }),
    defineRoute({
      method: "get",
      path: "/files/failed",
      access: "session",
      summary: "Files that could not be had, with their reasons, the newest first.",
      query: MissedFilesQuery,
      view: MissedFilesView,
      handle: async ({ query }) => ({ body: await describeMissedFiles(deps.pool, query) }),
    }),
    defineRoute({
      method: "post",
      path: "/files/retry",
      access: "session",
      summary: "Lets failed files be fetched again: one by its place, those of a reason, or all.",
      body: RetryFilesInput,
      view: RetryFilesView,
      handle: async ({ body }) => ({ body: { retried: await retryMissedFiles(deps.pool, body) } }),
    }),
    defineRoute({
      method: "patch",
      path: "/files/settings",
      access: "session",
      summary:
        "Sets which kinds of files are downloaded; the others are noted, and fetched once they are switched on.",
      body: FileSettingsInput,
      view: FileSettingsView,
      async handle({ body }) {
        const kinds = [...new Set(body.kinds)];
        await writeMediaSettings(deps.pool, { kinds });
        return { body: { kinds } };
      },
    }),
  ];
}
