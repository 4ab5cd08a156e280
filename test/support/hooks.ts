/** Loaded before every test file (.mocharc.json). */
import { releaseTestServer } from "./database.ts";
import { killAllProcesses } from "./processes.ts";

// Mocha runs no hooks when it is interrupted, and what the tests started would go on.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    killAllProcesses();
    void releaseTestServer().finally(() => process.exit(130));
  });
}

/** Ends what useTestDatabase started for this run. */
export async function mochaGlobalTeardown(): Promise<void> {
  await releaseTestServer();
}
