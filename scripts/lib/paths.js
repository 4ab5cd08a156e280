/** Where things are in this checkout. Absolute paths, symbolic links resolved. */
import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The top of the checkout. */
export const rootDirectory = realpathSync(join(dirname(fileURLToPath(import.meta.url)), "..", ".."));

/** A path inside the checkout. @param {string[]} parts */
export const fromRoot = (...parts) => join(rootDirectory, ...parts);
