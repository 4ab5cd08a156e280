/**
 * Files of imports arrive here by the tus protocol: in pieces, and where a connection broke they go on. A file that is whole
 * is moved below the folder of its upload; until then it lies apart.
 */
import { randomUUID } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FileStore } from "@tus/file-store";
import { Server, type Upload } from "@tus/server";
import type { RequestHandler } from "express";
import { UploadMetadata } from "../core/api/imports.ts";
import { findSession } from "../core/database/auth/sessions.ts";
import { findFullestDisk } from "../core/disk.ts";
import { AppError } from "../core/errors.ts";
import { arrivingUploads, uploadedPath, uploadFolder } from "../core/imports/uploadFolder.ts";
import { uploadsPath } from "../core/model/uploads.ts";
import { hashToken, type SessionCookie } from "./auth/sessionCookie.ts";
import type { AppDeps } from "./deps.ts";

type UploadDeps = Pick<AppDeps, "pool" | "now" | "dataDir" | "minFreeBytes" | "mostUploadBytes" | "log"> & {
  cookie: SessionCookie;
};

/** What is left of an upload that nobody goes on with is removed after a day. */
const arrivingMs = 86_400_000;
const cleanUpEveryMs = 3_600_000;

/** Serves the paths of `uploadPaths`; whoever comes without a session is refused as everywhere. */
export function receiveUploads(deps: UploadDeps): RequestHandler {
  let server: Server | null = null;
  let cleanedMs = 0;
  return async (req, res) => {
    const token = deps.cookie.read(req.get("cookie"));
    const session = token === null ? null : await findSession(deps.pool, hashToken(token), deps.now());
    if (!session) throw new AppError("unauthorized", "Sign in first.");
    if (session.mustChangePassword)
      throw new AppError("password_change_required", "The generated password must be changed first.");
    server ??= await createTusServer(deps);
    if (deps.now().getTime() - cleanedMs > cleanUpEveryMs) {
      cleanedMs = deps.now().getTime();
      server
        .cleanUpExpiredUploads()
        .catch((error: unknown) =>
          deps.log.warn({ code: "imports.cleanup_failed", error }, "old uploads stay"),
        );
    }
    await server.handle(req, res);
  };
}

/** Those of a file that arrives, and of the place to ask for one. */
export const uploadPaths = [uploadsPath, `${uploadsPath}/:id`];

async function createTusServer(deps: UploadDeps): Promise<Server> {
  const directory = arrivingUploads(deps.dataDir);
  await mkdir(directory, { recursive: true });
  return new Server({
    path: uploadsPath,
    datastore: new FileStore({ directory, expirationPeriodInMilliseconds: arrivingMs }),
    relativeLocation: true,
    respectForwardedHeaders: false,
    maxSize: deps.mostUploadBytes,
    namingFunction: () => randomUUID(),
    async onUploadCreate(_req, upload) {
      placeOf(deps.dataDir, upload);
      const disk = await findFullestDisk(deps.dataDir);
      if (disk && disk.freeBytes - (upload.size ?? 0) < deps.minFreeBytes)
        throw { status_code: 507, body: "There is not enough space on the disk for this file." };
      return {};
    },
    async onUploadFinish(_req, upload) {
      const place = placeOf(deps.dataDir, upload);
      await mkdir(dirname(place), { recursive: true });
      await rename(join(directory, upload.id), place);
      await rm(join(directory, `${upload.id}.json`), { force: true });
      return {};
    },
  });
}

/** Where a file goes by what it says of itself. Throws as tus wants it for what it may not say. */
function placeOf(dataDir: string, upload: Upload): string {
  const metadata = UploadMetadata.safeParse(upload.metadata);
  const path = metadata.data ? uploadedPath(metadata.data.path) : null;
  if (!metadata.data || path === null)
    throw { status_code: 400, body: "Upload-Metadata must name an uploadId and a plain path." };
  return join(uploadFolder(dataDir, metadata.data.uploadId), "files", path);
}
