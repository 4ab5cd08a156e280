/**
 * Mocha's "spec" report, and at the end counts, failures and slow tests as JSON in the file that BACKSCROLL_TEST_SUMMARY
 * names.
 */
const { writeFileSync } = require("node:fs");
const { reporters } = require("mocha");

module.exports = class SummaryReporter extends reporters.Spec {
  constructor(
    /** @type {import("mocha").Runner} */ runner,
    /** @type {import("mocha").MochaOptions} */ options,
  ) {
    super(runner, options);
    /** @type {{ title: string, ms: number }[]} */
    const tests = [];
    /** @type {{ title: string, file: string | undefined, reason: string }[]} */
    const failed = [];
    runner.on("pass", (test) => tests.push({ title: test.fullTitle(), ms: test.duration ?? 0 }));
    runner.on("fail", (test, error) => {
      failed.push({ title: test.fullTitle(), file: test.file, reason: String(error?.stack ?? error) });
    });
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      const slowest = tests.sort((a, b) => b.ms - a.ms).slice(0, 10);
      writeFileSync(
        process.env.BACKSCROLL_TEST_SUMMARY ?? "/dev/null",
        JSON.stringify({ passes, failures, pending, slowest, failed }),
      );
    });
  }
};
