/** Brings declared routes to life: session, validation, handler, answer. */
import { type Request, type RequestHandler, type Response, Router } from "express";
import { z } from "zod";
import { findSession } from "../core/database/auth/sessions.ts";
import { AppError } from "../core/errors.ts";
import type { Pool } from "../core/postgres/pool.ts";
import { answerFile } from "./answerFile.ts";
import { answerJson } from "./answerJson.ts";
import { answerStream } from "./answerStream.ts";
import { hashToken, type SessionCookie } from "./auth/sessionCookie.ts";
import { requestIdOf } from "./errors.ts";
import { parseInput } from "./input.ts";
import { clientAddressOf } from "./middleware/clientAddress.ts";
import type { Route, RouteContext } from "./route.ts";

interface MountDeps {
  pool: Pool;
  cookie: SessionCookie;
  now: () => Date;
}

/** A router that serves `routes`. */
export function mountRoutes(deps: MountDeps, routes: readonly Route[]): Router {
  const router = Router();
  for (const route of routes) router[route.method](route.path, createHandler(deps, route));
  return router;
}

function createHandler(deps: MountDeps, route: Route): RequestHandler {
  return async (req, res) => {
    const context = await createContext(deps, route, req, res); // before validation: strangers learn nothing of our input
    const input = {
      params: parseInput(route.params ?? nothing, req.params),
      query: parseInput(route.query ?? nothing, req.query),
      body: parseInput(route.body ?? nothing, req.body ?? {}),
    };
    const answer = await route.handle(input, context);
    if (answer.cookie !== undefined) res.append("Set-Cookie", answer.cookie);
    if (answer.file) return answerFile(req, res, answer.file);
    if (answer.stream) return answerStream(res, answer.stream);
    await answerJson(req, res.status(answer.status ?? 200), answer.body);
  };
}

async function createContext(
  deps: MountDeps,
  route: Route,
  req: Request,
  res: Response,
): Promise<RouteContext> {
  const token = deps.cookie.read(req.get("cookie"));
  const base = {
    token,
    userAgent: req.get("user-agent") ?? null,
    address: clientAddressOf(res),
    requestId: requestIdOf(res),
    lastEventId: /^[\w-]{1,80}$/.exec(req.get("last-event-id") ?? "")?.[0] ?? null,
  };
  if (route.access === "public") return { ...base, session: null };
  const session = token === null ? null : await findSession(deps.pool, hashToken(token), deps.now());
  if (!session) throw new AppError("unauthorized", "Sign in first.");
  if (session.mustChangePassword && route.access !== "any-session") {
    throw new AppError(
      "password_change_required",
      "The generated password lets nobody further than to POST /auth/password: choose one of your own.",
    );
  }
  return { ...base, session };
}

/** What is sent where nothing is expected would be overlooked: better told. */
const nothing = z.strictObject({});
