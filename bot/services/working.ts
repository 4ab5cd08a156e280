/** The worker as a service: stopping hands back what is in hand. */
import { ShutdownError } from "../worker/settlement.ts";
import { runWorker, type WorkerDeps } from "../worker/worker.ts";
import { loopService, type Service } from "./service.ts";

export function workerService(deps: WorkerDeps): Service {
  const loop = loopService("worker", (stop) => runWorker(deps, stop));
  return {
    ...loop,
    async stop() {
      deps.leases.abortAll(new ShutdownError("The process is shutting down"));
      await loop.stop();
    },
  };
}
