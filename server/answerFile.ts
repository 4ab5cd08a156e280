/** How a file goes out: in ranges where asked for, and as nothing that could act on our behalf. */
import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";
import { AppError } from "../core/errors.ts";
import type { FileAnswer } from "./route.ts";

/** A reader who leaves early is no error. Throws AppError "not_found" when the file went away meanwhile. */
export async function answerFile(req: Request, res: Response, file: FileAnswer): Promise<void> {
  const { sizeBytes, headers } = file;
  res.set({ ...headers, "Accept-Ranges": "bytes" });
  if (req.fresh) return void res.status(304).end();
  const ranges = req.get("if-range") === undefined ? req.range(sizeBytes, { combine: true }) : undefined;
  if (ranges === -1) {
    res.removeHeader("Content-Type");
    return void res.status(416).set("Content-Range", `bytes */${sizeBytes}`).end();
  }
  // One range, or all of it: nobody who reads media asks for several at once.
  const range =
    Array.isArray(ranges) && ranges.type === "bytes" && ranges.length === 1 ? ranges[0] : undefined;
  const [start, end] = range ? [range.start, range.end] : [0, sizeBytes - 1];
  res.set("Content-Length", String(end - start + 1));
  if (range) res.status(206).set("Content-Range", `bytes ${start}-${end}/${sizeBytes}`);
  if (req.method === "HEAD" || sizeBytes === 0) return void res.end();
  const body = await file.open(range && { start, end }).catch(() => null);
  if (!body) {
    for (const name of [...Object.keys(headers), "Content-Length", "Content-Range", "Accept-Ranges"])
      if (name !== "Content-Security-Policy") res.removeHeader(name);
    throw new AppError("not_found", "The file is not there.");
  }
  await pipeline(body, res).catch((error: unknown) => {
    if (!res.headersSent) throw error;
    res.destroy(); // broken off: the length tells the reader, or it is the reader who left
  });
}
