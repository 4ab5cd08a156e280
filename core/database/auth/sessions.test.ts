import assert from "node:assert/strict";
import { useTestDatabase } from "../../../test/support/database.ts";
import {
  deleteEndedSessions,
  findSession,
  insertSession,
  sessionIdleSeconds,
  sessionLifeSeconds,
} from "./sessions.ts";

describe("findSession", function () {
  const database = useTestDatabase();
  const start = new Date("2026-05-01T12:00:00Z");
  const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
  const tokenHash = Buffer.alloc(32, 7);
  const lastSeen = async () =>
    (await database.pool.query<{ last_seen_at: Date }>("select last_seen_at from sessions")).rows[0]
      ?.last_seen_at;

  it("finds a live session and records its use to the minute", async function () {
    const made = await insertSession(database.pool, { tokenHash, userAgent: "x".repeat(9_000), now: start });
    assert.deepEqual(made.expiresAt, after(sessionLifeSeconds));
    assert.deepEqual(await findSession(database.pool, tokenHash, after(59)), {
      ...made,
      tokenHash,
      mustChangePassword: false,
    });
    assert.deepEqual(await lastSeen(), start);
    await findSession(database.pool, tokenHash, after(60));
    assert.deepEqual(await lastSeen(), after(60));
  });

  it("finds nothing for unknown tokens and ended sessions, which are removed", async function () {
    await insertSession(database.pool, { tokenHash, userAgent: null, now: start });
    assert.equal(await findSession(database.pool, Buffer.alloc(32, 8), start), null);
    assert.equal(await findSession(database.pool, tokenHash, after(sessionIdleSeconds)), null);
    await deleteEndedSessions(database.pool, after(sessionIdleSeconds - 1));
    assert.deepEqual(await lastSeen(), start, "still live");
    await deleteEndedSessions(database.pool, after(sessionIdleSeconds));
    assert.equal(await lastSeen(), undefined);
  });
});
