import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { sendJson, sendLines } from "../../world/http.ts";
import { RpcError } from "../errors.ts";
import type { Controlled } from "./actions.ts";
import { createControl, runAction } from "./control.ts";
import { ControlError } from "./lookup.ts";
import { type ActionName, actionNames } from "./schema.ts";

/** Answers one request to `/control/…`: actions by POST, counters and truth by GET. Errors: 400 or 404 with a sentence. */
export async function handleControl(
  on: Controlled,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://sandbox");
  const path = url.pathname.replace(/^\/control\//, "");
  try {
    if (request.method === "POST") await act(on, path, request, response);
    else await look(on, path.split("/"), url.searchParams, response);
  } catch (error) {
    if (error instanceof ControlError) sendJson(response, 404, { error: error.message });
    else if (error instanceof z.ZodError) sendJson(response, 400, { error: z.prettifyError(error) });
    else if (error instanceof SyntaxError || error instanceof RpcError)
      sendJson(response, 400, { error: error.message });
    else throw error;
  }
}

async function act(
  on: Controlled,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!actionNames.includes(name as ActionName)) throw new ControlError(`There is no action ${name}.`);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  sendJson(response, 200, runAction(on, name as ActionName, text === "" ? {} : JSON.parse(text)));
}

async function look(
  on: Controlled,
  path: readonly string[],
  query: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const control = createControl(on);
  const phone = query.get("phone") ?? undefined;
  const [what, kind, id, detail] = path;
  if (what === "counters") sendJson(response, 200, await control.counters());
  else if (what === "calls") sendJson(response, 200, await control.calls(Number(query.get("after") ?? 0)));
  else if (what === "faults") sendJson(response, 200, await control.faults());
  else if (what === "state") sendJson(response, 200, await control.state());
  else if (what !== "truth" || kind !== "chats")
    throw new ControlError(`There is nothing at ${path.join("/")}.`);
  else if (id === undefined) sendJson(response, 200, await control.truth.chats(phone));
  else if (detail === "messages") await sendLines(response, control.truth.messages(id, phone));
  else if (detail === "digest") sendJson(response, 200, await control.truth.digest(id, phone));
  else if (detail === "history") sendJson(response, 200, await control.truth.history(id, phone));
  else if (detail === "files") sendJson(response, 200, await control.truth.files(id, phone));
  else throw new ControlError(`There is nothing at ${path.join("/")}.`);
}
