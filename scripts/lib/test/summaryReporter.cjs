/** Mocha's "spec" report, and at the end the counts as JSON in the file that BACKSCROLL_TEST_SUMMARY names. */
const { writeFileSync } = require("node:fs");
const { reporters } = require("mocha");

module.exports = class SummaryReporter extends reporters.Spec {
  constructor(
    /** @type {import("mocha").Runner} */ runner,
    /** @type {import("mocha").MochaOptions} */ options,
  ) {
    super(runner, options);
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      writeFileSync(
        process.env.BACKSCROLL_TEST_SUMMARY ?? "/dev/null",
        JSON.stringify({ passes, failures, pending }),
      );
    });
  }
};
