/** Several programs at once in the foreground, each line marked with whose it is. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fromRoot } from "../paths.js";
import { send } from "../processes.js";

const graceMs = 26_000;
const colours = [36, 33, 35, 32];

/**
 * Runs the programs until Ctrl-C, a SIGTERM, or until one of them ends; then ends all, with everything they
 * started (each has a process group of its own). Returns 0 after a signal, else the exit code of the first.
 * @param {{ name: string, file: string, args: string[], env: NodeJS.ProcessEnv }[]} programs
 */
export async function runTogether(programs) {
  const width = Math.max(...programs.map(({ name }) => name.length));
  const children = programs.map(({ name, file, args, env }, index) => {
    const child = spawn(file, args, {
      cwd: fromRoot(),
      env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const mark = paint(name.padEnd(width), colours[index % colours.length]);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => process.stdout.write(`${mark} ${line}\n`));
    }
    const ended = new Promise((/** @type {(code: number) => void} */ resolve) => {
      child.once("error", () => resolve(127));
      child.once("exit", (code) => resolve(code ?? 1));
    });
    return { pid: child.pid, ended };
  });
  const signalled = new Promise((/** @type {(code: number) => void} */ resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => resolve(0));
  });
  const code = await Promise.race([signalled, ...children.map(({ ended }) => ended)]);
  const endAll = (/** @type {NodeJS.Signals} */ signal) => {
    for (const { pid } of children) if (pid) send(-pid, signal);
  };
  endAll("SIGINT");
  const late = setTimeout(() => endAll("SIGKILL"), graceMs);
  await Promise.all(children.map(({ ended }) => ended));
  clearTimeout(late);
  endAll("SIGKILL"); // what a program left behind in its group
  return code;
}

/** @param {string} text @param {number | undefined} colour */
const paint = (text, colour) => (process.stdout.isTTY ? `\u001b[${colour}m${text}\u001b[0m` : `${text} |`);
