/** Bot processes and the accounts they hold. Browser-safe. */
import { z } from "zod";
import { Id, OptionalTime, Platform, RowId, Time } from "./common.ts";

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

export const AccountView = z.object({
  id: RowId,
  platform: Platform,
  name: z.string().nullable(),
  externalId: Id.nullable(),
  isDemo: z.boolean(),
  enabled: z.boolean(),
  status: z.enum(["offline", "connecting", "ready", "refused"]),
  statusDetail: z.string().nullable(),
  statusAt: Time,
  /** Null before the first connection. False: the MESSAGE_CONTENT intent is off and texts arrive empty. */
  readsContent: z.boolean().nullable(),
  guildCount: z.number().int(),
  /** Where a server owner adds the bot; null before the first connection. */
  inviteUrl: z.string().nullable(),
  workerId: z.string().nullable(),
  leaseExpiresAt: OptionalTime,
  /** When the platform last answered that the connection for live events lives; null before the first one. */
  gatewayHeartbeatAt: OptionalTime,
  /** When it last announced something that happened. */
  gatewayEventAt: OptionalTime,
});
export type AccountView = z.infer<typeof AccountView>;

export const WorkersView = z.object({
  /** Living workers, and those that ended within the last hour. */
  workers: z.array(WorkerView),
  accounts: z.array(AccountView),
  /** True while everything runs against the built-in sandbox. */
  isDemo: z.boolean(),
});
export type WorkersView = z.infer<typeof WorkersView>;
