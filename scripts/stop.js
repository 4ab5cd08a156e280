/** `npm stop`: the three processes, their PM2, the sandbox and the embedded PostgreSQL of this checkout; nothing else. */
import "./lib/checkNode.js";
import { join } from "node:path";
import { readSettings } from "./lib/environment.js";
import { withLock } from "./lib/lock.js";
import { runScript, say } from "./lib/output.js";
import { stopApps } from "./lib/services/pm2.js";
import { servicesDown } from "./lib/services/services.js";

await runScript(async () => {
  const wait = { what: "A start", onWait: () => say("Waiting for a start to end …") };
  await withLock(join(readSettings().dataDir, "start.lock"), wait, async () => {
    const stopped = (await stopApps()) ? ["the three processes"] : [];
    stopped.push(...(await servicesDown()));
    say(stopped.length > 0 ? `Stopped ${stopped.join(", ")}.` : "Nothing was running.");
  });
});
