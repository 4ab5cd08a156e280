/**
 * Makes DATA_DIR when it is not there: closed to others, but root's PostgreSQL runs as another user and must
 * pass through.
 */
export function ensureDataDirectory(dataDir: string): void;

/**
 * Makes the keys that are set nowhere. Never changes an existing key: what was encrypted with it would be
 * lost. Returns the names of the new ones.
 */
export function ensureSecrets(settings: { configured: NodeJS.ProcessEnv; dataDir: string }): string[];
