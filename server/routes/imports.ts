/** Imports of exports. Their files arrive by server/uploads.ts. */
import {
  ImportActionView,
  ImportDetailView,
  ImportListView,
  NewImportInput,
} from "../../core/api/imports.ts";
import { describeImport, describeImports, startImport } from "../../core/console/imports.ts";
import type { AppDeps } from "../deps.ts";
import { TaskParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes below /imports. */
export function importRoutes(deps: AppDeps): Route[] {
  const { pool } = deps;
  return [
    defineRoute({
      method: "get",
      path: "/imports",
      access: "session",
      summary: "The newest imports with what they brought, newest first.",
      view: ImportListView,
      handle: async () => ({ body: { imports: await describeImports(pool) } }),
    }),
    defineRoute({
      method: "post",
      path: "/imports",
      access: "session",
      summary:
        "Imports what was uploaded by the tus protocol to /imports/uploads, or tells what that would bring.",
      body: NewImportInput,
      view: ImportActionView,
      statuses: { 202: "It waits for a bot" },
      handle: async ({ body }) => ({
        status: 202,
        body: { import: await startImport(pool, deps.dataDir, body) },
      }),
    }),
    defineRoute({
      method: "get",
      path: "/imports/:taskId",
      access: "session",
      summary: "An import, what it brought to each channel, and what it left out and why.",
      params: TaskParams,
      view: ImportDetailView,
      handle: async ({ params }) => ({ body: await describeImport(pool, params.taskId) }),
    }),
  ];
}
