/**
 * As whom the server runs. PostgreSQL refuses to run as root, so root hands it to another user of the
 * system; everyone else runs it as themselves.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { SetupError } from "../output.js";

/** @typedef {{ uid: number, gid: number, name: string }} Account */

/**
 * The user to run the server as, or null to run it as the caller.
 * @param {string} home An existing cluster stays with its owner, so that a checkout first started by an
 *   ordinary user still works when root starts it.
 * @returns {Account | null}
 */
export function serverAccount(home) {
  if (process.getuid?.() !== 0) return null;
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  const owner = statSync(home, { throwIfNoEntry: false })?.uid;
  const found =
    users.find((user) => user.uid === owner && user.uid !== 0) ??
    users.find((user) => user.name === "postgres") ??
    users.find((user) => user.name === "nobody");
  if (!found) {
    throw new SetupError(
      "PostgreSQL does not run as root and there is no user postgres or nobody: start as an ordinary user, or set DATABASE_URL.",
    );
  }
  return found;
}

/**
 * Whether the account can enter the folder: every folder above it must let it through.
 * @param {Account} account
 * @param {string} directory
 */
export const canEnter = (account, directory) =>
  runsAs(account, "/bin/sh", ["-c", 'cd "$1"', "sh", directory]);

/**
 * Whether the account can run this program successfully.
 * @param {Account} account
 * @param {string} file
 * @param {string[]} args
 */
export function runsAs(account, file, args) {
  const result = spawnSync(file, args, {
    uid: account.uid,
    gid: account.gid,
    cwd: "/",
    env: {},
    stdio: "ignore",
  });
  if (result.error && /** @type {NodeJS.ErrnoException} */ (result.error).code === "EPERM") {
    throw new SetupError(
      `This root may not become another user (a restricted container?): start as an ordinary user, or set DATABASE_URL.`,
    );
  }
  return result.status === 0;
}
