/** An import: from the row that asks for it to its outcome in words. */
import { type ImportTask, readSums } from "../../core/database/imports/importTasks.ts";
import { findFlaws } from "../../core/database/imports/report.ts";
import { PermanentError } from "../../core/queue/errors.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import { type ImportDeps, ImportRun } from "./importRun.ts";
import { openSource } from "./source.ts";

/**
 * Takes an export into the archive, going on where an earlier attempt ended. Throws PermanentError when there is nothing that
 * could be read, LeaseLostError, or the abort reason of `signal`; whatever was stored until then stays.
 */
export async function importExport(
  { dataDir, ...deps }: ImportDeps & { dataDir: string },
  task: ImportTask,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const folder = await openSource(dataDir, task.source);
  try {
    await new ImportRun(deps, task, folder, signal).run();
    return await toOutcome(deps, task);
  } finally {
    await folder.close();
  }
}

/** Of all attempts together: what was found before a restart counts as what was found after it. */
async function toOutcome({ pool }: ImportDeps, task: ImportTask): Promise<JobOutcome> {
  const [{ read, skipped, hasExports }, problems] = await Promise.all([
    readSums(pool, task.id),
    findFlaws(pool, task.id),
  ]);
  // Beside exports, what is none of them is passed over; alone, it is what went wrong.
  const flaws = problems.filter(({ reason }) => !hasExports || reason !== "not_an_export");
  const passedOver = problems.length - flaws.length;
  const [flaw] = flaws;
  const flawed = flaw && `${flaw.file}, ${flaw.place}: ${flaw.message}`;
  if (read === 0 && skipped === 0 && flawed) throw new PermanentError("import_unreadable", flawed);
  if (!hasExports)
    throw new PermanentError(
      "import_unreadable",
      "There is no export of a kind that is known among its files.",
    );
  if (flawed) {
    const more = flaws.length > 1 ? ` ${flaws.length - 1} more files have flaws.` : "";
    const kept = task.options.dryRun ? "were read" : "are in the archive";
    return {
      kind: "warning",
      reason: "import_incomplete",
      message: `${flawed} What stands before that place was taken: ${read} messages ${kept}.${more}`,
    };
  }
  if (skipped === 0 && passedOver === 0) return { kind: "completed" };
  const left = [
    ...(skipped > 0 ? [`${skipped} items could not be taken`] : []),
    ...(passedOver > 0 ? [`${passedOver} files are no exports of a kind that is known`] : []),
  ];
  const message = `${left.join(", ")}; the import's page says why.`;
  return { kind: "completed", note: { reason: "import_left_out", message } };
}
