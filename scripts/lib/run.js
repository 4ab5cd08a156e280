/** Running other programs from the scripts. */
import { spawn } from "node:child_process";
import { fromRoot } from "./paths.js";

/** A program of an installed package. @param {string} name */
export const packageProgram = (name) => fromRoot("node_modules", ".bin", name);

/**
 * Runs a program in the checkout to its end. With `show` its output goes straight to the terminal, else it
 * is returned (both streams in order of arrival). A program that cannot be started counts as code 127.
 * @param {string} file
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, show?: boolean, cwd?: string }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runProgram(file, args, { env = process.env, show = false, cwd = fromRoot() } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd,
      env,
      stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part) => (output += part));
    child.once("error", (error) => resolve({ code: 127, output: `${output}${error.message}` }));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs a program that has the terminal until it ends; returns its exit code. A SIGTERM for us is passed on.
 * @param {string} file
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>}
 */
export function runForeground(file, args, env = process.env) {
  const child = spawn(file, args, { cwd: fromRoot(), env, stdio: "inherit" });
  process.on("SIGINT", () => {}); // the terminal sends it to both: the program decides
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}
