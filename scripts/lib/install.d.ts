/** An entry of npm's lock file. */
export interface LockedPackage {
  version?: string;
  optional?: boolean;
  dev?: boolean;
  os?: string[];
  cpu?: string[];
}

/**
 * Installs with `npm ci` when something is missing or of another version. `withTools` also asks for the
 * development tools (tests, lint); an installation without them is good enough to run the product.
 * Throws a SetupError saying why npm failed.
 */
export function ensureInstalled(options?: { withTools?: boolean }): Promise<void>;

/**
 * The first package that is not installed as the lock file wants it, in words; null when there is none. Pure
 * but for `isThere`, which says whether a package's folder exists. `neededOptional` names the optional
 * packages that must be there when they are for this platform.
 */
export function firstDifference(state: {
  wanted: Record<string, LockedPackage>;
  installed: Record<string, LockedPackage>;
  neededOptional: string[];
  withTools: boolean;
  isThere: (path: string) => boolean;
}): string | null;
