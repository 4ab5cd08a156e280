import type { Platform } from "../model/platform.ts";

/** Requests per second of one account: in all, and on one channel once its burst is used up. */
export const requestLimits: Record<Platform, { perSecond: number; perChannelSecond: number; burst: number }> =
  {
    discord: { perSecond: 50, perChannelSecond: 1, burst: 5 },
    telegram: { perSecond: 1, perChannelSecond: 1, burst: 1 },
  };
