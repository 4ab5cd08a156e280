/** The HTTP application: what every request passes through, and the routes. */
import express, { type Express, type RequestHandler } from "express";
import helmet from "helmet";
import { createSessionCookie, type SessionCookie } from "./auth/sessionCookie.ts";
import { keepDemoModeFresh } from "./demoMode.ts";
import type { AppDeps } from "./deps.ts";
import { answerErrors, answerNotFound } from "./errors.ts";
import { logRequests } from "./middleware/accessLog.ts";
import { findClientAddress } from "./middleware/clientAddress.ts";
import { honourConditions } from "./middleware/conditions.ts";
import { refuseForeignOrigins } from "./middleware/foreignOrigin.ts";
import { readJsonBody } from "./middleware/jsonBody.ts";
import { nameRequests } from "./middleware/requestId.ts";
import { mountRoutes } from "./mountRoutes.ts";
import type { Route } from "./route.ts";
import { authRoutes } from "./routes/auth.ts";
import { bookmarkRoutes } from "./routes/bookmarks.ts";
import { botConfigRoutes } from "./routes/botConfig.ts";
import { digestRoutes } from "./routes/digests.ts";
import { erasureRoutes } from "./routes/erasures.ts";
import { eventRoutes } from "./routes/events.ts";
import { exportRoutes } from "./routes/exports.ts";
import { fetchRoutes } from "./routes/fetch.ts";
import { fileRoutes } from "./routes/files.ts";
import { guildRoutes } from "./routes/guilds.ts";
import { healthRoutes, readyRoute } from "./routes/health.ts";
import { historyRoutes } from "./routes/history.ts";
import { importRoutes } from "./routes/imports.ts";
import { mediaRoutes } from "./routes/media.ts";
import { messageRoutes } from "./routes/messages.ts";
import { mirrorRoutes } from "./routes/mirrors.ts";
import { notificationTargetRoutes } from "./routes/notificationTargets.ts";
import { openApiRoute } from "./routes/openapi.ts";
import { overviewRoutes } from "./routes/overview.ts";
import { peopleRoutes } from "./routes/people.ts";
import { responseRoutes } from "./routes/responses.ts";
import { savedSearchRoutes } from "./routes/savedSearches.ts";
import { scheduleRoutes } from "./routes/schedules.ts";
import { searchRoutes } from "./routes/search.ts";
import { statisticsRoutes } from "./routes/statistics.ts";
import { taskRoutes } from "./routes/tasks.ts";
import { telegramRoutes } from "./routes/telegram.ts";
import { telegramChatRoutes } from "./routes/telegramChats.ts";
import { workerRoutes } from "./routes/workers.ts";
import { receiveUploads, uploadPaths } from "./uploads.ts";

export type { AppDeps } from "./deps.ts";

/** The application, ready to listen. It never connects by itself: the first query does. */
export function createApp(deps: AppDeps): Express {
  const cookie = createSessionCookie(isHttps(deps));
  const app = express();
  app.disable("x-powered-by");
  app.set("query parser", "simple"); // no nested objects out of brackets
  app.use(nameRequests, findClientAddress(deps), logRequests(deps.log));
  app.use(protectAnswers(isHttps(deps)), forbidStoring, honourConditions);
  app.use(refuseForeignOrigins(deps.publicUrl));
  app.all(uploadPaths, receiveUploads({ ...deps, cookie })); // before bodies are taken for JSON
  app.use(readJsonBody);
  app.use(keepDemoModeFresh(deps.demoMode));
  app.use(["/api/v1", "/api"], mountRoutes({ ...deps, cookie }, apiRoutes(deps, cookie)));
  app.use(mountRoutes({ ...deps, cookie }, [readyRoute(deps, "/health")]));
  app.use(answerNotFound, answerErrors(deps.log));
  return app;
}

/** Every route of the API, without prefix: the table that tests and the description go through. */
export function apiRoutes(deps: AppDeps, cookie: SessionCookie): Route[] {
  const routes = [
    ...authRoutes(deps, cookie),
    ...overviewRoutes(deps),
    ...guildRoutes(deps),
    ...messageRoutes(deps),
    ...responseRoutes(deps),
    ...bookmarkRoutes(deps),
    ...mediaRoutes(deps),
    ...fileRoutes(deps),
    ...exportRoutes(deps),
    ...importRoutes(deps),
    ...fetchRoutes(deps),
    ...taskRoutes(deps),
    ...historyRoutes(deps),
    ...statisticsRoutes(deps),
    ...digestRoutes(deps),
    ...scheduleRoutes(deps),
    ...mirrorRoutes(deps),
    ...workerRoutes(deps),
    ...searchRoutes(deps),
    ...savedSearchRoutes(deps),
    ...eventRoutes(deps),
    ...botConfigRoutes(deps),
    ...telegramRoutes(deps),
    ...telegramChatRoutes(deps),
    ...notificationTargetRoutes(deps),
    ...peopleRoutes(deps),
    ...erasureRoutes(deps),
    ...healthRoutes(deps),
  ];
  return [...routes, openApiRoute(routes, cookie.name)];
}

const isHttps = (deps: AppDeps) => deps.publicUrl?.startsWith("https:") ?? false;

/** No cache on the way keeps what stands behind the sign-in; pollers keep the last answer and its ETag themselves. */
const forbidStoring: RequestHandler = (_req, res, next) => {
  res.set("Cache-Control", "no-store");
  next();
};

/** Headers for answers that are data, never pages: nothing in them may run, load or be framed. */
function protectAnswers(https: boolean) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: https ? { maxAge: 63_072_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: "no-referrer" },
    xFrameOptions: { action: "deny" },
  });
}
