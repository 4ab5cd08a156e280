/** `npm run check`: types, format, lint and import lines of everything, and every package script `check:…`. */
import "./lib/checkNode.js";
import { readFileSync } from "node:fs";
import { ensureInstalled } from "./lib/build/install.js";
import { withLock } from "./lib/lock.js";
import { duration, runScript, say, table } from "./lib/output.js";
import { fromRoot } from "./lib/paths.js";
import { packageProgram, runProgram } from "./lib/run.js";

/** @typedef {{ name: string, run: () => Promise<{ code: number, output: string }> }} Step */

const tool = (/** @type {string} */ name, /** @type {string[]} */ ...args) =>
  runProgram(packageProgram(name), args, { env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" } });

/** @returns {Step[]} */
function steps() {
  const { scripts } = JSON.parse(readFileSync(fromRoot("package.json"), "utf8"));
  const own = Object.keys(scripts).filter((name) => name.startsWith("check:"));
  const wait = { what: "A build" };
  return [
    // Under the build's lock: tsc -b writes dist/.
    {
      name: "types",
      run: () => withLock(fromRoot("dist", ".build.lock"), wait, () => tool("tsc", "-b", fromRoot())),
    },
    { name: "types of scripts", run: () => tool("tsc", "-p", fromRoot("scripts")) },
    { name: "types of client", run: clientTypes },
    { name: "format", run: () => tool("biome", "check", "--diagnostic-level=info", ".") },
    { name: "lint", run: () => tool("oxlint", "--deny-warnings") },
    ...own.map((name) => ({ name, run: () => runProgram("npm", ["run", "--silent", name]) })),
  ];
}

/** Next.js first writes the types of its routes. */
async function clientTypes() {
  const generated = await tool("next", "typegen", fromRoot("client"));
  if (generated.code !== 0) return generated;
  const pages = await tool("tsc", "-p", fromRoot("client"), "--noEmit");
  return pages.code === 0
    ? await tool("tsc", "-p", fromRoot("client", "tsconfig.tests.json"), "--noEmit")
    : pages;
}

await runScript(async () => {
  await ensureInstalled({ withTools: true });
  const rows = [];
  for (const { name, run } of steps()) {
    const startedMs = Date.now();
    const { code, output } = await run();
    if (code !== 0) {
      process.exitCode = 1;
      say(`\n✖ ${name}\n${output.trim()}\n`);
    }
    rows.push([name, code === 0 ? "ok" : "FAILED", duration(Date.now() - startedMs)]);
  }
  say(table(["check", "result", "time"], rows));
});
