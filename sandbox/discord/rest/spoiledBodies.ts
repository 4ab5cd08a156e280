/** Answers whose bodies go wrong on their way: cut off, stalled, or without end. */
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { ActiveFault, FaultAction } from "./faults.ts";

/** An answer before it is sent. */
export interface Page {
  status: number;
  headers: string[];
  /** Null: no body. */
  body: Buffer | null;
}

/** Default size of a giant body. */
const GIANT_BYTES = 100_000_000;
const CHUNK = Buffer.alloc(65_536, " ");

export function isSpoiledBody(action: FaultAction): boolean {
  return action === "cut-body" || action === "stall-body" || action === "giant-body";
}

/** What a proxy in trouble answers instead of Discord. */
export function outagePage(status: number): Buffer {
  return Buffer.from(
    `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>${status}</h1><p>${"An outage. ".repeat(180)}</p></body></html>`,
  );
}

/**
 * `cut-body` announces the whole body, sends a part and resets the connection; `stall-body` sends a part and
 * nothing more; `giant-body` begins as JSON and goes on, its length unannounced.
 */
export function sendSpoiled(response: ServerResponse, page: Page, fault: ActiveFault): void {
  const { status, headers } = page;
  if (fault.action === "giant-body") {
    response.writeHead(status, ["Content-Type", "application/json", ...headers]);
    giant(fault.sizeBytes ?? GIANT_BYTES).pipe(response);
    return;
  }
  const body = page.body ?? Buffer.alloc(0);
  const length = String(Math.max(body.length, 1));
  response.writeHead(status, ["Content-Type", "application/json", "Content-Length", length, ...headers]);
  response.write(body.subarray(0, body.length >> 1), () => {
    if (fault.action === "cut-body") response.socket?.resetAndDestroy();
  });
}

/** The same for a file, whose headers are whole already; a giant one goes on without an announced length. */
export function sendSpoiledFile(
  response: ServerResponse,
  page: Page & { body: Buffer },
  fault: ActiveFault,
): void {
  const { status, headers, body } = page;
  if (fault.action === "giant-body") {
    response.writeHead(status, ["Content-Type", "application/octet-stream"]);
    giant(fault.sizeBytes ?? GIANT_BYTES).pipe(response);
    return;
  }
  response.writeHead(status, headers);
  response.write(body.subarray(0, body.length >> 1), () => {
    if (fault.action === "cut-body") response.socket?.resetAndDestroy();
  });
}

/** An array that takes its time to begin. */
function giant(sizeBytes: number): Readable {
  return Readable.from(
    (function* () {
      yield Buffer.from("[");
      for (let sent = 0; sent < sizeBytes; sent += CHUNK.length) yield CHUNK;
      yield Buffer.from("]");
    })(),
  );
}
