/**
 * `npm test`: sets up whatever is missing and runs all tests. `npm test -- test/chaos`, `npm test -- core -g claim`:
 * only these files and folders; further options go to mocha.
 */
import "./lib/checkNode.js";
import { ensureBuilt } from "./lib/build/build.js";
import { ensureInstalled } from "./lib/build/install.js";
import { duration, runScript, say, table } from "./lib/output.js";
import { ensureBrowser } from "./lib/test/browser.js";
import { allRuns, namedRun, needBuild } from "./lib/test/files.js";
import { sweepTestFolders } from "./lib/test/folders.js";
import { Lanes } from "./lib/test/lanes.js";

/** Shown at the end of a run of everything: a test above 30 s must say why it takes so long. */
const shownSlowest = 10;
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
  /** @type {Map<string, { passed: number, failed: number, skipped: number, ms: number }>} */
  const groups = new Map();
  const total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {{ title: string, ms: number }[]} */
  const slow = [];
  const startedMs = Date.now();
  try {
    await lanes.run(runs, {
      count: isEverything ? laneCount : 1,
      options,
      onDone({ run, counts, output, ms }) {
        say(`\n━━ ${run.name} (${duration(ms)})`);
        if (output) say(output.trimEnd());
        slow.push(...counts.slowest);
        const group = groups.get(run.group) ?? { passed: 0, failed: 0, skipped: 0, ms: 0 };
        groups.set(run.group, group);
        group.ms += ms;
        for (const sums of [group, total]) {
          sums.passed += counts.passes;
          sums.failed += counts.failures;
          sums.skipped += counts.pending;
        }
      },
    });
  } finally {
    sweepTestFolders(); // of tests that were interrupted
  }
  if (lanes.isInterrupted) process.exitCode = 130;
  else if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
  const rows = [...groups].map(([name, { passed, failed, skipped, ms }]) =>
    [name, passed, failed, skipped, duration(ms)].map(String),
  );
  say("");
  say(table(["group", "passed", "failed", "skipped", "time"], rows));
  if (isEverything) {
    const rows = slow.toSorted((a, b) => b.ms - a.ms).slice(0, shownSlowest);
    say("");
    say(
      table(
        ["slowest tests", "time"],
        rows.map(({ title, ms }) => [title, duration(ms)]),
      ),
    );
    say(`\nIn ${duration(Date.now() - startedMs)}, ${laneCount} at a time.`);
  }
  say(
    `\nTests: ${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ""}`,
  );
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
