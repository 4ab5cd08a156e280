/** The files of a cluster: creating it, its settings, and repairs while it is stopped. */
import { spawn } from "node:child_process";
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { SetupError } from "../output.js";

/**
 * What the commands below work with.
 * @typedef {object} Cluster
 * @property {string} home Folder of everything: `data`, `server.log`, `port`.
 * @property {string} data The data folder (PGDATA).
 * @property {string} log The server's log file.
 * @property {string} binDirectory
 * @property {number} major
 * @property {import("./account.js").Account | null} account
 */

export const role = "backscroll";
export const database = "discord_stats";

/** Suits a small machine; whoever needs more writes `custom.conf` beside it. */
const settings = {
  listen_addresses: "127.0.0.1",
  // No socket file: its path may be at most 107 characters, and the folder must be the server user's.
  unix_socket_directories: "",
  max_connections: 100,
  shared_buffers: "128MB",
  work_mem: "8MB",
  maintenance_work_mem: "128MB",
  effective_cache_size: "1GB",
  random_page_cost: 1.1,
  max_wal_size: "2GB",
  checkpoint_timeout: "15min",
  wal_compression: "on",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  lc_messages: "C",
  log_line_prefix: "%m [%p] ",
  log_min_duration_statement: "10s",
};

/**
 * Makes the cluster with its role and database. It appears under its name only once complete, so that
 * an interrupted attempt leaves nothing that looks like a cluster.
 * @param {Cluster} cluster
 * @param {string} password
 */
export async function createCluster(cluster, password) {
  const draft = { ...cluster, data: join(cluster.home, "data.new") };
  rmSync(draft.data, { recursive: true, force: true });
  mkdirSync(draft.data, { mode: 0o700 });
  giveTo(cluster.account, draft.data);
  // "reject" only until pg_hba.conf is written below; the server does not run before.
  const initialise = [
    "-D",
    draft.data,
    "--username=postgres",
    "--auth=reject",
    "--encoding=UTF8",
    "--data-checksums",
  ];
  // The builtin provider sorts the same on every system; before 17 the C library has to do.
  const locales =
    cluster.major >= 17
      ? [["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]]
      : [["--locale=C.UTF-8"], ["--locale=C"]];
  let outcome = { code: 1, output: "" };
  for (const locale of locales) {
    outcome = await run(cluster, "initdb", [...initialise, ...locale]);
    if (outcome.code === 0) break;
  }
  if (outcome.code !== 0)
    throw new SetupError(`PostgreSQL could not create its data folder: ${lastLine(outcome.output)}.`);
  writeOwn(cluster, join(draft.data, "pg_hba.conf"), hostRules);
  appendFileSync(
    join(draft.data, "postgresql.conf"),
    "\n# backscroll.conf is written anew at every start; custom.conf is yours and wins.\ninclude_if_exists 'backscroll.conf'\ninclude_if_exists 'custom.conf'\n",
  );
  await alone(draft, [
    `create role ${role} login createdb in role pg_monitor, pg_signal_backend password ${quoted(password)}`,
    `create database ${database} owner ${role}`,
  ]);
  renameSync(draft.data, cluster.data);
}

const hostRules = `# Who may connect: the role ${role} with its password, from this machine. The role postgres
# (superuser) has no password, so nobody connects as it unless a line is added here.
host all all 127.0.0.1/32 scram-sha-256
host all all ::1/128 scram-sha-256
`;

/**
 * Writes the settings for the next start.
 * @param {Cluster} cluster
 * @param {Record<string, string | number>} own They win over the defaults above.
 */
export function writeSettings(cluster, own) {
  // A long statement of a process that was killed would otherwise run on, holding its locks to the end.
  const watched = process.platform === "linux" || cluster.major >= 15;
  const all = { ...settings, ...(watched ? { client_connection_check_interval: "5s" } : {}), ...own };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${quoted(String(value))}`);
  const comment =
    "# Written by Backscroll at every start: put your own settings into custom.conf beside this file.";
  writeOwn(cluster, join(cluster.data, "backscroll.conf"), `${comment}\n${lines.join("\n")}\n`);
}

/**
 * Gives the role a new password. The server must be stopped; an unclean end is recovered on the way.
 * @param {Cluster} cluster
 * @param {string} password
 */
export const setPassword = (cluster, password) =>
  alone(cluster, [`alter role ${role} password ${quoted(password)}`]);

/** The major version that made the data folder, or null when there is none. @param {Cluster} cluster */
export function clusterVersion(cluster) {
  const file = join(cluster.data, "PG_VERSION");
  return existsSync(file) ? Number(readFileSync(file, "utf8").split(".")[0]) : null;
}

/**
 * Runs one of the server's programs as the server's user.
 * @param {Cluster} cluster
 * @param {string} program
 * @param {string[]} args
 * @param {string} [input] Given to its standard input.
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(cluster, program, args, input) {
  return new Promise((resolve, reject) => {
    const child = spawn(join(cluster.binDirectory, program), args, {
      ...(cluster.account ? { uid: cluster.account.uid, gid: cluster.account.gid } : {}),
      cwd: "/", // the caller's may be closed to the server's user
      env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" }, // no PG* or LD_* of the caller's
      stdio: ["pipe", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (output += part));
    child.once("error", (error) =>
      reject(new SetupError(`PostgreSQL's ${program} could not be run: ${error.message}.`)),
    );
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
    child.stdin.on("error", () => {}); // it ended without reading: the exit code tells
    child.stdin.end(input ?? "");
  });
}

/**
 * Runs statements in single-user mode, which needs no password, no port and no running server.
 * @param {Cluster} cluster
 * @param {string[]} statements One line each.
 */
async function alone(cluster, statements) {
  const args = [
    "--single",
    "-D",
    cluster.data,
    "-c",
    "exit_on_error=true",
    "-c",
    "log_min_messages=error",
    "postgres",
  ];
  const { code, output } = await run(cluster, "postgres", args, `${statements.join("\n")}\n`);
  if (code !== 0) throw new SetupError(`PostgreSQL could not prepare its data folder: ${lastLine(output)}.`);
}

/** The last line that says something. @param {string} text */
export const lastLine = (text) =>
  text.trim().split("\n").at(-1)?.trim().replace(/\.$/, "") || "no reason given";

/** @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

/** @param {Cluster} cluster @param {string} file @param {string} content */
function writeOwn(cluster, file, content) {
  writeFileSync(file, content, { mode: 0o600 });
  giveTo(cluster.account, file);
}

/** @param {import("./account.js").Account | null} account @param {string} path */
export function giveTo(account, path) {
  if (account) chownSync(path, account.uid, account.gid);
}
