import assert from "node:assert/strict";
import { indexMessages } from "../../../bot/jobs/indexMessages.ts";
import { useTestDatabase } from "../../../test/support/database.ts";
import {
  archiveMessage,
  channelId,
  guildId,
  makeChannel,
  workerId,
} from "../../../test/support/factories.ts";
import { claimTasks } from "../../queue/claim.ts";
import { completeTasks } from "../../queue/settle.ts";
import { recordDeletions } from "../archive/live.ts";
import { insertAttachments, insertMessages, updateMessages } from "../archive/messages.ts";
import { ensureIndexed, readIndexState, searchIndexTasks } from "./indexTasks.ts";
import { mergePendingTokens } from "./pendingTokens.ts";

describe("search_index_tasks", function () {
  this.timeout(30_000);
  const database = useTestDatabase();
  const place = { guildId, channelId };
  const found = async (tsquery: string) =>
    (
      await database.pool.query<{ id: string }>(
        "select id from messages where search @@ $1::tsquery order by id",
        [tsquery],
      )
    ).rows.map(({ id }) => id);
  const open = async () => (await database.pool.query("select * from search_index_tasks order by id")).rows;
  const claim = async () => {
    const [task] = await claimTasks(database.pool, searchIndexTasks, {
      workerId,
      lanes: ["0"],
      limit: 1,
      leaseSeconds: 60,
    });
    assert.ok(task);
    return task;
  };
  /** As if archived before there was a search. */
  const forget = () => database.pool.query("update messages set search = null, search_version = null");
  const archive = async (count: number) => {
    await makeChannel(database.pool);
    const messages = Array.from({ length: count }, (_, i) =>
      archiveMessage({
        id: String(1_000 + i),
        content: `Grüße ${i}`,
        attachments:
          i === 0
            ? [
                {
                  id: "1",
                  fileName: "plan.pdf",
                  contentType: "application/pdf",
                  sizeBytes: 1,
                  width: null,
                  height: null,
                  durationSeconds: null,
                  description: "Bauplan",
                  isSpoiler: false,
                  url: "https://cdn.example/plan.pdf",
                },
              ]
            : [],
      }),
    );
    await insertMessages(database.pool, place, messages);
    await insertAttachments(database.pool, channelId, messages);
    await database.pool.query("update channels set message_count = $1", [count]);
    return messages;
  };

  it("is not needed for what is stored, edited or emptied: the statement that does so indexes", async function () {
    await archive(2);
    assert.deepEqual(await found("'grusse'"), ["1000", "1001"]);
    assert.deepEqual(await found("'bauplan' & '=file'"), ["1000"]);
    const edit = { id: "1001", content: "neu", editedAt: new Date("2025-01-01") };
    await updateMessages(database.pool, place, [archiveMessage(edit)]);
    assert.deepEqual([await found("'grusse'"), await found("'neu' & '=edited'")], [["1000"], ["1001"]]);
    await recordDeletions(database.pool, channelId, ["1000"], { keepContent: false });
    assert.deepEqual(await found("'grusse' | 'bauplan'"), []);
  });
  it("is written once when something is to be indexed, and never when there is nothing", async function () {
    await ensureIndexed(database.pool);
    assert.deepEqual(await open(), []);
    assert.equal((await readIndexState(database.pool)).isComplete, true);
    await database.pool.query("delete from search_versions");
    await archive(1);
    await forget();
    await Promise.all([1, 2, 3].map(() => ensureIndexed(database.pool)));
    await ensureIndexed(database.pool);
    const state = await readIndexState(database.pool);
    assert.deepEqual([(await open()).length, state.isComplete, state.progress], [1, false, 0]);
  });
  it("indexes everything, goes on where it was, and says when it is done", async function () {
    await archive(1_300);
    await forget();
    await ensureIndexed(database.pool);
    const task = await claim();
    const stop = new AbortController();
    // The first look at the clock between two stretches that comes after the first stretch.
    let looks = 0;
    const signal = Object.assign(stop.signal, {
      throwIfAborted() {
        if (++looks === 2) throw new Error("shut down");
      },
    });
    await assert.rejects(indexMessages(database.pool, task, signal), /shut down/);
    assert.equal((await found("'grusse'")).length, 500);
    const [row] = await open();
    assert.deepEqual([row?.messages_indexed, row?.after_message_id], ["500", "1499"]);
    // Somebody edits meanwhile what is not indexed yet.
    const edit = { id: "2000", content: "anders", editedAt: new Date("2025-01-01") };
    await updateMessages(database.pool, place, [archiveMessage(edit)]);
    const after = { channelId, messageId: "1499" };
    assert.deepEqual(await indexMessages(database.pool, { ...task, after }, new AbortController().signal), {
      kind: "completed",
    });
    await completeTasks(database.pool, searchIndexTasks, [task]);
    assert.equal((await found("'grusse'")).length, 1_299);
    assert.deepEqual([await found("'bauplan'"), await found("'anders'")], [["1000"], ["2000"]]);
    assert.equal((await readIndexState(database.pool)).isComplete, true);
  });
  it("has its new tokens merged, once", async function () {
    await archive(1_300);
    assert.ok((await mergePendingTokens(database.pool)) > 0);
    assert.equal(await mergePendingTokens(database.pool), 0);
    assert.equal((await found("'grusse'")).length, 1_300);
  });
  it("writes nothing once its claim is another's", async function () {
    await archive(1);
    await forget();
    await ensureIndexed(database.pool);
    const task = await claim();
    await database.pool.query("update search_index_tasks set status = 'cancelled'");
    await assert.rejects(indexMessages(database.pool, task, new AbortController().signal));
    assert.deepEqual(await found("'grusse'"), []);
  });
});
