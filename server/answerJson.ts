/** How a body goes out: as JSON with a tag, compressed where that pays and the caller takes it. */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Request, Response } from "express";

/** Smaller answers fit into one packet as they are. */
const leastBytes = 1_400;
/** Quality 4 makes lists of channels and tasks about as small as gzip at its best, in a third of the time. */
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
/** Off the main thread: other requests go on meanwhile. */
const compressors = {
  br: (text: string) => promisify(brotliCompress)(text, brotliOptions),
  gzip: (text: string) => promisify(gzip)(text),
} as const;

/**
 * Answers with `body`, or with 304 when the caller's tag says it has it. The tag belongs to what is said, not to how
 * it is packed; nothing is compressed for a 304.
 */
export async function answerJson(req: Request, res: Response, body: unknown): Promise<void> {
  const text = JSON.stringify(body);
  res.type("json").vary("Accept-Encoding");
  const encoding = text.length < leastBytes ? null : takenEncoding(req);
  if (encoding === null) return void res.send(text);
  res.set("ETag", (req.app.get("etag fn") as (text: string) => string)(text));
  if (req.fresh) return void res.status(304).end();
  const packed = await compressors[encoding](text);
  res.set("Content-Encoding", encoding).send(packed);
}

/** Brotli where it is taken, whatever a browser names first: it says only what it can read. */
function takenEncoding(req: Request): keyof typeof compressors | null {
  if (req.acceptsEncodings("br") === "br") return "br";
  return req.acceptsEncodings("gzip") === "gzip" ? "gzip" : null;
}
