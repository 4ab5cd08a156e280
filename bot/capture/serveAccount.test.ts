import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createLogger } from "../../core/log.ts";
import { makeChat } from "../../test/support/chat.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { archiveMessage, channelId, guildId, makeChannel } from "../../test/support/factories.ts";
import { createArchiveWriters } from "../archive/writer.ts";
import { serveAccount } from "./serveAccount.ts";

describe("serveAccount", function () {
  const database = useTestDatabase();

  /** Serves an account that hears one message, until it is told to stop. Returns the codes of what was logged. */
  async function serve(readsContent: boolean): Promise<unknown[]> {
    const lines: { code?: string }[] = [];
    const { rows } = await database.pool.query<{ id: string }>(
      "insert into accounts (platform, token_fingerprint) values ('discord', $1) returning id",
      [randomUUID()],
    );
    const session = makeChat();
    session.readsContent = readsContent;
    const stop = new AbortController();
    const served = serveAccount(
      {
        pool: database.pool,
        workerId: randomUUID(),
        leaseSeconds: 60,
        catchUpMs: 60_000,
        keepDeleted: true,
        writers: createArchiveWriters(database.pool),
        log: createLogger(
          { process: "test", level: "warn" },
          { write: (line) => lines.push(JSON.parse(line)) },
        ),
      },
      { accountId: rows[0]?.id ?? "", platform: "discord", session, isDemo: false },
      stop.signal,
    );
    const message = archiveMessage({ id: "1010", content: readsContent ? "hello" : "" });
    session.live.listener?.onEvent({ kind: "created", place: { guildId, channelId }, message, authors: [] });
    stop.abort();
    await served;
    return lines.map(({ code }) => code);
  }

  it("stores what there is without the MESSAGE_CONTENT intent, and says so once", async function () {
    await makeChannel(database.pool);
    assert.deepEqual(await serve(false), ["capture.no_content"]);
    assert.equal((await database.pool.query("select from messages")).rowCount, 1);
    assert.deepEqual(await serve(true), []);
  });
});
