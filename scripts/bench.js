/** `npm run bench -- NAME [options]`: runs bench/NAME.ts on what is built. */
import "./lib/checkNode.js";
import { existsSync, readdirSync } from "node:fs";
import { ensureBuilt } from "./lib/build/build.js";
import { ensureInstalled } from "./lib/build/install.js";
import { runScript, SetupError } from "./lib/output.js";
import { fromRoot } from "./lib/paths.js";
import { packageProgram, runForeground } from "./lib/run.js";

await runScript(async () => {
  const [name = "", ...options] = process.argv.slice(2);
  const file = fromRoot("bench", `${name}.ts`);
  if (!/^[\w-]+$/.test(name) || !existsSync(file)) {
    const names = readdirSync(fromRoot("bench"))
      .filter((entry) => entry.endsWith(".ts"))
      .map((entry) => entry.slice(0, -3));
    throw new SetupError(`Name a benchmark: npm run bench -- NAME, with one of ${names.join(", ")}.`);
  }
  await ensureInstalled({ withTools: true });
  await ensureBuilt({ client: false });
  process.exitCode = await runForeground(packageProgram("tsx"), [file, ...options]);
});
