/** `npm stop`: the three processes, their PM2, the sandbox and the embedded PostgreSQL of this checkout; nothing else.
 * Processes in the operator's own PM2 are stopped there. */
import "./lib/checkNode.js";
import { join } from "node:path";
import { readSettings } from "./lib/environment.js";
import { withLock } from "./lib/lock.js";
import { runScript, say } from "./lib/output.js";
import { stopForeignApps } from "./lib/services/managed.js";
import { stopApps } from "./lib/services/pm2.js";
import { servicesDown } from "./lib/services/services.js";

await runScript(async () => {
  const wait = { what: "A start", onWait: () => say("Waiting for a start to end …") };
  await withLock(join(readSettings().dataDir, "start.lock"), wait, async () => {
    const stopped = (await stopApps()) ? ["the three processes"] : [];
    for (const home of await stopForeignApps()) stopped.push(`the processes in another PM2 (${home})`);
    stopped.push(...(await servicesDown()));
    say(stopped.length > 0 ? `Stopped ${stopped.join(", ")}.` : "Nothing was running.");
  });
});
