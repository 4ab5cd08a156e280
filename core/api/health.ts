/** Health of the installation, readable without signing in: no versions, no names. Browser-safe. */
import { z } from "zod";
import { Time } from "./common.ts";

export const HealthStatus = z.enum(["healthy", "degraded", "unhealthy"]);
export const CheckView = z.object({
  status: HealthStatus,
  latencyMs: z.number().optional(),
  detail: z.string().optional(),
});

/** Null counts where the API cannot ask the file system. */
export const DiskCheckView = CheckView.extend({
  /** Where the fullest file system of the installation is mounted. */
  mount: z.string().nullable(),
  freeBytes: z.number().nullable(),
});

export const LiveView = z.object({ status: z.literal("healthy") });
/** 200 while the API can serve, 503 while it cannot; a missing bot only degrades. */
export const ReadyView = z.object({
  status: HealthStatus,
  time: Time,
  checks: z.object({
    database: CheckView,
    migrations: CheckView,
    bot: CheckView,
    /** The accounts that bot processes hold: connected, and heard of. */
    accounts: CheckView,
    /** The servers these accounts are in: channels and permissions up to date. */
    servers: CheckView,
    disk: DiskCheckView,
  }),
});
export type ReadyView = z.infer<typeof ReadyView>;
