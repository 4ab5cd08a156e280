/** Which migrations this version of the program was made for. */
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The names of the files in the checkout's `migrations/`, as they stand in the database's list. The folder is
 * looked for upwards from `from`, since compiled code lies one level deeper. Throws when there is none.
 */
export function migrationNames(from: string = import.meta.dirname): string[] {
  const directory = join(from, "migrations");
  if (existsSync(directory)) {
    return readdirSync(directory)
      .filter((name) => /^\d+.*\.sql$/.test(name))
      .map((name) => name.replace(/\.sql$/, ""))
      .sort();
  }
  const above = dirname(from);
  if (above === from) throw new Error("The folder migrations/ is missing beside the program.");
  return migrationNames(above);
}
