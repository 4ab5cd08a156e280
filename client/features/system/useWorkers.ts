"use client";
import type { WorkersView } from "../../../core/api/workers.ts";
import { useResource } from "../../http/useResource.ts";

/** Bot processes and accounts. `isMain`: the page is about them, so they set the page's pace. */
export const useWorkers = (isMain = false) =>
  useResource<WorkersView>("/workers", {
    poll: isMain ? "view" : 15_000,
    isBusy: (data) => data.workers.some((worker) => worker.runningTasks > 0),
  });
