export interface BuildState {
  /** Names what the sources would build into; changes with every source file. */
  id: string;
  server: string;
  client: string;
  /** The outputs belong to the sources as they are now. */
  serverFresh: boolean;
  clientFresh: boolean;
}

/** Compares the sources with what was built last; some tens of milliseconds. */
export function buildState(): BuildState;

/**
 * Builds what is stale, or everything with `force`; `client: false` leaves the console out. Concurrent calls
 * wait for one another. Throws a SetupError with the compiler's words.
 */
export function ensureBuilt(options?: { force?: boolean; client?: boolean }): Promise<void>;
