/** What a run of tests came to: sums by group, the slowest, and at the very end every failure once more. */
import { duration, say, table } from "../output.js";

/** @typedef {import("./lanes.js").Finished} Finished */

/** Shown at the end of a run of everything: a test above 30 s must say why it takes so long. */
const shownSlowest = 10;
/** Lines of a failure's stack that are told again at the end. */
const shownReasonLines = 25;

export class Report {
  /** @type {Map<string, { passed: number, failed: number, skipped: number, ms: number }>} */
  #groups = new Map();
  #total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {{ title: string, ms: number }[]} */
  #slow = [];
  /** @type {import("./lanes.js").FailedTest[]} */
  #failed = [];
  /** @type {import("./lanes.js").FailedTest[]} */
  #unsteady = [];
  #startedMs = Date.now();

  get isGood() {
    return this.#total.failed === 0 && this.#total.passed > 0;
  }

  /** Counts a run that stands. @param {Finished} finished */
  add({ run, counts, ms }) {
    this.#slow.push(...counts.slowest);
    this.#failed.push(...counts.failed);
    const group = this.#groups.get(run.group) ?? { passed: 0, failed: 0, skipped: 0, ms: 0 };
    this.#groups.set(run.group, group);
    group.ms += ms;
    for (const sums of [group, this.#total]) {
      sums.passed += counts.passes;
      sums.failed += counts.failures;
      sums.skipped += counts.pending;
    }
  }

  /**
   * Counts a run some of whose files failed and are run once more: what failed is told, and counts only if it fails again.
   * @param {Finished} first @param {Finished} second
   */
  addTwice(first, second) {
    this.#unsteady.push(...first.counts.failed);
    const failures = second.counts.failures;
    const passes = first.counts.passes + Math.max(0, first.counts.failures - failures);
    this.add({
      ...first,
      counts: { ...first.counts, passes, failures, failed: second.counts.failed },
      ms: first.ms + second.ms,
    });
  }

  /** Prints everything. @param {{ laneCount: number } | null} everything Null when only named files ran. */
  print(everything) {
    say("");
    const rows = [...this.#groups].map(([name, { passed, failed, skipped, ms }]) =>
      [name, passed, failed, skipped, duration(ms)].map(String),
    );
    say(table(["group", "passed", "failed", "skipped", "time"], rows));
    if (everything) {
      const slowest = this.#slow.toSorted((a, b) => b.ms - a.ms).slice(0, shownSlowest);
      say("");
      say(
        table(
          ["slowest tests", "time"],
          slowest.map(({ title, ms }) => [title, duration(ms)]),
        ),
      );
      say(`\nIn ${duration(Date.now() - this.#startedMs)}, ${everything.laneCount} at a time.`);
    }
    sayEach("Failed at first, then run again alone", this.#unsteady);
    sayEach("Failed", this.#failed);
    const { passed, failed, skipped } = this.#total;
    say(`\nTests: ${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`);
  }
}

/** @param {string} heading @param {readonly import("./lanes.js").FailedTest[]} tests */
function sayEach(heading, tests) {
  if (tests.length === 0) return;
  say(`\n${heading}:`);
  for (const { title, reason } of tests) {
    const lines = reason.split("\n").slice(0, shownReasonLines);
    say([`  ✗ ${title}`, ...lines.map((line) => `      ${line}`)].join("\n"));
  }
}
