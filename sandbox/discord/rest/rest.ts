import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { type Core, findBot, viewerOf } from "../core.ts";
import { readBody } from "./body.ts";
import { ApiError, refuse } from "./errors.ts";
import type { ActiveFault } from "./faults.ts";
import { HISTORY_BUCKET } from "./limits.ts";
import { type RestReply, type Route, Router } from "./router.ts";
import { attachmentRoutes } from "./routes/attachments.ts";
import { channelRoutes } from "./routes/channels.ts";
import { commandRoutes } from "./routes/commands.ts";
import { guildRoutes } from "./routes/guilds.ts";
import { historyRoutes } from "./routes/history.ts";
import { writeRoutes } from "./routes/write.ts";
import { isSpoiledBody, outagePage, type Page, sendSpoiled } from "./spoiledBodies.ts";

const router = new Router([
  ...historyRoutes,
  ...channelRoutes,
  ...guildRoutes,
  ...writeRoutes,
  ...commandRoutes,
  ...attachmentRoutes,
]);

/** Requests that match nothing share a name in the counters. */
const NO_ROUTE = "unknown route";

/** What a request is answered with. */
interface Answer extends Page {
  scope: "user" | "global" | "shared" | null;
}

interface Asked {
  method: string;
  /** Path and query as sent. */
  path: string;
  query: string;
  token: string | null;
  /** Null when no route fits. */
  route: Route | null;
  params: Record<string, string>;
}

/** Answers one request of Discord's REST API and records it. Rejects on defects only. */
export async function handleRest(
  core: Core,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const atMs = core.now();
  const asked = toAsked(request);
  const channelId = asked.route?.bucket.name === HISTORY_BUCKET ? (asked.params.channel ?? null) : null;
  core.counters.begin(channelId);
  response.once("close", () => core.counters.finish(channelId));
  const fault = core.faults.take({
    route: asked.route?.name ?? NO_ROUTE,
    path: asked.path,
    method: asked.method,
    token: asked.token,
  });
  const waitMs = core.latencyMs + (fault?.action === "slow" ? (fault.delayMs ?? 1_000) : 0);
  if (waitMs > 0) await delay(waitMs);
  const answer = fault ? await spoil(core, request, asked, fault) : await answerTo(core, request, asked);
  const isCut = fault?.action === "cut" || fault?.action === "cut-after";
  core.counters.record(
    {
      atMs,
      tookMs: core.now() - atMs,
      method: asked.method,
      path: asked.path,
      route: asked.route?.name ?? NO_ROUTE,
      status: answer?.status ?? 0,
      token: asked.token,
    },
    answer?.scope ?? null,
  );
  if (isCut) request.socket.destroy();
  else if (answer && fault && isSpoiledBody(fault.action)) sendSpoiled(response, answer, fault);
  else if (answer) send(response, answer);
}

/** Splits `/api/v10/channels/…?limit=…`; versions are not told apart. */
function toAsked(request: IncomingMessage): Asked {
  const path = request.url ?? "/";
  const method = request.method ?? "GET";
  const mark = path.indexOf("?");
  const plain = mark < 0 ? path : path.slice(0, mark);
  const segments = plain.replace(/^\/api(?:\/v\d+)?\//, "").split("/");
  const found = router.find(method, segments);
  const authorization = request.headers.authorization;
  return {
    method,
    path,
    query: mark < 0 ? "" : path.slice(mark + 1),
    token: authorization?.startsWith("Bot ") ? authorization.slice(4) : null,
    route: found?.route ?? null,
    params: found?.params ?? {},
  };
}

/** The true answer. */
async function answerTo(core: Core, request: IncomingMessage, asked: Asked): Promise<Answer> {
  const headers: string[] = [];
  try {
    if (!asked.route) throw refuse.notFound();
    const { route, params } = asked;
    const bot = route.isOpen
      ? (core.commands.interactions.get(params.token ?? "")?.bot ?? null)
      : asked.token === null
        ? null
        : findBot(core.world, asked.token);
    if (!bot) throw refuse.unauthorized();
    const major = route.major === "" ? "" : (params[route.major] ?? "");
    const verdict = core.limiter.judge(bot.token, route.bucket, major);
    headers.push(...verdict.headers);
    if (verdict.refused) {
      const { global, retryAfterSeconds } = verdict.refused;
      return limited(headers, retryAfterSeconds, global ? "global" : "user");
    }
    const reply = await route.handler({
      core,
      bot,
      viewer: viewerOf(core, bot),
      params,
      query: new URLSearchParams(asked.query),
      body: () => readBody(request),
    });
    return { status: reply === null ? 204 : 200, headers, body: toBytes(reply, core), scope: null };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { status: error.status, headers, body: toBytes(error.toBody()), scope: null };
  }
}

function toBytes(reply: RestReply, core?: Core): Buffer | null {
  if (reply === null || Buffer.isBuffer(reply)) return reply;
  return Buffer.from(
    typeof reply === "string" ? reply : (core?.raw.stringify(reply) ?? JSON.stringify(reply)),
  );
}

function limited(headers: string[], retryAfterSeconds: number, scope: "user" | "global" | "shared"): Answer {
  const body = {
    message: "You are being rate limited.",
    retry_after: retryAfterSeconds,
    global: scope === "global",
  };
  return { status: 429, headers, body: toBytes(body), scope };
}

/** The answer a fault makes of it; null to leave the request without any. */
async function spoil(
  core: Core,
  request: IncomingMessage,
  asked: Asked,
  fault: ActiveFault,
): Promise<Answer | null> {
  switch (fault.action) {
    case "cut":
    case "hang":
      return null;
    case "slow":
    case "cut-after": // carried out, and nobody is told
    case "giant-body":
      return answerTo(core, request, asked);
    case "cut-body":
    case "stall-body":
      return fault.status === undefined
        ? answerTo(core, request, asked)
        : { status: fault.status, headers: [], body: outagePage(fault.status), scope: null };
    case "html": {
      const status = fault.status ?? 502;
      return { status, headers: ["Content-Type", "text/html"], body: outagePage(status), scope: null };
    }
    case "429": {
      const { scope = "user", retryAfterSeconds = 1 } = fault;
      const headers = ["Retry-After", retryAfterSeconds.toFixed(3), "X-RateLimit-Scope", scope];
      if (scope === "global") headers.push("X-RateLimit-Global", "true");
      return limited(headers, retryAfterSeconds, scope);
    }
    case "unauthorized":
      return plain(401, refuse.unauthorized().toBody());
    case "automod":
      return plain(400, { message: "Message was blocked by automatic moderation", code: 200_000 });
    case "empty-list":
      return plain(200, "[]");
    case "same-page":
      // Whatever was asked for, as if the query had been lost on the way.
      return answerTo(core, request, { ...asked, query: "limit=100" });
    case "malformed-json": {
      const answer = await answerTo(core, request, asked);
      const half = Math.floor((answer.body?.length ?? 2) / 2);
      return { ...answer, body: answer.body?.subarray(0, half) ?? Buffer.from("{") };
    }
    default:
      return plain(Number(fault.action), { message: `${fault.action}: Sandbox fault`, code: 0 });
  }
}

function plain(status: number, body: RestReply): Answer {
  return { status, headers: [], body: toBytes(body), scope: null };
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.destroyed) return;
  if (body === null) {
    response.writeHead(status, headers).end();
    return;
  }
  const type = headers.includes("Content-Type") ? [] : ["Content-Type", "application/json"];
  response.writeHead(status, [...type, "Content-Length", String(body.length), ...headers]);
  response.end(body);
}
