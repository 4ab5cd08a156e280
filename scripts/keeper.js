/**
 * The PM2 app `backscroll-keeper`: brings the services that Backscroll runs for itself back when they are away
 * (killed, a full disk, a reboot). It leaves them running when it ends: `npm stop` ends them.
 */
import "./lib/checkNode.js";
import { join } from "node:path";
import { readSettings } from "./lib/environment.js";
import { withLock } from "./lib/lock.js";
import { runScript } from "./lib/output.js";
import { keepServices } from "./lib/services/keeper.js";

await runScript(async () => {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop.abort());
  const { dataDir } = readSettings();
  const { signal } = stop;
  // A second keeper (of another PM2, or of npm run dev) stands by until the first is gone.
  const wait = { what: "Keeping the services", timeoutMs: Number.POSITIVE_INFINITY, signal };
  await withLock(join(dataDir, "keeper.lock"), wait, () => keepServices(dataDir, signal)).catch((error) => {
    if (!signal.aborted) throw error;
  });
});
