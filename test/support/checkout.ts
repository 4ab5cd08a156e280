/** Our scripts as an operator runs them, in a second checkout with ports, `.env` and `data/` of its own. */
import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../scripts/lib/ports.js";
import { makeTestFolder, removeTestFolder } from "../../scripts/lib/test/folders.js";
import { useProcesses } from "./processes.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const copied = [
  "scripts",
  "ecosystem.config.js",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.base.json",
];
const linked = ["node_modules", "dist", "core", "bot", "server", "sandbox", "client", "migrations"];

export interface Checkout {
  /** Of the API and the console: free when the tests began. */
  readonly ports: { readonly PORT: string; readonly CLIENT_PORT: string };
  /** A path in it. */
  path(...parts: string[]): string;
  /** Runs `scripts/<name>.js` to its end, with nothing of the tester's environment. */
  run(
    name: string,
    env?: Record<string, string>,
    args?: string[],
  ): Promise<{ code: number | null; output: string }>;
}

/**
 * A checkout for the tests of the surrounding `describe`: the scripts are copied, what is installed and built is
 * linked. Whatever still runs in it at the end is killed.
 */
export function useCheckout(): Checkout {
  const processes = useProcesses();
  let folder = "";
  let ports = { PORT: "", CLIENT_PORT: "" };
  before("make a checkout", async function () {
    folder = makeTestFolder();
    for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true });
    for (const name of linked) symlinkSync(join(root, name), join(folder, name));
    ports = { PORT: String(await freePort()), CLIENT_PORT: String(await freePort()) };
  });
  after("remove the checkout", async function () {
    this.timeout(60_000);
    await removeTestFolder(folder);
  });
  const path = (...parts: string[]) => join(folder, ...parts);
  return {
    get ports() {
      return ports;
    },
    path,
    async run(name, env = {}, args = []) {
      const entry = path("scripts", `${name}.js`);
      const script = processes.start({ entry, args, cwd: folder, env: { ...ports, ...env } });
      const { code } = await script.exited;
      return { code, output: script.lines.map((line) => line.text ?? JSON.stringify(line)).join("\n") };
    },
  };
}
