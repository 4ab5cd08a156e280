/** Bot processes and accounts. */
import { WorkersView } from "../../core/api/workers.ts";
import { listWorkers } from "../../core/database/workers/workerList.ts";
import type { AppDeps } from "../deps.ts";
import { defineRoute, type Route } from "../route.ts";

/** The route /workers. */
export function workerRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/workers",
      access: "session",
      summary: "Bot processes with their signs of life, and the accounts they hold.",
      view: WorkersView,
      async handle() {
        const options = { isDemo: deps.demo, aliveSeconds: deps.aliveSeconds };
        return { body: await listWorkers(deps.readPool, options) };
      },
    }),
  ];
}
