/**
 * Works an erasure from beginning to end:
 *
 *   remember  the list takes it up: from now on nobody stores it, whoever is in the middle of a page has finished
 *   erase     in small transactions under the claim, each of which finds what is left by itself
 *   verify    a scan over every column of every table; what it finds is erased again, at most twice
 *   finish    the row forgets whom it concerned, the audit log keeps how much
 *
 * Killed anywhere it begins anew: remembering twice changes nothing, and erasing goes by what is still there.
 */
import { recordAudit } from "../../core/database/audit/auditLog.ts";
import { isOwnAccount } from "../../core/database/forgetting/erasePerson.ts";
import { findChannelsOfGuild, findChannelTree } from "../../core/database/forgetting/erasePlaces.ts";
import {
  type ErasureTask,
  erasureTasks,
  finishErasure,
} from "../../core/database/forgetting/erasureTasks.ts";
import { findKeyCheck, insertKeyCheck, remember } from "../../core/database/forgetting/forgotten.ts";
import { type ScanResult, scanForTraces, type TraceSubject } from "../../core/database/forgetting/traces.ts";
import { digestOf, type Forgettable, platformOfId } from "../../core/forgetting/digest.ts";
import { inTransaction, type Pool } from "../../core/postgres/pool.ts";
import { PermanentError } from "../../core/queue/errors.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import { underClaim } from "../../core/queue/underClaim.ts";
import { erasePerson } from "./erasePerson.ts";
import { eraseChannels, eraseGuild, eraseMessage } from "./erasePlaces.ts";
import { keyCheckOf } from "./guard.ts";
import { type EraseDeps, ErasureRun } from "./run.ts";

/** How often what the scan found is erased again: once for what was just being written, once more for bad luck. */
const mostRounds = 3;

/** Throws PermanentError without a key and for what is not to be erased, LeaseLostError, or the reason of `signal`. */
export async function erase(deps: EraseDeps, task: ErasureTask, signal: AbortSignal): Promise<JobOutcome> {
  if (task.phase === "done") return { kind: "completed" }; // killed between its end and the queue's word of it
  const { pool } = deps;
  const key = await checkKey(deps);
  if (task.personId !== null && (await isOwnAccount(pool, task.personId)))
    throw new PermanentError(
      "not_erasable",
      "This is the account of a bot of yours: remove it on the page Bots.",
    );
  const digest = await putOnList(deps, task, key);
  const run = new ErasureRun(deps, task, signal, digest);
  let scan: ScanResult = { traces: {}, columns: 0 };
  if (task.erases) {
    const subject = await subjectOf(pool, task); // before its rows are gone
    for (let round = 1; round <= mostRounds; round++) {
      await eraseSubject(run, task);
      await run.removeLeftovers();
      await run.report("verifying", run.progress);
      scan = await inTransaction(pool, (tx) => scanForTraces(tx, subject));
      if (Object.keys(scan.traces).length === 0) break;
    }
  }
  await finish(deps, task, digest, scan, run);
  const left = Object.entries(scan.traces);
  if (left.length === 0) return { kind: "completed" };
  return {
    kind: "warning",
    reason: "traces_left",
    message: `The scan still finds it in ${left.map(([column, count]) => `${column} (${count})`).join(", ")}.`,
  };
}

/** The list was made with one key; another one would name everybody differently. */
async function checkKey({ pool, key }: EraseDeps): Promise<Buffer> {
  if (key === null) {
    throw new PermanentError(
      "forgetting_key_missing",
      "FORGETTING_KEY is not set: without it nobody could be recognised when they come again. npm start makes one.",
    );
  }
  await insertKeyCheck(pool, keyCheckOf(key));
  if ((await findKeyCheck(pool)) !== keyCheckOf(key)) {
    throw new PermanentError(
      "forgetting_key_missing",
      "FORGETTING_KEY is another one than before: who was forgotten would not be recognised. Restore the earlier one.",
    );
  }
  return key;
}

/** What the list takes up: of a channel its threads as well. The first is what the task is about. */
async function forgettables(pool: Pool, task: ErasureTask): Promise<Forgettable[]> {
  const { subject } = task;
  const { personId, channelId, messageId, guildId } = idsOf(task);
  switch (subject) {
    case "person":
      return [{ kind: "person", platform: platformOfId(personId), id: personId }];
    case "message":
      return [{ kind: "message", channelId, id: messageId }];
    case "channel":
      return (await findChannelTree(pool, channelId)).toReversed().map((id) => ({ kind: "channel", id }));
    case "guild":
      return [{ kind: "guild", id: guildId }];
  }
}

/** The ids of a task; "0" for those that its subject has no need of (CHECK erasure_tasks_place). */
const idsOf = ({ personId, channelId, messageId, guildId }: ErasureTask) => ({
  personId: personId ?? "0",
  channelId: channelId ?? "0",
  messageId: messageId ?? "0",
  guildId: guildId ?? "0",
});

/** From the commit of this on nothing of it is stored. Returns the digest of what the task is about. */
async function putOnList({ pool }: EraseDeps, task: ErasureTask, key: Buffer): Promise<string> {
  const wanted = await forgettables(pool, task);
  const digests = wanted.map((what) => digestOf(key, what));
  await underClaim(pool, erasureTasks, task, async (tx) => {
    for (const digest of digests) {
      await remember(tx, {
        digest,
        kind: task.subject,
        erased: task.erases,
        subjectId: task.erases ? null : task.personId,
        note: digest === digests[0] ? task.note : null,
        createdBy: task.startedBy,
      });
    }
  });
  return digests[0] ?? "";
}

async function subjectOf(pool: Pool, task: ErasureTask): Promise<TraceSubject> {
  const { personId, channelId, messageId, guildId } = idsOf(task);
  switch (task.subject) {
    case "person":
      return { kind: "person", id: personId };
    case "message":
      return { kind: "message", channelId, id: messageId };
    case "channel":
      return { kind: "channels", ids: await findChannelTree(pool, channelId) };
    case "guild":
      return { kind: "guild", id: guildId };
  }
}

async function eraseSubject(run: ErasureRun, task: ErasureTask): Promise<void> {
  const { pool } = run.deps;
  const { personId, channelId, messageId, guildId } = idsOf(task);
  switch (task.subject) {
    case "person":
      return erasePerson(run, personId);
    case "message":
      return eraseMessage(run, channelId, messageId);
    case "channel":
      return eraseChannels(run, await findChannelTree(pool, channelId));
    case "guild":
      return eraseGuild(run, guildId, await findChannelsOfGuild(pool, guildId));
  }
}

function finish(
  { pool }: EraseDeps,
  task: ErasureTask,
  digest: string,
  { traces, columns }: ScanResult,
  run: ErasureRun,
): Promise<void> {
  return underClaim(pool, erasureTasks, task, async (tx) => {
    await finishErasure(tx, task, { traces, columnsScanned: columns, counts: run.counts });
    await recordAudit(tx, {
      actor: task.startedBy ?? "sql",
      action: task.erases ? "erasure.completed" : "opt_out.added",
      subject: `${task.subject} ${digest.slice(0, 12)}`,
      details: { taskId: task.id, counts: run.counts, traces, columnsScanned: columns },
    });
  });
}
