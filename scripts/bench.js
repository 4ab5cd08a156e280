/** `npm run bench -- NAME [options]`: runs bench/NAME.ts on what is built. */
import "./lib/checkNode.js";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "./lib/build/build.js";
import { ensureInstalled } from "./lib/build/install.js";
import { runScript, SetupError, say } from "./lib/output.js";
import { fromRoot } from "./lib/paths.js";
import { packageProgram, runForeground, runProgram } from "./lib/run.js";
import { ensureNode, environmentOf } from "./lib/test/nodeVersions.js";

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
  await ensureBuilt({ client: name === "viewer" });
  const env = name === "queue" ? await withPeers() : process.env;
  process.exitCode = await runForeground(packageProgram("tsx"), [file, ...options], env);
});

/** The queues that ours is measured against need a newer Node.js than we do: all of it runs on that one. */
async function withPeers() {
  const env = environmentOf(await ensureNode(24));
  const folder = fromRoot("bench", "queues");
  if (!existsSync(join(folder, "node_modules", ".package-lock.json"))) {
    say("Installing the queues to measure against …");
    const { code, output } = await runProgram("npm", ["ci", "--no-audit", "--no-fund"], { env, cwd: folder });
    if (code !== 0) throw new SetupError(`They could not be installed; npm says:\n${output.trim()}`);
  }
  return env;
}
