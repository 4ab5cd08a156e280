/** Exports: asked for, looked at, downloaded. The bot makes them. */
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { z } from "zod";
import { DoneView } from "../../core/api/common.ts";
import {
  EstimateExportInput,
  ExportActionView,
  ExportDetailView,
  ExportEstimateView,
  ExportListView,
  NewExportInput,
} from "../../core/api/exports.ts";
import {
  type Download,
  describeExport,
  describeExports,
  discardExport,
  estimateExport,
  findDownload,
  startExport,
} from "../../core/console/exports.ts";
import { AppError } from "../../core/errors.ts";
import { exportResult } from "../../core/exports/exportFolder.ts";
import { placeOf } from "../../core/exports/exportPlaces.ts";
import type { AppDeps } from "../deps.ts";
import { TaskParams } from "../params.ts";
import { defineRoute, type FileAnswer, type Route } from "../route.ts";

/** The routes below /exports. */
export function exportRoutes(deps: AppDeps): Route[] {
  const { pool } = deps;
  return [
    defineRoute({
      method: "get",
      path: "/exports",
      access: "session",
      summary: "The newest exports and how far they are, newest first.",
      view: ExportListView,
      handle: async () => ({ body: { exports: await describeExports(pool) } }),
    }),
    defineRoute({
      method: "post",
      path: "/exports",
      access: "session",
      summary: "Takes a server, channels, a person or what a search finds out of the archive as files.",
      body: NewExportInput,
      view: ExportActionView,
      statuses: { 202: "It waits for a bot" },
      handle: async ({ body }, { address, requestId }) => ({
        status: 202,
        body: { export: await startExport(deps, body, { address, requestId }) },
      }),
    }),
    defineRoute({
      method: "post",
      path: "/exports/estimate",
      access: "session",
      summary: "How many messages and bytes an export would be, about.",
      body: EstimateExportInput,
      view: ExportEstimateView,
      handle: async ({ body }) => ({ body: await estimateExport(deps.readPool, body) }),
    }),
    defineRoute({
      method: "get",
      path: "/exports/:taskId",
      access: "session",
      summary: "An export and its files.",
      params: TaskParams,
      view: ExportDetailView,
      handle: async ({ params }) => ({ body: await describeExport(pool, params.taskId) }),
    }),
    defineRoute({
      method: "delete",
      path: "/exports/:taskId",
      access: "session",
      summary: "Gives up the files of an export that is over.",
      params: TaskParams,
      view: DoneView,
      async handle({ params }, { address, requestId }) {
        await discardExport(pool, params.taskId, { address, requestId });
        return { body: {} };
      },
    }),
    defineRoute({
      method: "get",
      path: "/exports/:taskId/file",
      access: "session",
      summary:
        "The finished file of an export, a zip where it is several; ranges are answered, so downloads go on.",
      params: TaskParams,
      view: z.null(),
      answers: "file",
      statuses: { 200: "The file", 206: "The part that was asked for" },
      async handle({ params }) {
        const download = await findDownload(pool, params.taskId);
        const { name, sizeBytes } = download;
        const openPart = await openDownload(deps, params.taskId, download);
        const headers = { ...downloadHeaders(name), ETag: `"export-${params.taskId}-${sizeBytes}"` };
        return { body: null, file: { sizeBytes, open: openPart, headers } };
      },
    }),
  ];
}

/** Throws AppError "not_found" where the file does not lie where its row says. */
async function openDownload(
  { dataDir, exportPlaces }: AppDeps,
  taskId: string,
  { name, sizeBytes, destination, deliveredPath }: Download,
): Promise<FileAnswer["open"]> {
  const place = placeOf(exportPlaces, destination);
  if (place && deliveredPath !== null) {
    if ((await place.findSize(deliveredPath)) !== sizeBytes) throw notHere();
    return (range) => place.open(deliveredPath, range);
  }
  const path = exportResult(dataDir, taskId, name);
  const found = await stat(path).catch(() => null);
  if (found?.size !== sizeBytes) throw notHere();
  return async (range) => createReadStream("", { fd: await open(path, "r"), ...range });
}

const notHere = () =>
  new AppError("not_found", "The file of this export does not lie on the machine of the API.");

/**
 * Names hold whatever servers are called: the plain form keeps what is harmless, the other says it exactly (RFC 6266, 8187).
 * Whatever it is, it is saved and never shown. Pure.
 */
export function downloadHeaders(name: string): Record<string, string> {
  const plain = name.replaceAll(/[^A-Za-z0-9 ._()[\]-]/g, "_");
  const exact = encodeURIComponent(name).replaceAll(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return {
    "Content-Type": name.endsWith(".zip") ? "application/zip" : "application/octet-stream",
    "Content-Disposition": `attachment; filename="${plain}"; filename*=UTF-8''${exact}`,
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
  };
}
