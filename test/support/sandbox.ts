/** The loopback Discord for tests. */
import { connectSandbox, type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/index.ts";
import type { ProcessOptions, TestProcess } from "./processes.ts";

/** A sandbox as tests see it: they do not end it. */
export type TestSandbox = Omit<Sandbox, "close">;

/**
 * A sandbox in this process for the surrounding `describe`, new for each test; with `keep` one for all its
 * tests. Its fields may be read inside hooks and tests only.
 */
export function useSandbox(options: SandboxOptions = {}, { keep = false } = {}): TestSandbox {
  let running: Sandbox | undefined;
  const current = () => {
    if (!running) throw new Error("The sandbox exists inside hooks and tests only.");
    return running;
  };
  const start = async () => {
    running = await startSandbox(options);
  };
  const end = async () => {
    await running?.close();
    running = undefined;
  };
  if (keep) {
    before("start the sandbox", start);
    after("end the sandbox", end);
  } else {
    beforeEach("start the sandbox", start);
    afterEach("end the sandbox", end);
  }
  return {
    get apiBase() {
      return current().apiBase;
    },
    get cdnBase() {
      return current().cdnBase;
    },
    get controlBase() {
      return current().controlBase;
    },
    get port() {
      return current().port;
    },
    get tokens() {
      return current().tokens;
    },
    get control() {
      return current().control;
    },
  };
}

/**
 * A sandbox in a process of its own, for tests that load it heavily: in the test's own process it would take
 * its turns. `args` are those of sandbox/main.ts; `start` is that of useProcesses, which also ends it.
 */
export async function startSandboxProcess(
  start: (options: ProcessOptions) => TestProcess,
  args: string[] = [],
  from: ProcessOptions["from"] = "compiled",
): Promise<TestSandbox> {
  const sandbox = start({ entry: "sandbox", args, from });
  const line = await sandbox.waitForLine((candidate) => candidate.ready === true, 30_000);
  const { apiBase, cdnBase, controlBase, tokens } = line as unknown as Omit<TestSandbox, "control" | "port">;
  const port = Number(new URL(apiBase).port);
  return { apiBase, cdnBase, controlBase, tokens, port, control: connectSandbox(controlBase) };
}
