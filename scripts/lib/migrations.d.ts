export interface MigrateOptions {
  /** How long to wait for a database that is away or starting up; 30 s. */
  waitMs?: number;
  /** Folder of the migrations; the checkout's own. */
  directory?: string;
  /** Told once when the database is away and the wait begins. */
  onWait?: () => void;
}

export interface MigrationState {
  name: string;
  /** Null while it is pending. */
  appliedAt: Date | null;
  /** Applied, but its file is not there: the database belongs to a newer version. */
  missing: boolean;
}

export const migrationsDirectory: string;

/**
 * Applies what is pending, in one transaction; returns the names. Concurrent callers wait for one another.
 * Throws a SetupError with PostgreSQL's reason; the schema is then as before.
 */
export function migrateUp(url: string, options?: MigrateOptions): Promise<string[]>;

/** Takes back the last `count` migrations (1), in one transaction; returns their names. */
export function migrateDown(url: string, options?: MigrateOptions & { count?: number }): Promise<string[]>;

/** Every migration, in order, whether applied or not. */
export function listMigrations(url: string, options?: MigrateOptions): Promise<MigrationState[]>;

/** A database URL fit for messages. */
export function withoutPassword(url: string): string;
