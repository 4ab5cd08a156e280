/**
 * `npm run screenshots`: renders every page of the console into docs/screenshots (test/e2e/screenshots.ts);
 * `npm run screenshots -- -g tasks` only some. Options go to mocha.
 */
import "./lib/checkNode.js";
import { ensureBuilt } from "./lib/build.js";
import { ensureInstalled } from "./lib/install.js";
import { runScript, say } from "./lib/output.js";
import { fromRoot } from "./lib/paths.js";
import { packageProgram, runProgram } from "./lib/run.js";

await runScript(async () => {
  await ensureInstalled({ withTools: true });
  await ensureBuilt();
  const { code, output } = await runProgram(packageProgram("mocha"), [
    fromRoot("test", "e2e", "screenshots.ts"),
    ...process.argv.slice(2),
  ]);
  say(output.trim());
  process.exitCode = code;
});
