/**
 * The PostgreSQL that Backscroll brings along: started detached from whoever calls (it outlives the
 * script, PM2 and the terminal), found again by its files, recovered after an unclean end.
 */
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { withLock } from "../lock.js";
import { SetupError } from "../output.js";
import { freePort, isPortFree } from "../ports.js";
import { isProgramGone, until } from "../processes.js";
import { canEnter, serverAccount } from "./account.js";
import { findBinaries, systemDirectory } from "./binaries.js";
import {
  clusterVersion,
  createCluster,
  database,
  giveTo,
  lastLine,
  role,
  run,
  setPassword,
  writeSettings,
} from "./cluster.js";
import { clearStalePostmaster, findPostmaster, killServer } from "./postmaster.js";

/** @typedef {import("./cluster.js").Cluster} Cluster */

/**
 * @typedef {object} PostgresOptions
 * @property {string} dataDir Folder under which the server keeps its `postgres` folder; made when missing.
 * @property {string} password The role's password; a server that knows another one is given this one.
 * @property {number} [port] Exactly this port, or an error. Without it: the port of the last start, or a free one.
 * @property {Record<string, string | number>} [settings] Server settings that win over the defaults; they take
 *   effect when the server is started by this call.
 * @property {string} [binDir] An installed PostgreSQL's folder of programs (14 or newer) instead of the npm package's.
 * @property {(step: string) => void} [onProgress] Told what takes time.
 */

/**
 * @typedef {object} RunningPostgres
 * @property {string} url Connects the role `backscroll`, which owns `discord_stats` and may create databases.
 * @property {number} port
 * @property {number} pid The postmaster's process id.
 * @property {string} dataDirectory
 * @property {string} logFile
 * @property {() => Promise<void>} stop Ends the server, rolling back what is open; nothing happens when it does not run.
 * @property {() => Promise<void>} kill9 Kills every process of the server at once. The next start recovers.
 */

/** Recovery after a crash replays at most `max_wal_size`; this is long enough for a slow disk. */
const startSeconds = 300;
const stopSeconds = 60;
const logLimitBytes = 10_000_000;

/**
 * Starts the server, or finds it running. Concurrent calls for one folder wait for one another. The server
 * is detached: it stays when the caller ends. Throws a SetupError whose message is for the operator.
 * @param {PostgresOptions} options
 * @returns {Promise<RunningPostgres>}
 */
export async function startPostgres(options) {
  mkdirSync(options.dataDir, { recursive: true });
  return await withLock(join(options.dataDir, "postgres.lock"), { what: "Starting PostgreSQL" }, async () => {
    const cluster = openCluster(options.dataDir, options.binDir);
    const version = clusterVersion(cluster);
    if (version === null) {
      options.onProgress?.("creating the database");
      await createCluster(cluster, options.password);
    } else if (version !== cluster.major) {
      throw new SetupError(
        `${cluster.data} was made by PostgreSQL ${version}, but version ${cluster.major} is installed: restore a backup into a new DATA_DIR, or set DATABASE_URL.`,
      );
    }
    let port = await ensureRunning(cluster, options);
    if (!(await acceptsPassword(port, options.password))) {
      // secrets.env was lost or replaced; whoever can read the data folder may set the password anyway.
      await stopCluster(cluster);
      await setPassword(cluster, options.password);
      port = await ensureRunning(cluster, options);
    }
    return {
      url: connectionUrl(port, options.password),
      port,
      pid: findPostmaster(cluster.data)?.pid ?? 0,
      dataDirectory: cluster.data,
      logFile: cluster.log,
      stop: () => stopCluster(cluster),
      kill9: () => killServer(cluster.data),
    };
  });
}

/** Stops the server of a data folder; false when none runs. @param {string} dataDir */
export async function stopPostgres(dataDir) {
  const running = findRunningPostgres(dataDir);
  if (!running) return false;
  const account = serverAccount(running.home);
  await stopCluster({ ...files(running.home), ...findBinaries(account), account });
  return true;
}

/**
 * The live server of a data folder, or null.
 * @param {string} dataDir
 * @returns {{ home: string, pid: number, port: number, ready: boolean } | null}
 */
export function findRunningPostgres(dataDir) {
  const link = join(dataDir, "postgres");
  if (!existsSync(link)) return null;
  const home = realpathSync(link);
  const found = findPostmaster(join(home, "data"));
  return found && { home, ...found };
}

