/** `npm run pm2 -- <command>`: any PM2 command, in the PM2 of this checkout (`npm run pm2 -- logs discord-bot`). */
import "./lib/checkNode.js";
import { runScript } from "./lib/output.js";
import { packageProgram, runForeground } from "./lib/run.js";
import { pm2Environment } from "./lib/services/pm2.js";

await runScript(async () => {
  process.exitCode = await runForeground(packageProgram("pm2"), process.argv.slice(2), pm2Environment());
});
