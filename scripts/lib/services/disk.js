/** The space left where DATA_DIR lies. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { readSettings } from "../environment.js";

/** In words, with the mount: asked of the system itself, so that it is known while nothing runs. Null: unknown. */
export function spaceLeft() {
  let folder = readSettings().dataDir;
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    // -P: one line per file system on every system, in blocks of 1 KiB
    const line = execFileSync("df", ["-Pk", folder], { encoding: "utf8" }).trim().split("\n").at(-1) ?? "";
    const [, , , available = "", , mount] = line.split(/\s+/);
    const mebibytes = Math.floor(Number(available) / 1024);
    const shown = mebibytes < 1024 ? `${mebibytes} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`;
    return mount ? `${shown} left on ${mount}` : null;
  } catch {
    return null; // no df here
  }
}
