/**
 * Posts one unit: a message, or an album. What is about to be posted is written down first, the outcome with the map
 * afterwards; wherever it is broken off, the next run finds out what is there (docs/notes/0056).
 */

import { type MirrorTask, mirrorTasks } from "../../core/database/mirrors/mirrorTasks.ts";
import type { WorkedMirror } from "../../core/database/mirrors/mirrorWork.ts";
import {
  findMapped,
  type MessageEnd,
  recordEnds,
  recordIntent,
  recordPosted,
  type SourceMessage,
} from "../../core/database/mirrors/units.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { RetryableError } from "../../core/queue/errors.ts";
import { underClaim } from "../../core/queue/underClaim.ts";
import {
  DuplicateError,
  type FileReader,
  type OutgoingPart,
  type PartIdentity,
  type PostedIds,
  type Poster,
  type PostPlace,
  type Thread,
} from "../platforms/poster.ts";
import { randomIdOf } from "./randomId.ts";
import { kindOf } from "./verdict.ts";

export interface UnitDeps {
  pool: Pool;
  poster: Poster;
  files: FileReader;
  task: MirrorTask;
  mirror: WorkedMirror & { targetChannelId: string };
  /** Of a comment: what it answers in the target, unless its own answered comment stands there. Null elsewhere. */
  thread: Thread | null;
}

/** Looks for a post that the platform says it has; then it counts as posted, wherever it is. */
const mostLooks = 3;

type Part = OutgoingPart & PartIdentity;

export const placeOf = (mirror: UnitDeps["mirror"]): PostPlace => ({
  sourcePlatform: mirror.sourcePlatform,
  sourceChannelId: mirror.sourceChannelId,
  targetChannelId: mirror.targetChannelId,
  mode: mirror.mode,
});

/** Makes the calls one after the other; those that were made already are passed over. Throws what `Poster.post` throws. */
export async function postCalls(
  deps: UnitDeps,
  calls: readonly (readonly OutgoingPart[])[],
  signal: AbortSignal,
): Promise<void> {
  for (const [index, call] of calls.entries()) {
    const parts = await intend(deps, call);
    const left = parts.filter(({ targetMessageId }) => targetMessageId === null);
    const posted = left.length === 0 ? [] : await postOnce(deps, left, signal);
    await recordOutcome(deps, left, posted, index === calls.length - 1 ? calls.flat() : []);
  }
}

/**
 * Looks for a unit that may have been posted by an earlier run, and writes down where it stands. False when it does not: then
 * nothing was written.
 */
export async function recogniseCalls(
  deps: UnitDeps,
  calls: readonly (readonly OutgoingPart[])[],
  signal: AbortSignal,
): Promise<boolean> {
  for (const [index, call] of calls.entries()) {
    const left = (await intend(deps, call)).filter(({ targetMessageId }) => targetMessageId === null);
    const found = left.length === 0 ? [] : await find(deps, left, false, signal);
    if (found === null) return false;
    await recordOutcome(deps, left, found, index === calls.length - 1 ? calls.flat() : []);
  }
  return true;
}

async function intend(
  { pool, task, mirror }: UnitDeps,
  call: readonly OutgoingPart[],
): Promise<(Part & { targetMessageId: string | null })[]> {
  const intended = call.map(({ message, part }) => ({
    messageId: message.id,
    part,
    randomId: randomIdOf(mirror.sendKey, message.id, part),
  }));
  const stored = await underClaim(pool, mirrorTasks, task, (tx) => recordIntent(tx, mirror, intended));
  return call.map((part, index) => {
    const known = stored[index];
    if (!known) throw new Error(`Part ${part.part} of message ${part.message.id} was not written down`);
    const { randomId, afterId, targetMessageId } = known;
    return { ...part, randomId, afterId, targetMessageId };
  });
}

async function postOnce(deps: UnitDeps, parts: readonly Part[], signal: AbortSignal): Promise<PostedIds> {
  const { poster, files, mirror, task } = deps;
  const sentAgoMs = Math.max(...parts.map(({ message }) => message.sendingAgoMs ?? 0));
  // What was sent longer ago is looked for before it is sent again.
  if (sentAgoMs > poster.limits().remembersMs) {
    const found = await find(deps, parts, false, signal);
    if (found) return found;
  }
  try {
    return await poster.post({ place: placeOf(mirror), parts }, files, signal);
  } catch (error) {
    if (!(error instanceof DuplicateError)) throw error;
    const found = await find(deps, parts, true, signal);
    if (found) return found;
    // It was posted and is gone from there, or is not shown yet.
    if (task.attempts < mostLooks)
      throw new RetryableError("telegram_unavailable", "What was posted is not to be found yet", {
        cause: error,
      });
    return parts.map(() => gone);
  }
}

/** Of a post that was made and cannot be found: somebody deleted it. */
const gone = "0";

function find(
  { pool, poster, mirror }: UnitDeps,
  parts: readonly Part[],
  isCertain: boolean,
  signal: AbortSignal,
): Promise<PostedIds | null> {
  const isMapped = (ids: readonly string[]) => findMapped(pool, mirror.targetChannelId, ids);
  return poster.find({ place: placeOf(mirror), parts }, { isMapped, isCertain }, signal);
}

/** The map, and with the last call the messages' ends, in one transaction. */
async function recordOutcome(
  { pool, task, mirror }: UnitDeps,
  parts: readonly Part[],
  posted: PostedIds,
  ended: readonly OutgoingPart[],
): Promise<void> {
  const known = parts.flatMap(({ message, part }, index) => {
    const targetMessageId = posted[index] ?? null;
    return targetMessageId === null || targetMessageId === gone
      ? []
      : [{ messageId: message.id, part, targetMessageId }];
  });
  const left = new Set(parts.filter((_, index) => posted[index] === null).map(({ message }) => message.id));
  const ends = [...new Map(ended.map(({ message }) => [message.id, message])).values()].map((message) => ({
    messageId: message.id,
    ...endOf(message, left.has(message.id)),
  }));
  await underClaim(pool, mirrorTasks, task, async (tx) => {
    await Promise.all([
      known.length > 0 ? recordPosted(tx, mirror.id, known) : undefined,
      ends.length > 0 ? recordEnds(tx, mirror.id, task, ends) : undefined,
    ]);
  });
}

const endOf = (message: SourceMessage, isGone: boolean): MessageEnd =>
  isGone
    ? { state: "skipped", kind: kindOf(message), reason: "message_deleted", message: null }
    : { state: "sent", kind: kindOf(message), editedAt: message.editedAt };
