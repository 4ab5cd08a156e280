/** `npm run build [-- --force]`: compiles what changed since the last build. */
import "./lib/checkNode.js";
import { ensureBuilt } from "./lib/build/build.js";
import { ensureInstalled } from "./lib/build/install.js";
import { runScript, say } from "./lib/output.js";

await runScript(async () => {
  await ensureInstalled();
  await ensureBuilt({ force: process.argv.includes("--force") });
  say("The build is up to date.");
});
