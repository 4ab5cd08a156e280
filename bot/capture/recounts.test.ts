import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { prunePagesStored } from "../../core/database/archive/pagesStored.ts";
import { createLogger } from "../../core/log.ts";
import { makeChat } from "../../test/support/chat.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import {
  archiveMessage,
  channelId,
  claimOne,
  guildId,
  makeChannel,
  makeTask,
} from "../../test/support/factories.ts";
import { createArchiveWriter } from "../archive/writer.ts";
import type { ChatEvent } from "../platforms/liveFeed.ts";
import { Wake } from "../worker/wake.ts";
import { Capture } from "./capture.ts";
import { Recounts } from "./recounts.ts";

const log = createLogger({ process: "test", level: "silent" });
const never = new AbortController().signal;
const thumb = { emoji: "👍", emojiId: null, isAnimated: false };

describe("Recounts", function () {
  const database = useTestDatabase();
  let platformCount: number;
  let asked: string[];
  let capture: Capture;
  let recounts: Recounts;
  let tell: (event: ChatEvent) => void;
  let end: () => Promise<void>;

  const message = (count: number) =>
    archiveMessage({ id: "1010", reactions: count > 0 ? [{ ...thumb, count, burstCount: 0 }] : [] });
  const reacted: ChatEvent = {
    kind: "reacted",
    place: { guildId, channelId },
    messageId: "1010",
    userId: "400000000000000001",
    reaction: { ...thumb, isBurst: false },
    delta: 1,
  };
  const counts = async () => {
    const { rows } = await database.pool.query<{ count: number }>("select count from reactions");
    return rows.map(({ count }) => count);
  };
  /** A page of history that says the message has so many, asked for so long ago. */
  async function storePage(count: number, askedAgoMs = 200): Promise<void> {
    await database.pool.query("delete from history_fetch_tasks");
    await makeTask(database.pool, { channel_id: channelId });
    await createArchiveWriter(database.pool, "discord").storePage(await claimOne(database.pool), {
      place: { guildId, channelId },
      messages: [message(count)],
      authors: [],
      proof: { interval: { fromId: "1", toId: "2000" }, isReread: false },
      askedAtMs: performance.now() - askedAgoMs,
      progress: 0.5,
      anchorMessageId: null,
    });
  }

  beforeEach(async function () {
    await makeChannel(database.pool);
    asked = [];
    const chat = makeChat();
    const { storeAuthors } = createArchiveWriter(database.pool, "discord");
    const responses = {
      people: () => assert.fail("nobody asks who it was"),
      message: async (_channelId: string, messageId: string) => {
        asked.push(messageId);
        return { message: message(platformCount), authors: [] };
      },
    };
    recounts = new Recounts({ pool: database.pool, responses, storeAuthors, log, quietMs: 0 });
    const { rows } = await database.pool.query<{ id: string }>(
      "insert into accounts (platform, token_fingerprint) values ('discord', $1) returning id",
      [randomUUID()],
    );
    capture = new Capture({
      pool: database.pool,
      accountId: rows[0]?.id ?? "",
      workerId: randomUUID(),
      session: chat,
      leaseSeconds: 60,
      keepDeleted: true,
      storeAuthors,
      setAside: () => assert.fail("nothing is set aside"),
      onListening: () => undefined,
      recounts,
      log,
      wake: new Wake(),
    });
    const stop = new AbortController();
    const done = capture.run(stop.signal);
    end = () => (stop.abort(), done);
    await capture.flush();
    tell = (event) => chat.live.listener?.onEvent(event);
    await storePage(0, 0);
    await database.pool.query(
      "update pages_stored set asked_at = asked_at - interval '1 minute', stored_at = stored_at - interval '1 minute'",
    );
  });
  afterEach(() => end());

  it("counts a reaction once that the page before it held already", async function () {
    platformCount = 1;
    tell(reacted);
    await storePage(1);
    await capture.flush();
    assert.deepEqual(await counts(), [2], "told twice");
    await recounts.look(never);
    assert.deepEqual(await counts(), [1]);
  });
  it("counts a reaction that a page did not hold yet, though it was stored later", async function () {
    platformCount = 1;
    tell(reacted);
    await capture.flush();
    await storePage(0);
    assert.deepEqual(await counts(), [], "the page was older than it");
    await recounts.look(never);
    assert.deepEqual(await counts(), [1]);
    // As after the quiet while that is not waited for here.
    await database.pool.query("update pages_stored set asked_at = asked_at + interval '1 minute'");
    await recounts.look(never);
    assert.deepEqual(asked, ["1010"], "what was asked for long after its last event is not in doubt");
  });
  it("asks for nothing where no page came at about the same time", async function () {
    tell(reacted);
    await capture.flush();
    await recounts.look(never);
    assert.deepEqual(asked, []);
    assert.deepEqual(await counts(), [1]);
  });
  it("asks again when something happens meanwhile, and forgets pages that are old", async function () {
    platformCount = 1;
    tell(reacted);
    await storePage(1);
    await capture.flush();
    await recounts.look(never);
    platformCount = 2;
    tell({ ...reacted, userId: "400000000000000002" });
    await capture.flush();
    await recounts.look(never);
    assert.deepEqual(asked, ["1010", "1010"]);
    assert.deepEqual(await counts(), [2]);
    await database.pool.query("update pages_stored set stored_at = stored_at - interval '10 minutes'");
    await prunePagesStored(database.pool);
    const { rowCount } = await database.pool.query("select from pages_stored");
    assert.equal(rowCount, 0);
  });
});
