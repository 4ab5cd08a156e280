/** What the scripts print, and how they end. */

// `npm run status | head`: the reader may leave early, and the work goes on all the same.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code !== "EPIPE") throw error;
  });

/** A set-up step that failed for a reason the operator can mend: the message is one sentence saying how. */
export class SetupError extends Error {
  /** @override */
  name = "SetupError";
}

/** Prints one line of progress. @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Prints one line that asks for attention, to standard error. @param {string} line */
export function warn(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Lines with a frame around them, for what must not be overlooked.
 * @param {string[]} lines
 */
export function boxed(lines) {
  const width = Math.max(...lines.map((line) => line.length));
  const body = lines.map((line) => `│ ${line.padEnd(width)} │`);
  return [`┌${"─".repeat(width + 2)}┐`, ...body, `└${"─".repeat(width + 2)}┘`].join("\n");
}

/**
 * Rows as an aligned text table; numbers and text alike are left-aligned.
 * @param {string[]} header
 * @param {string[][]} rows
 */
export function table(header, rows) {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (/** @type {string[]} */ cells) =>
    widths
      .map((width, column) => (cells[column] ?? "").padEnd(width))
      .join("  ")
      .trimEnd();
  return [line(header), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

/** Milliseconds as people read them. @param {number} ms */
export function duration(ms) {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  const minutes = Math.round(ms / 60_000);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/**
 * Runs a script's main function. A SetupError ends it with its sentence alone; anything else is a
 * defect and shows its stack. Both set a non-zero exit code.
 * @param {() => Promise<void>} main
 */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof SetupError) warn(`✖ ${error.message}`);
    else warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
