/** Bot processes and the accounts they hold. Browser-safe. */
import { z } from "zod";
import { AccountView } from "./accounts.ts";
import { Time } from "./common.ts";

export const WorkerView = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.number().int(),
  version: z.string(),
  status: z.enum(["running", "draining", "stopped", "lost"]),
  concurrency: z.number().int(),
  runningTasks: z.number().int(),
  rssBytes: z.number().int(),
  startedAt: Time,
  heartbeatAt: Time,
});
export type WorkerView = z.infer<typeof WorkerView>;

export const WorkerActionView = z.object({ worker: WorkerView });
export type WorkerActionView = z.infer<typeof WorkerActionView>;

export const WorkersView = z.object({
  /** Living workers, and those that ended within the last hour. */
  workers: z.array(WorkerView),
  accounts: z.array(AccountView),
  /** True while everything runs against the built-in sandbox. */
  isDemo: z.boolean(),
});
export type WorkersView = z.infer<typeof WorkersView>;
