/** Edits and deletions of what was mirrored: the target follows where the settings say so. */
import { mirrorTasks } from "../../core/database/mirrors/mirrorTasks.ts";
import type { MirrorSettings } from "../../core/database/mirrors/settings.ts";
import {
  type Change,
  findChanges,
  findSharing,
  readSourceMessages,
  recordChange,
  type SourceMessage,
} from "../../core/database/mirrors/units.ts";
import { underClaim } from "../../core/queue/underClaim.ts";
import { RefusedError } from "../platforms/poster.ts";
import { firstText } from "./compose.ts";
import { compositionOf } from "./composition.ts";
import { placeOf, type UnitDeps } from "./postUnit.ts";

const atOnce = 100;

type Done = Parameters<typeof recordChange>[3];

/** False when there was nothing to follow. Throws what `Poster` throws beside refusals: what the platform does not change stays. */
export async function followChanges(
  deps: UnitDeps,
  settings: MirrorSettings,
  signal: AbortSignal,
): Promise<boolean> {
  const { pool, mirror, task } = deps;
  const changes = await findChanges(pool, mirror.id, atOnce);
  if (changes.length === 0) return false;
  for (const change of changes) {
    const done = await followUnlessRefused(deps, settings, change, signal);
    await underClaim(pool, mirrorTasks, task, (tx) => recordChange(tx, mirror.id, change, done));
  }
  return true;
}

async function followUnlessRefused(
  deps: UnitDeps,
  settings: MirrorSettings,
  { messageId }: Change,
  signal: AbortSignal,
): Promise<Done> {
  try {
    return await follow(deps, settings, messageId, signal);
  } catch (error) {
    if (error instanceof RefusedError) return null;
    throw error;
  }
}

async function follow(
  deps: UnitDeps,
  settings: MirrorSettings,
  messageId: string,
  signal: AbortSignal,
): Promise<Done> {
  const { pool, poster, mirror } = deps;
  // What stands in one message of the target with it: an album, where a message carries several files.
  const sharing = await findSharing(pool, mirror.id, messageId);
  const all = await readSourceMessages(pool, mirror.id, [messageId, ...sharing]);
  const message = all.find(({ id }) => id === messageId);
  const targetIds = new Set(message?.parts.flatMap(({ targetMessageId }) => targetMessageId ?? []));
  const [firstId] = targetIds;
  if (!message || firstId === undefined) return null;
  const left = all.filter(({ isDeleted }) => !isDeleted);
  if (message.isDeleted ? !settings.syncMessageDeletions : !settings.syncMessageEdits) return null;
  if (left.length === 0) {
    await poster.remove(placeOf(mirror), [...targetIds], signal);
    return { kind: "deleted" };
  }
  // What was forwarded stands as it was.
  if (!message.isDeleted && mirror.mode === "forward") return null;
  const text = firstText(left, await compositionOf(deps, settings, left));
  const keptFiles = left.length === all.length ? null : filesLeft(all, firstId);
  await poster.edit(placeOf(mirror), firstId, { text, keptFiles }, signal);
  return message.isDeleted
    ? { kind: "deleted" }
    : { kind: "edited", editedAt: message.editedAt, isKept: settings.keepEditHistory };
}

/** Which files of a message of the target are not of deleted messages, by their places in it. */
function filesLeft(all: readonly SourceMessage[], targetId: string): number[] {
  const carried = all.flatMap((message) =>
    message.parts
      .filter(
        ({ part, targetMessageId }) => targetMessageId === targetId && part < message.attachments.length,
      )
      .map(() => message),
  );
  return carried.flatMap(({ isDeleted }, place) => (isDeleted ? [] : [place]));
}
