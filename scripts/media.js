/**
 * `npm run media:cleanup [-- --dry-run]` removes stored files that nothing needs; `npm run media:verify` reads all of them
 * and compares their hashes. Both end with 1 when a stored file is missing or damaged. The processes go on meanwhile.
 */
import "./lib/checkNode.js";
import { ensureBuilt } from "./lib/build/build.js";
import { ensureInstalled } from "./lib/build/install.js";
import { runScript, SetupError, say, warn } from "./lib/output.js";
import { checkMedia, cleanUpMedia } from "./lib/services/built.js";
import { databaseUrl } from "./lib/services/services.js";

await runScript(async () => {
  const [command = "", ...options] = process.argv.slice(2);
  const unknown = options.find((option) => command !== "cleanup" || option !== "--dry-run");
  if (unknown !== undefined) throw new SetupError(`"${unknown}" is not an option of this command.`);
  if (command !== "cleanup" && command !== "verify") throw new SetupError('Say "cleanup" or "verify".');
  await ensureInstalled();
  await ensureBuilt({ client: false });
  const url = await databaseUrl();
  if (command === "cleanup") await cleanUp(url, options.length > 0);
  else await verify(url);
});

/** @param {string} url @param {boolean} dryRun */
async function cleanUp(url, dryRun) {
  const { orphans, unreferenced, missing } = await cleanUpMedia(url, dryRun);
  for (const path of orphans) say(`orphan: ${path}`);
  for (const hash of unreferenced) say(`not needed: ${hash}`);
  tellLost("missing", missing);
  const count = orphans.length + unreferenced.length;
  say(`${dryRun ? "To be removed" : "Removed"}: ${count}. Missing: ${missing.length}.`);
}

/** @param {string} url */
async function verify(url) {
  const { checked, missing, damaged } = await checkMedia(url);
  tellLost("missing", missing);
  tellLost("damaged", damaged);
  say(`Checked: ${checked}. Missing: ${missing.length}. Damaged: ${damaged.length}.`);
}

/** @param {string} what @param {string[]} hashes */
function tellLost(what, hashes) {
  for (const hash of hashes) warn(`${what}: ${hash}`);
  if (hashes.length > 0) process.exitCode = 1;
}
