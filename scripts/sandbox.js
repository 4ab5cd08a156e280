/** `npm run sandbox -- [--port N] [--messages N] …`: the loopback Discord in the foreground (sandbox/README.md). */
import "./lib/checkNode.js";
import { ensureBuilt } from "./lib/build/build.js";
import { ensureInstalled } from "./lib/build/install.js";
import { runScript } from "./lib/output.js";
import { fromRoot } from "./lib/paths.js";
import { runForeground } from "./lib/run.js";

await runScript(async () => {
  await ensureInstalled();
  await ensureBuilt({ client: false });
  process.exitCode = await runForeground(process.execPath, [
    fromRoot("dist", "sandbox", "main.js"),
    ...process.argv.slice(2),
  ]);
});
