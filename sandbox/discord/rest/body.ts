import type { IncomingMessage } from "node:http";
import { refuse } from "./errors.ts";
import type { RestBody } from "./router.ts";

/** Discord's largest request (bytes); larger ones are cut off. */
const MAX_BODY_BYTES = 30 * 1024 * 1024;

/** Reads a request's body whole. Throws when it is too large. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw refuse.tooLarge();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Reads JSON, or a multipart form with `payload_json` and files, as the API takes them. */
export async function readBody(request: IncomingMessage): Promise<RestBody> {
  const bytes = await readBytes(request);
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data")) return { json: parseJson(bytes.toString()), files: [] };
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  const files: RestBody["files"] = [];
  let json: Record<string, unknown> = {};
  for (const [name, value] of form) {
    if (typeof value === "string") {
      if (name === "payload_json") json = parseJson(value);
    } else {
      files.push({
        name: value.name,
        contentType: value.type,
        bytes: Buffer.from(await value.arrayBuffer()),
      });
    }
  }
  return { json, files };
}

function parseJson(text: string): Record<string, unknown> {
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // falls through to the refusal
  }
  throw refuse.invalidJson();
}
