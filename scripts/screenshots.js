/**
 * `npm run screenshots`: renders every page of the console into docs/screenshots (test/e2e/screenshots.ts);
 * `npm run screenshots -- -g tasks` only some. Options go to mocha.
 */
import "./lib/checkNode.js";
import { rmSync } from "node:fs";
import { ensureBuilt } from "./lib/build/build.js";
import { ensureInstalled } from "./lib/build/install.js";
import { runScript, say } from "./lib/output.js";
import { fromRoot } from "./lib/paths.js";
import { packageProgram, runProgram } from "./lib/run.js";

await runScript(async () => {
  await ensureInstalled({ withTools: true });
  await ensureBuilt();
  const options = process.argv.slice(2);
  // All of them anew: a picture of a page that is gone must not stay.
  if (options.length === 0) rmSync(fromRoot("docs", "screenshots"), { recursive: true, force: true });
  const { code, output } = await runProgram(packageProgram("mocha"), [
    fromRoot("test", "e2e", "screenshots.ts"),
    ...options,
  ]);
  say(output.trim());
  process.exitCode = code;
});
