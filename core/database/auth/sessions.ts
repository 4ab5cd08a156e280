/** Signed-in browsers. Tokens never get here, only their SHA-256. */
import type { Queryable } from "../../postgres/pool.ts";

export interface Session {
  tokenHash: Buffer;
  createdAt: Date;
  /** Absolute end, whatever the use. */
  expiresAt: Date;
  /** Whether the access password is one that was generated and must first be replaced. */
  mustChangePassword: boolean;
}

/** Longest a session lives unused. Longer leaves forgotten browsers signed in, shorter signs people out over night. */
export const sessionIdleSeconds = 24 * 3600;
/** Longest a session lives at all. */
export const sessionLifeSeconds = 7 * 24 * 3600;

/** Stores a new session that ends `sessionLifeSeconds` after `now`. */
export async function insertSession(
  db: Queryable,
  session: { tokenHash: Buffer; userAgent: string | null; now: Date },
): Promise<{ createdAt: Date; expiresAt: Date }> {
  const expiresAt = new Date(session.now.getTime() + sessionLifeSeconds * 1000);
  await db.query({
    name: "insert-session",
    text: `
      insert into sessions (token_hash, created_at, last_seen_at, expires_at, user_agent)
      values ($1, $2, $2, $3, $4)`,
    values: [session.tokenHash, session.now, expiresAt, session.userAgent?.slice(0, 500) ?? null],
  });
  return { createdAt: session.now, expiresAt };
}

/**
 * The live session of a token, or null: unknown, ended, over its absolute end, or unused for too long. Its use is
 * recorded to the minute, so that most requests only read.
 */
export async function findSession(db: Queryable, tokenHash: Buffer, now: Date): Promise<Session | null> {
  const { rows } = await db.query<{
    created_at: Date;
    expires_at: Date;
    last_seen_at: Date;
    must_change: boolean;
  }>({
    name: "find-session",
    text: `
      select created_at, expires_at, last_seen_at, exists (
          select from settings where key = 'access_password' and value ->> 'generatedAt' is not null
        ) as must_change
      from sessions
      where token_hash = $1 and expires_at > $2 and last_seen_at > $2::timestamptz - make_interval(secs => $3)`,
    values: [tokenHash, now, sessionIdleSeconds],
  });
  const row = rows[0];
  if (!row) return null;
  if (now.getTime() - row.last_seen_at.getTime() >= 60_000) {
    await db.query({
      name: "touch-session",
      text: "update sessions set last_seen_at = $2 where token_hash = $1 and last_seen_at < $2",
      values: [tokenHash, now],
    });
  }
  return {
    tokenHash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    mustChangePassword: row.must_change,
  };
}

/** Those of some sessions that are alive, by their token's hash in hexadecimal digits. To be asked for is no use of them. */
export async function findLiveSessions(
  db: Queryable,
  tokenHashes: readonly Buffer[],
  now: Date,
): Promise<Set<string>> {
  const { rows } = await db.query<{ hash: string }>({
    name: "find-live-sessions",
    text: `
      select encode(token_hash, 'hex') as hash from sessions
      where token_hash = any($1::bytea[]) and expires_at > $2
        and last_seen_at > $2::timestamptz - make_interval(secs => $3)`,
    values: [tokenHashes, now, sessionIdleSeconds],
  });
  return new Set(rows.map(({ hash }) => hash));
}

/** Ends one session; nothing happens when it has ended already. */
export async function deleteSession(db: Queryable, tokenHash: Buffer): Promise<void> {
  await db.query({
    name: "delete-session",
    text: "delete from sessions where token_hash = $1",
    values: [tokenHash],
  });
}

/** Ends every session. */
export async function deleteAllSessions(db: Queryable): Promise<void> {
  await db.query({ name: "delete-all-sessions", text: "delete from sessions" });
}

/** Removes what cannot be used any more. */
export async function deleteEndedSessions(db: Queryable, now: Date): Promise<void> {
  await db.query({
    name: "delete-ended-sessions",
    text: `
      delete from sessions
      where expires_at <= $1 or last_seen_at <= $1::timestamptz - make_interval(secs => $2)`,
    values: [now, sessionIdleSeconds],
  });
}
