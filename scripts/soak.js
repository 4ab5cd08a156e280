/**
 * `npm run soak -- NAME [--minutes N] [mocha options]`: runs test/soak/NAME.soak.ts on what is built. Soaks take minutes to
 * hours and are no part of `npm test`; each is one file, found by its name.
 */
import "./lib/checkNode.js";
import { existsSync, readdirSync } from "node:fs";
import { ensureBuilt } from "./lib/build/build.js";
import { ensureInstalled } from "./lib/build/install.js";
import { runScript, SetupError } from "./lib/output.js";
import { fromRoot } from "./lib/paths.js";
import { packageProgram, runForeground } from "./lib/run.js";

const suffix = ".soak.ts";

await runScript(async () => {
  const [name = "", ...options] = process.argv.slice(2);
  const file = fromRoot("test", "soak", `${name}${suffix}`);
  if (!/^[\w-]+$/.test(name) || !existsSync(file)) {
    const names = readdirSync(fromRoot("test", "soak"))
      .filter((entry) => entry.endsWith(suffix))
      .map((entry) => entry.slice(0, -suffix.length));
    throw new SetupError(`Name a soak: npm run soak -- NAME, with one of ${names.join(", ")}.`);
  }
  await ensureInstalled({ withTools: true });
  await ensureBuilt({ client: false });
  // mocha refuses options it does not know.
  const at = options.indexOf("--minutes");
  const minutes = at < 0 ? undefined : options.splice(at, 2)[1];
  const env = minutes === undefined ? process.env : { ...process.env, SOAK_MINUTES: minutes };
  process.exitCode = await runForeground(packageProgram("mocha"), [file, ...options], env);
});
