import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { sendJson as send, sendLines as stream } from "../../world/http.ts";
import { readBytes } from "../rest/body.ts";
import { ApiError } from "../rest/errors.ts";
import { truthHistory } from "../truth/history.ts";
import { truthResponses } from "../truth/responses.ts";
import { truthChannels, truthDigest, truthGuilds, truthMessages } from "../truth/truth.ts";
import type { Controlled } from "./actions.ts";
import { interactionsOf, runAction, stateOf } from "./control.ts";
import { ControlError, channelIn } from "./lookup.ts";
import { type ActionName, actionNames } from "./schema.ts";

/** Answers one request to `/control/…`: actions by POST, counters and truth by GET. Errors: 400 or 404 with a sentence. */
export async function handleControl(
  on: Controlled,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://sandbox");
  const path = url.pathname.slice("/control/".length);
  try {
    if (request.method === "POST") await act(on, path, request, response);
    else await look(on, path.split("/"), url.searchParams, response);
  } catch (error) {
    const status = error instanceof ControlError ? 404 : 400;
    if (
      !(
        error instanceof ControlError ||
        error instanceof z.ZodError ||
        error instanceof ApiError ||
        error instanceof SyntaxError
      )
    ) {
      throw error;
    }
    send(response, status, { error: error instanceof z.ZodError ? z.prettifyError(error) : error.message });
  }
}

async function act(
  on: Controlled,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!actionNames.includes(name as ActionName)) throw new ControlError(`There is no action ${name}.`);
  const text = (await readBytes(request)).toString();
  send(response, 200, runAction(on, name as ActionName, text === "" ? {} : (JSON.parse(text) as object)));
}

async function look(
  on: Controlled,
  path: readonly string[],
  query: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const { core } = on;
  const filter = {
    guildId: query.get("guild") ?? undefined,
    token: query.get("token") ?? undefined,
    readable: query.get("readable") === "true",
  };
  const [what, kind, id, detail] = path;
  if (what === "counters") send(response, 200, core.counters.report());
  else if (what === "requests") send(response, 200, core.counters.requests(Number(query.get("after") ?? 0)));
  else if (what === "faults") send(response, 200, core.faults.list());
  else if (what === "state") send(response, 200, stateOf(on));
  else if (what === "interactions") send(response, 200, interactionsOf(on));
  else if (what === "truth" && kind === "guilds") send(response, 200, truthGuilds(core.world));
  else if (what === "truth" && kind === "channels" && id === undefined) {
    send(response, 200, truthChannels(core.world, filter));
  } else if (what === "truth" && kind === "channels" && id !== undefined && detail === "digest") {
    send(response, 200, await truthDigest(channelIn(core, id)));
  } else if (what === "truth" && kind === "channels" && id !== undefined && detail === "history") {
    send(response, 200, truthHistory(channelIn(core, id)));
  } else if (what === "truth" && kind === "channels" && id !== undefined && detail === "responses") {
    send(response, 200, truthResponses(channelIn(core, id)));
  } else if (what === "truth" && kind === "channels" && id !== undefined && detail === "messages") {
    await stream(response, truthMessages(channelIn(core, id)));
  } else throw new ControlError(`There is nothing at ${path.join("/")}.`);
}
