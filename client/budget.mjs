/**
 * First-load JavaScript per page, from the build's manifests: what a browser needs before the page works, chunks
 * loaded later (charts, palette) left out. Ends with 1 when a page is over the budget.
 *
 * Run after a build: `node client/budget.mjs`
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { gzipSync } from "node:zlib";

/** gzip, per page. More takes over a second to arrive and start on a slow phone. */
const budgetBytes = 250_000;

const build = join(dirname(fileURLToPath(import.meta.url)), ".next");
const pages = join(build, "server", "app");

/** @type {Map<string, number>} */
const sizes = new Map();

/** Size of a chunk as it is sent. @param {string} file */
function sizeOf(file) {
  const known = sizes.get(file);
  if (known !== undefined) return known;
  const size = gzipSync(readFileSync(join(build, file))).length;
  sizes.set(file, size);
  return size;
}

/** The chunks of a page and of all layouts around it. @param {string} manifestFile */
function chunksOf(manifestFile) {
  const context = {
    __RSC_MANIFEST: /** @type {Record<string, { entryJSFiles: Record<string, string[]> }>} */ ({}),
  };
  vm.runInNewContext(readFileSync(manifestFile, "utf8").replaceAll("globalThis.", "this."), context);
  const [entry] = Object.values(context.__RSC_MANIFEST);
  const page = manifestFile.replace(/_client-reference-manifest\.js$/, "");
  const root = JSON.parse(readFileSync(join(page, "build-manifest.json"), "utf8")).rootMainFiles;
  return new Set([...root, ...Object.values(entry?.entryJSFiles ?? {}).flat()]);
}

if (!existsSync(pages)) {
  console.error("There is no build of the console: run npm run build first.");
  process.exit(1);
}
const manifests = readdirSync(pages, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith("page_client-reference-manifest.js"),
);
let isOver = false;
for (const name of manifests.toSorted()) {
  const path = `/${dirname(name).replace(/^\.$/, "")}`.replace(/\/\([^)]*\)/g, "") || "/";
  const bytes = [...chunksOf(join(pages, name))].reduce((sum, file) => sum + sizeOf(file), 0);
  isOver ||= bytes > budgetBytes;
  console.log(
    `${bytes > budgetBytes ? "OVER" : "ok  "}  ${(bytes / 1_000).toFixed(1).padStart(6)} kB  ${path}`,
  );
}
console.log(`budget ${budgetBytes / 1_000} kB of gzipped JavaScript per page`);
process.exitCode = isOver ? 1 : 0;
