/** Health, readable without signing in: no versions, no names. */
import { LiveView, ReadyView } from "../../core/api/health.ts";
import { checkDisk, withDisk } from "../../core/console/diskHealth.ts";
import { checkHealth } from "../../core/database/workers/health.ts";
import { findFullestDisk } from "../../core/disk.ts";
import type { AppDeps } from "../deps.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes below /health. */
export function healthRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/health/live",
      access: "public",
      summary: "Whether the process answers at all.",
      view: LiveView,
      async handle() {
        return { body: { status: "healthy" as const } };
      },
    }),
    readyRoute(deps, "/health/ready"),
  ];
}

/** Readiness at `path`: also served as /health, where the original system had it. */
export function readyRoute(deps: AppDeps, path: string): Route {
  return defineRoute({
    method: "get",
    path,
    access: "public",
    summary:
      "Whether the API can serve: database, schema, bot, accounts, disk. A missing bot or account and little space only degrade.",
    view: ReadyView,
    statuses: { 200: "It can serve.", 503: "It cannot." },
    async handle() {
      const { migrations, aliveSeconds } = deps;
      const [database, disk] = await Promise.all([
        checkHealth(deps.pool, { migrations, aliveSeconds, now: deps.now() }),
        findFullestDisk(deps.dataDir),
      ]);
      const health = withDisk(database, checkDisk(disk, deps.minFreeBytes));
      return { status: health.status === "unhealthy" ? 503 : 200, body: health };
    },
  });
}
