/** One unit from the archive into the target: what is left out, what is posted, and what a refusal means. */

import { mirrorTasks } from "../../core/database/mirrors/mirrorTasks.ts";
import { insertMirrorEvent } from "../../core/database/mirrors/mirrorWork.ts";
import type { MirrorSettings } from "../../core/database/mirrors/settings.ts";
import {
  type MessageEnd,
  type NextUnit,
  readSourceMessages,
  recordEnds,
  recordRefusal,
  type SourceMessage,
} from "../../core/database/mirrors/units.ts";
import type { MirrorKind, SkipReason } from "../../core/model/mirror.ts";
import { underClaim } from "../../core/queue/underClaim.ts";
import { BlockedError, RefusedError } from "../platforms/poster.ts";
import { type Composition, compose } from "./compose.ts";
import { compositionOf } from "./composition.ts";
import { placeOf, postCalls, recogniseCalls, type UnitDeps } from "./postUnit.ts";
import { isFiltered, kindOf, verdictOn } from "./verdict.ts";

/**
 * `without`: why there is no place for it in the target; null: there is. Throws BlockedError when source or target cannot be used, and
 * the taxonomy of core/queue/errors.ts.
 */
export async function mirrorUnit(
  deps: UnitDeps,
  unit: NextUnit,
  { settings, without }: { settings: MirrorSettings; without: SkipReason | null },
  signal: AbortSignal,
): Promise<void> {
  const { pool, poster, mirror } = deps;
  const messages = await readSourceMessages(pool, mirror.id, unit.messageIds);
  const lost = unit.messageIds.filter((id) => !messages.some((message) => message.id === id));
  // What an earlier run may have posted is posted, whatever the settings say by now.
  const isUnderWay = messages.some(({ sendingAgoMs }) => sendingAgoMs !== null);
  const verdicts = judge(messages, settings, poster.limits(), await findProtected(deps, messages, signal));
  if (without) for (const { id } of messages) if (!verdicts.has(id)) verdicts.set(id, without);
  const composition = await compositionOf(deps, settings, messages);
  if (isUnderWay && (verdicts.size > 0 || lost.length > 0)) {
    if (await recogniseCalls(deps, compose(messages, composition), signal)) return;
  }
  if ([...verdicts.values()].includes("protected_content") && !settings.skipProtectedContent)
    throw new BlockedError("source_protected", "The source forbids saving and forwarding");
  const skipped: Skipped[] = [
    ...lost.map((messageId): Skipped => ({ messageId, kind: "other", reason: "message_deleted" })),
    ...messages.flatMap((message) => {
      const reason = verdicts.get(message.id);
      return reason ? [{ messageId: message.id, kind: kindOf(message), reason }] : [];
    }),
  ];
  if (skipped.length > 0) await skip(deps, skipped);
  const left = messages.filter(({ id }) => !verdicts.has(id));
  if (left.length > 0) await post(deps, left, { settings, composition, isUnderWay }, signal);
}

/**
 * Which of the messages are protected. Where the source itself is not, those that were when they were archived are asked for:
 * it may have been protected for a while.
 */
async function findProtected(
  { mirror, poster }: UnitDeps,
  messages: readonly SourceMessage[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  if (mirror.sourceIsProtected) return new Set(messages.map(({ id }) => id));
  const marked = messages.filter(({ extra }) => extra?.is_protected === true).map(({ id }) => id);
  if (marked.length === 0) return new Set();
  return (await poster.findProtected?.(placeOf(mirror), marked, signal)) ?? new Set(marked);
}

/** Why messages of a unit are left out, by id. A filter takes a whole album. */
function judge(
  messages: readonly SourceMessage[],
  settings: MirrorSettings,
  limits: { file: number },
  protectedIds: ReadonlySet<string>,
): Map<string, SkipReason> {
  const isAnyFiltered = messages.some((message) => !message.isDeleted && isFiltered(message, settings));
  const verdicts = new Map<string, SkipReason>();
  for (const message of messages) {
    const reason =
      verdictOn(message, settings, limits) ??
      (isAnyFiltered ? "filtered" : protectedIds.has(message.id) ? "protected_content" : null);
    if (reason) verdicts.set(message.id, reason);
  }
  return verdicts;
}

async function post(
  deps: UnitDeps,
  messages: readonly SourceMessage[],
  how: { settings: MirrorSettings; composition: Composition; isUnderWay: boolean },
  signal: AbortSignal,
): Promise<void> {
  const calls = compose(messages, how.composition);
  try {
    await postCalls(deps, calls, signal);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    // This request was refused; one that an earlier run sent may not have been.
    if (how.isUnderWay && (await recogniseCalls(deps, calls, signal))) return;
    await refuse(deps, messages, how.settings, error);
  }
}

async function refuse(
  deps: UnitDeps,
  messages: readonly SourceMessage[],
  settings: MirrorSettings,
  error: RefusedError,
): Promise<void> {
  if (error.reason === "protected_content" && !settings.skipProtectedContent)
    throw new BlockedError("source_protected", error.message, { cause: error });
  const tries = Math.max(...messages.map(({ retryCount }) => retryCount));
  const isLast = tries >= settings.maxRetryCount;
  const reason = error.reason ?? (isLast && settings.skipAfterMaxRetry ? "failed_too_many_times" : null);
  if (reason) {
    await skip(
      deps,
      messages.map((message) => ({
        messageId: message.id,
        kind: kindOf(message),
        reason,
        message: error.message,
      })),
    );
    return;
  }
  const { pool, task, mirror } = deps;
  await underClaim(pool, mirrorTasks, task, async (tx) => {
    await recordRefusal(tx, mirror.id, task, {
      messageIds: messages.map(({ id }) => id),
      kind: messages[0] ? kindOf(messages[0]) : "other",
      message: error.message,
      againInSeconds: isLast ? null : settings.retryIntervalSec,
    });
    await insertMirrorEvent(tx, mirror.id, { level: "error", code: "refused", detail: error.message });
  });
}

interface Skipped {
  messageId: string;
  kind: MirrorKind;
  reason: SkipReason;
  message?: string;
}

async function skip({ pool, task, mirror }: UnitDeps, skipped: readonly Skipped[]): Promise<void> {
  const ends = skipped.map(
    ({ messageId, kind, reason, message = null }): MessageEnd & { messageId: string } => ({
      messageId,
      state: "skipped",
      kind,
      reason,
      message,
    }),
  );
  await underClaim(pool, mirrorTasks, task, (tx) => recordEnds(tx, mirror.id, task, ends));
}
