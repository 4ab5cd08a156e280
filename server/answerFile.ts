/** How a file goes out: in ranges where asked for, and as nothing that could act on our behalf. */
import { promisify } from "node:util";
import type { Response } from "express";
import { AppError } from "../core/errors.ts";
import type { FileAnswer } from "./route.ts";

/** A reader who leaves early is no error. Throws AppError "not_found" when the file went away meanwhile. */
export async function answerFile(res: Response, { root, path, headers }: FileAnswer): Promise<void> {
  res.set(headers);
  const send = promisify<string, object, void>((name, options, done) => res.sendFile(name, options, done));
  try {
    await send(path, { root, cacheControl: false, lastModified: false, dotfiles: "deny" });
  } catch (error) {
    if (res.headersSent || res.destroyed) return;
    const { status } = error as { status?: number };
    if (status === 416) return void res.status(416).end();
    for (const name of Object.keys(headers)) if (name !== "Content-Security-Policy") res.removeHeader(name);
    if (status === 404) throw new AppError("not_found", "The file is not there.");
    throw error;
  }
}