/** @param {number} port @param {string} password */
const connectionUrl = (port, password) =>
  `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

/** @param {string} home */
const files = (home) => ({ home, data: join(home, "data"), log: join(home, "server.log") });

/**
 * @param {string} dataDir
 * @param {string} [binDir]
 * @returns {Cluster}
 */
function openCluster(dataDir, binDir) {
  const link = join(dataDir, "postgres");
  const account = serverAccount(link);
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() && !existsSync(link)) {
    // R14: an empty database in place of one that is only not mounted would look like a total loss.
    throw new SetupError(
      `${link} points to a folder that is not there: mount it, or remove the link to begin anew.`,
    );
  }
  if (!existsSync(link)) makeHome(dataDir, link, account);
  const home = realpathSync(link);
  if (account && statSync(home).uid === 0) giveTo(account, home); // interrupted between making and giving it
  if (account ? !canEnter(account, home) : statSync(home).uid !== process.getuid?.()) {
    throw new SetupError(
      account
        ? `The user ${account.name}, who runs PostgreSQL, cannot enter ${home}: open the folders above it (chmod o+x), or set another DATA_DIR.`
        : `${home} belongs to another user: start as that user or as root, or set another DATA_DIR.`,
    );
  }
  return { ...files(home), ...findBinaries(account, binDir), account };
}

/**
 * The folder of the cluster: inside DATA_DIR, or, when the server's user cannot get there, a folder of
 * the system's with a link to it. A new name each time: whoever removed DATA_DIR wants to begin anew.
 * @param {string} dataDir
 * @param {string} link
 * @param {import("./account.js").Account | null} account
 */
function makeHome(dataDir, link, account) {
  const inside = !account || canEnter(account, dataDir);
  const home = inside ? link : join(systemDirectory, `postgres-${randomBytes(4).toString("hex")}`);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (!inside) chmodSync(systemDirectory, 0o755);
  giveTo(account, home);
  if (!inside) symlinkSync(home, link);
}

/**
 * Starts the server unless it runs. Returns its port.
 * @param {Cluster} cluster
 * @param {PostgresOptions} options
 */
async function ensureRunning(cluster, options) {
  for (let attempt = 1; ; attempt++) {
    const found = findPostmaster(cluster.data);
    if (found && isProgramGone(found.pid)) {
      // npm ci replaced the package under the running server: what it loads from now on may not fit it.
      options.onProgress?.("restarting PostgreSQL: its program was replaced");
      await stopCluster(cluster);
      continue;
    }
    if (found) {
      if (await until(() => findPostmaster(cluster.data)?.ready ?? true, startSeconds * 1000)) {
        const now = findPostmaster(cluster.data);
        if (now) return now.port;
        continue; // it was shutting down
      }
      throw new SetupError(`PostgreSQL (process ${found.pid}) does not get ready: see ${cluster.log}.`);
    }
    await clearStalePostmaster(cluster.data);
    const port = options.port ?? (await freePort(rememberedPort(cluster)));
    if (options.port && !(await isPortFree(port))) {
      throw new SetupError(`Port ${port}, asked for PostgreSQL, is used by another program.`);
    }
    writeSettings(cluster, { ...options.settings, port });
    rotateLog(cluster);
    const loggedBefore = readLog(cluster).length;
    options.onProgress?.("starting PostgreSQL");
    // Without -l the server would inherit our pipes and pg_ctl would never end.
    const { code, output } = await run(cluster, "pg_ctl", [
      "start",
      "-D",
      cluster.data,
      "-l",
      cluster.log,
      "-w",
      "-t",
      String(startSeconds),
    ]);
    if (code === 0) {
      writeFileSync(join(cluster.home, "port"), `${port}\n`);
      return port;
    }
    const reason = readLog(cluster).slice(loggedBefore) || output;
    if (/Address already in use/.test(reason) && !options.port && attempt < 4) continue;
    throw new SetupError(`PostgreSQL did not start (${failureIn(reason)}): see ${cluster.log}.`);
  }
}

/** The sentence of the log that says why, without its time stamp. @param {string} log */
function failureIn(log) {
  const lines = log.split("\n");
  const telling = [/invalid value for|unrecognized configuration/, /FATAL|PANIC|error while loading/];
  const line = telling.map((pattern) => lines.findLast((text) => pattern.test(text))).find(Boolean);
  return line ? line.replace(/^.*?(LOG|FATAL|PANIC):\s*/, "") : lastLine(log);
}

/** @param {Cluster} cluster */
const readLog = (cluster) => (existsSync(cluster.log) ? readFileSync(cluster.log, "utf8") : "");

/** @param {Cluster} cluster */
async function stopCluster(cluster) {
  if (!findPostmaster(cluster.data)) return;
  // fast: open transactions are rolled back, connections closed
  const args = ["stop", "-D", cluster.data, "-w", "-m"];
  const { code } = await run(cluster, "pg_ctl", [...args, "fast", "-t", String(stopSeconds)]);
  if (code !== 0 && findPostmaster(cluster.data))
    await run(cluster, "pg_ctl", [...args, "immediate", "-t", "10"]);
  if (findPostmaster(cluster.data)) throw new SetupError(`PostgreSQL does not stop: see ${cluster.log}.`);
}

/** False when the server refuses the password; other failures throw. @param {number} port @param {string} password */
async function acceptsPassword(port, password) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({
    connectionString: connectionUrl(port, password),
    connectionTimeoutMillis: 10_000,
  });
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (/** @type {{ code?: string }} */ (error).code === "28P01") return false;
    throw new SetupError(
      `PostgreSQL runs on port ${port} but does not answer (${/** @type {Error} */ (error).message}).`,
    );
  } finally {
    await client.end();
  }
}

/** @param {Cluster} cluster */
function rememberedPort(cluster) {
  const file = join(cluster.home, "port");
  return existsSync(file) ? Number(readFileSync(file, "utf8")) || undefined : undefined;
}

/** Keeps one earlier log, so that the two together stay bounded as long as starts happen. @param {Cluster} cluster */
function rotateLog(cluster) {
  if ((statSync(cluster.log, { throwIfNoEntry: false })?.size ?? 0) > logLimitBytes)
    renameSync(cluster.log, `${cluster.log}.1`);
}
