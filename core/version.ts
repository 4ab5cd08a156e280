/** The version of this installation. */
import { readFileSync } from "node:fs";

/** As in package.json, found two levels above the compiled file or one above the source. */
export const version: string = readVersion();

function readVersion(): string {
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      const manifest = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as {
        name?: string;
        version?: string;
      };
      if (manifest.name === "backscroll" && manifest.version) return manifest.version;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  }
  return "unknown";
}
