/** Whether the demonstration is shown: it ends with the first real account that is saved, without a restart. */
import type { RequestHandler } from "express";
import { hasRealAccount } from "../core/database/workers/accountConfig.ts";
import type { Queryable } from "../core/postgres/pool.ts";

export interface DemoMode {
  /** True while everything runs against the built-in sandbox; as of the last look. */
  readonly isOn: boolean;
  /** Looks anew. Throws when the database is away. */
  refresh(): Promise<void>;
}

/** `isConfigured`: no platform is configured; otherwise there is no demonstration, and nothing is ever looked up. */
export function createDemoMode(db: Queryable, isConfigured: boolean): DemoMode {
  let isOn = isConfigured;
  return {
    get isOn() {
      return isOn;
    },
    async refresh() {
      if (isConfigured) isOn = !(await hasRealAccount(db));
    },
  };
}

/** Another API process, or somebody in SQL, may have saved or removed the account. */
const lookEveryMs = 1_000;

/** Looks beside the requests, so that none waits for it: the next one knows. */
export function keepDemoModeFresh(demoMode: DemoMode): RequestHandler {
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  return (_req, _res, next) => {
    if (performance.now() - lookedAtMs >= lookEveryMs) {
      lookedAtMs = performance.now();
      demoMode.refresh().catch(() => undefined); // what was known before stands
    }
    next();
  };
}
