/** Hears the database's notifications and rings the bells of those who wait for them. */
import type { Logger } from "../../core/log.ts";
import { type Listener, startListener } from "../../core/postgres/listener.ts";
import type { Queryable } from "../../core/postgres/pool.ts";
import type { Service } from "./service.ts";

interface ListeningDeps {
  url: string;
  db: Queryable;
  /** What is done for a notification of each channel. */
  onNotification: Readonly<Record<string, () => void>>;
  log: Logger;
}

/** `hears`: a notification would be noticed now. */
export function createListening({ url, db, onNotification, log }: ListeningDeps): {
  readonly hears: boolean;
  service: Service;
} {
  let listener: Listener | null = null;
  return {
    get hears() {
      return listener?.hears ?? false;
    },
    service: {
      name: "listener",
      start() {
        listener = startListener({
          url,
          db,
          channels: Object.keys(onNotification),
          onNotification: (channel) => onNotification[channel]?.(),
          log,
        });
      },
      async stop() {
        await listener?.close();
      },
    },
  };
}
