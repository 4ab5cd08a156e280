/** The brake on guessing the access password: per client, and over all clients together. */
import { admitBelowCeiling, findCeilingSeconds, forgiveAttempt } from "../database/auth/loginCeiling.ts";
import { type Admission, admitAttempt, clearFailures } from "../database/auth/loginThrottle.ts";
import { inTransaction, type Pool, type Queryable } from "../postgres/pool.ts";

/**
 * Asks for one sign-in from `scope`: refused while the scope is locked, or while everybody together has failed too
 * often within the last minute. It is counted as failed beforehand; forgiveSignIn takes that back. A refused one
 * counts nowhere.
 */
export async function admitSignIn(pool: Pool, scope: string, now: Date): Promise<Admission> {
  try {
    return await inTransaction(pool, async (tx) => {
      const admission = await admitAttempt(tx, scope, now);
      if (admission.admitted && !(await admitBelowCeiling(tx, now)))
        throw new CeilingReached(await findCeilingSeconds(tx, now));
      return admission;
    });
  } catch (error) {
    if (error instanceof CeilingReached)
      return { admitted: false, retryAfterSeconds: error.retryAfterSeconds };
    throw error;
  }
}

/** The sign-in admitted at `at` was no guess: takes back what it counted, and the failures of its scope. */
export async function forgiveSignIn(db: Queryable, scope: string, at: Date): Promise<void> {
  await clearFailures(db, scope);
  await forgiveAttempt(db, at);
}

/** Rolls back what was counted for the scope. */
class CeilingReached extends Error {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super("too many attempts of everybody together");
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
