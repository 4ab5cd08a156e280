import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { hashText, hexDigits } from "../../world/hash.ts";
import type { Core } from "../core.ts";
import type { ActiveFault } from "../rest/faults.ts";
import { isSpoiledBody, outagePage, sendSpoiledFile } from "../rest/spoiledBodies.ts";
import type { Attachment, MessageFacts } from "../world/facts.ts";
import { eachMessage } from "../world/messages.ts";
import type { Channel } from "../world/model.ts";
import { findOverlay } from "../world/overlay.ts";
import { parseId } from "../world/snowflake.ts";
import { makeFile } from "./files.ts";
import { paintBadge, paintLandscape } from "./images.ts";

/** What Discord's CDN answers for expired and wrongly signed links. */
const GONE = "This content is no longer available.";

/** Files are older than their message by less than this. */
const UPLOAD_MS = 2_000;

interface File {
  bytes: Buffer;
  contentType: string;
  name: string | null;
}

/** Answers one request for a file, with ranges, and records it under `GET cdn/<kind>`. Rejects on defects only. */
export async function handleCdn(
  core: Core,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const atMs = core.now();
  const sent = request.url ?? "/";
  const method = request.method ?? "GET";
  const route = `${method} cdn/${sent.split(/[/?]/)[2] ?? ""}`;
  const fault = core.faults.take({ route, path: sent, method, token: null });
  if (fault?.action === "slow") await delay(fault.delayMs ?? 1_000);
  const status = answer(core, request, response, fault);
  if (fault?.action === "cut") request.socket.destroy();
  core.counters.record(
    { atMs, tookMs: core.now() - atMs, method, path: sent, route, status, token: null },
    null,
  );
}

/** Sends the file or a refusal, and returns the status; 0 when a fault withholds any answer. */
function answer(
  core: Core,
  request: IncomingMessage,
  response: ServerResponse,
  fault: ActiveFault | null,
): number {
  if (fault?.action === "cut" || fault?.action === "hang") return 0;
  if (fault && /^\d+$/.test(fault.action)) {
    if (fault.action === "429") response.setHeader("Retry-After", String(fault.retryAfterSeconds ?? 1));
    return sendText(response, Number(fault.action), "Sandbox fault");
  }
  if (request.method !== "GET" && request.method !== "HEAD") return sendText(response, 405, "");
  const [path = "", query = ""] = (request.url ?? "/").split("?");
  const file = find(core, path.slice("/cdn".length), new URLSearchParams(query));
  if (typeof file === "number") return sendText(response, file, file === 404 ? GONE : "");
  return sendFile(request, response, spoil(file, fault), fault);
}

/** Files that are not what they were announced as: a page of words under a picture's type, or half of one. */
function spoil(file: File, fault: ActiveFault | null): File {
  if (fault?.action === "html") return { ...file, bytes: outagePage(200) };
  if (fault?.action === "short-body")
    return { ...file, bytes: file.bytes.subarray(0, file.bytes.length >> 1) };
  return file;
}

/** The file at a path, or the status to refuse it with. */
function find(core: Core, path: string, query: URLSearchParams): File | number {
  const [, kind, ...rest] = path.split("/");
  if (kind === "attachments") {
    if (core.links.check(path, query) !== "valid") return 404;
    return findAttachment(core, rest[0] ?? "", rest[1] ?? "") ?? 404;
  }
  const side = Math.min(Number(query.get("size")) || 128, 256);
  switch (kind) {
    case "avatars":
    case "icons":
    case "emojis":
    case "stickers":
    case "embed":
    case "guilds":
      return { bytes: paintBadge(hashText(rest.join("/")), side), contentType: "image/png", name: null };
    case "soundboard-sounds":
      return { bytes: makeFile(soundFile(rest[0] ?? "")), contentType: "audio/ogg", name: null };
    case "external":
      return {
        bytes: paintLandscape(hashText(rest.join("/")), 480, 270),
        contentType: "image/png",
        name: null,
      };
    default:
      return 404;
  }
}

/** A sound as a file: its content follows from its id. */
const soundFile = (id: string): Attachment => ({
  id,
  filename: "sound.ogg",
  sizeBytes: 9_000,
  contentType: "audio/ogg",
  width: null,
  height: null,
  description: null,
  voice: null,
  bytes: null,
});

function findAttachment(core: Core, channelId: string, attachmentId: string): File | null {
  const channel = core.world.channels.get(channelId);
  const attachment = channel ? searchAttachment(channel, attachmentId) : null;
  if (!attachment) return null;
  return { bytes: makeFile(attachment), contentType: attachment.contentType, name: attachment.filename };
}

/** The id tells when the file was uploaded, and so which messages can carry it. */
function searchAttachment(channel: Channel, id: string): Attachment | null {
  const parts = parseId(id);
  if (!parts) return null;
  const inMessage = (facts: MessageFacts) => facts.attachments.find((attachment) => attachment.id === id);
  for (const facts of eachMessage(channel, { ms: parts.ms, low: 0 })) {
    if (facts.ms > parts.ms + UPLOAD_MS) break;
    const found = inMessage(facts);
    if (found) return found;
  }
  const overlay = findOverlay(channel);
  const changed = [...(overlay?.changed.values() ?? []), ...(overlay?.added ?? [])];
  for (const facts of changed) {
    const found = facts ? inMessage(facts) : undefined;
    if (found) return found;
  }
  return null;
}

function sendText(response: ServerResponse, status: number, text: string): number {
  response.writeHead(status, [
    "Content-Type",
    "text/plain;charset=UTF-8",
    "Content-Length",
    String(Buffer.byteLength(text)),
  ]);
  response.end(text);
  return status;
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: File,
  fault: ActiveFault | null,
): number {
  const { bytes } = file;
  const range = parseRange(request.headers.range, bytes.length);
  if (range === "unsatisfiable") {
    response.writeHead(416, ["Content-Range", `bytes */${bytes.length}`, "Content-Length", "0"]).end();
    return 416;
  }
  const [from, to] = range ?? [0, bytes.length];
  const headers = [
    "Content-Type",
    file.contentType,
    "Content-Length",
    String(to - from),
    "Accept-Ranges",
    "bytes",
    "ETag",
    `"${hexDigits(hashText(`${file.name} ${bytes.length}`), 32)}"`,
    "Cache-Control",
    "public, max-age=31536000",
  ];
  if (range) headers.push("Content-Range", `bytes ${from}-${to - 1}/${bytes.length}`);
  if (file.name)
    headers.push("Content-Disposition", `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`);
  const status = range ? 206 : 200;
  const body = request.method === "HEAD" ? null : bytes.subarray(from, to);
  if (fault && body && isSpoiledBody(fault.action))
    sendSpoiledFile(response, { status, headers, body }, fault);
  else response.writeHead(status, headers).end(body ?? undefined);
  return status;
}

/** One range as [from, to); null for none or one that is not understood, which is then ignored. */
function parseRange(header: string | undefined, size: number): [number, number] | "unsatisfiable" | null {
  const match = header === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(header);
  if (!match || (match[1] === "" && match[2] === "")) return null;
  if (match[1] === "") return [Math.max(0, size - Number(match[2])), size];
  const from = Number(match[1]);
  const to = match[2] === "" ? size : Math.min(Number(match[2]) + 1, size);
  return from < size && from < to ? [from, to] : "unsatisfiable";
}
