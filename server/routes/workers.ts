/** Bot processes and accounts. */
import { WorkerActionView, WorkersView } from "../../core/api/workers.ts";
import { listWorkers } from "../../core/database/workers/workerList.ts";
import { setWorkerDraining } from "../../core/database/workers/workers.ts";
import { AppError } from "../../core/errors.ts";
import type { AppDeps } from "../deps.ts";
import { WorkerParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes below /workers. */
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
    drainRoute(deps, "drain", "Lets a bot process finish what it has and take no new tasks; it stays alive."),
    drainRoute(deps, "resume", "Lets a drained bot process take tasks again."),
  ];
}

function drainRoute(deps: AppDeps, action: "drain" | "resume", summary: string): Route {
  return defineRoute({
    method: "post",
    path: `/workers/:workerId/${action}`,
    access: "session",
    summary,
    params: WorkerParams,
    view: WorkerActionView,
    async handle({ params: { workerId } }) {
      const isKnown = await setWorkerDraining(deps.pool, workerId, action === "drain");
      const { workers } = await listWorkers(deps.pool, {
        isDemo: deps.demo,
        aliveSeconds: deps.aliveSeconds,
      });
      const worker = workers.find(({ id }) => id === workerId);
      if (!isKnown || !worker)
        throw new AppError("unknown_worker", `No bot process ${workerId} is running.`, { field: "workerId" });
      return { body: { worker } };
    },
  });
}
