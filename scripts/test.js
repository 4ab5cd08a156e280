/**
 * `npm test`: sets up whatever is missing and runs all tests. `npm test -- test/chaos`, `npm test -- core -g claim`:
 * only these files and folders; further options go to mocha.
 */
import "./lib/checkNode.js";
import { ensureBuilt } from "./lib/build/build.js";
import { ensureInstalled } from "./lib/build/install.js";
import { duration, runScript, say } from "./lib/output.js";
import { ensureBrowser } from "./lib/test/browser.js";
import { allRuns, namedRun, needBuild, onlyFailed } from "./lib/test/files.js";
import { sweepTestFolders } from "./lib/test/folders.js";
import { Lanes } from "./lib/test/lanes.js";
import { Report } from "./lib/test/report.js";

/**
 * Whether files with failures are run once more, alone, after all others; what passes then counts as passed and is told
 * as unsteady. For CI, whose machine may stop for seconds in the middle of a kill.
 */
const hasSecondRun = process.env.BACKSCROLL_TEST_SECOND_RUN === "true";
/** How many mochas run beside each other when all tests run. More make tests wait for the processor on two cores. */
const laneCount = Number(process.env.BACKSCROLL_TEST_LANES ?? 2);

const lanes = new Lanes();
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => lanes.interrupt());
}

await runScript(async () => {
  const [paths, options] = splitArguments(process.argv.slice(2));
  const isEverything = paths.length === 0;
  await ensureInstalled({ withTools: true });
  const runs = isEverything ? allRuns() : namedRun(paths);
  if (needBuild(runs)) {
    await ensureBuilt();
    ensureBrowser(() => say("Installing Chromium …"));
  }
  const report = new Report();
  /** @typedef {import("./lib/test/lanes.js").Finished} Finished */
  /** @type {Map<import("./lib/test/files.js").TestRun, Finished>} */
  const again = new Map();
  /** @param {Finished} finished */
  const tell = ({ run, output, ms }) => {
    say(`\n━━ ${run.name} (${duration(ms)})`);
    if (output) say(output.trimEnd());
  };
  try {
    await lanes.run(runs, {
      count: isEverything ? laneCount : 1,
      options,
      onDone(finished) {
        tell(finished);
        if (hasSecondRun && isEverything && finished.counts.failures > 0) {
          again.set(onlyFailed(finished), finished);
        } else report.add(finished);
      },
    });
    await lanes.run([...again.keys()], {
      count: 1,
      options,
      onDone(second) {
        tell(second);
        report.addTwice(/** @type {Finished} */ (again.get(second.run)), second);
      },
    });
  } finally {
    sweepTestFolders(); // of tests that were interrupted
  }
  if (lanes.isInterrupted) process.exitCode = 130;
  else if (!report.isGood) process.exitCode = 1;
  report.print(isEverything ? { laneCount } : null);
});

/**
 * Paths come first; from the first option on everything is mocha's.
 * @param {string[]} words
 * @returns {[string[], string[]]}
 */
function splitArguments(words) {
  const at = words.findIndex((word) => word.startsWith("-"));
  return at < 0 ? [words, []] : [words.slice(0, at), words.slice(at)];
}
