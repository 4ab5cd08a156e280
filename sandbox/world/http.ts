/** Answers of the control interfaces: JSON, and one JSON object per line. */
import type { ServerResponse } from "node:http";

/** NDJSON is written in pieces of about this many characters. */
const PIECE = 65_536;

export function sendJson(response: ServerResponse, status: number, body: object): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response
    .writeHead(status, { "Content-Type": "application/json", "Content-Length": bytes.length })
    .end(bytes);
}

/** One JSON object per line, as fast as the reader takes them. */
export async function sendLines(response: ServerResponse, items: AsyncIterable<object>): Promise<void> {
  response.writeHead(200, { "Content-Type": "application/x-ndjson" });
  let piece = "";
  for await (const item of items) {
    piece += `${JSON.stringify(item)}\n`;
    if (piece.length < PIECE) continue;
    if (!response.write(piece)) await drained(response);
    if (response.destroyed) return;
    piece = "";
  }
  response.end(piece);
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.once("drain", done).once("close", done);
  });
}
