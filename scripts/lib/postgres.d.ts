export interface PostgresOptions {
  /** Folder under which the server keeps its `postgres` folder; made when missing. */
  dataDir: string;
  /** The role's password; a server that knows another one is given this one. */
  password: string;
  /** Exactly this port, or an error. Without it: the port of the last start, or a free one. */
  port?: number;
  /** Server settings that win over the defaults; they take effect when the server is started by this call. */
  settings?: Record<string, string | number>;
  /** An installed PostgreSQL's folder of programs (14 or newer) instead of the npm package's. */
  binDir?: string;
  /** Told what takes time. */
  onProgress?: (step: string) => void;
}

export interface RunningPostgres {
  /** Connects the role `backscroll`, which owns `discord_stats` and may create databases. */
  url: string;
  port: number;
  /** The postmaster's process id. */
  pid: number;
  dataDirectory: string;
  logFile: string;
  /** Ends the server, rolling back what is open; nothing happens when it does not run. */
  stop(): Promise<void>;
  /** Kills every process of the server at once. The next start recovers. */
  kill9(): Promise<void>;
}

/**
 * Starts the server, or finds it running. Concurrent calls for one folder wait for one another. The server
 * is detached: it stays when the caller ends. Throws a SetupError whose message is for the operator.
 */
export function startPostgres(options: PostgresOptions): Promise<RunningPostgres>;

/** Stops the server of a data folder; false when none runs. */
export function stopPostgres(dataDir: string): Promise<boolean>;

/** The live server of a data folder, or null. */
export function findRunningPostgres(
  dataDir: string,
): { home: string; pid: number; port: number; ready: boolean } | null;
