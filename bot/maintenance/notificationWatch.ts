/** Looks for what no single change of a row tells: catching up that takes too long. Forgets old deliveries. */
import { setTimeout as sleep } from "node:timers/promises";
import { notifyCatchUpBehind } from "../../core/database/notifications/catchUpBehind.ts";
import { pruneDeliveries } from "../../core/database/notifications/deliveries.ts";
import type { Logger } from "../../core/log.ts";
import type { Queryable } from "../../core/postgres/pool.ts";
import { loopService, type Service } from "../services/service.ts";

export interface NotificationWatchDeps {
  db: Queryable;
  catchUpLateMs: number;
  log: Logger;
}

const lookEveryMs = 60_000;

export function notificationWatch({ db, catchUpLateMs, log }: NotificationWatchDeps): Service {
  return loopService("notification watch", async (stop) => {
    while (!stop.aborted) {
      await sleep(lookEveryMs, undefined, { signal: stop }).catch(() => undefined); // the abort ends the loop
      if (stop.aborted) return;
      await notifyCatchUpBehind(db, catchUpLateMs)
        .then(() => pruneDeliveries(db))
        .catch((error: unknown) => log.debug({ code: "notifications.unwatched", error }, "not looked"));
    }
  });
}
