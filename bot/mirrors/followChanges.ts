/** Edits and deletions of what was mirrored: the target follows where the settings say so. */
import { mirrorTasks } from "../../core/database/mirrors/mirrorTasks.ts";
import type { MirrorSettings } from "../../core/database/mirrors/settings.ts";
import {
  type Change,
  findChanges,
  readSourceMessages,
  recordChange,
  type SourceMessage,
} from "../../core/database/mirrors/units.ts";
import { underClaim } from "../../core/queue/underClaim.ts";
import { RefusedError } from "../platforms/poster.ts";
import { firstText } from "./compose.ts";
import { placeOf, type UnitDeps } from "./postUnit.ts";

const atOnce = 100;

/** False when there was nothing to follow. Throws what `Poster` throws beside refusals: what the platform does not change stays. */
export async function followChanges(
  deps: UnitDeps,
  settings: MirrorSettings,
  signal: AbortSignal,
): Promise<boolean> {
  const { pool, mirror, task } = deps;
  const changes = await findChanges(pool, mirror.id, atOnce);
  if (changes.length === 0) return false;
  const messages = await readSourceMessages(
    pool,
    mirror.id,
    changes.map(({ messageId }) => messageId),
  );
  for (const change of changes) {
    const message = messages.find(({ id }) => id === change.messageId);
    const done = message ? await follow(deps, settings, message, signal) : null;
    await underClaim(pool, mirrorTasks, task, (tx) =>
      recordChange(tx, mirror.id, change satisfies Change, done),
    );
  }
  return true;
}

async function follow(
  deps: UnitDeps,
  settings: MirrorSettings,
  message: SourceMessage,
  signal: AbortSignal,
): Promise<Parameters<typeof recordChange>[3]> {
  const { poster, mirror } = deps;
  const place = placeOf(mirror);
  const targetIds = message.parts.flatMap(({ targetMessageId }) => targetMessageId ?? []);
  const [firstId] = targetIds;
  if (firstId === undefined) return null;
  try {
    if (message.isDeleted) {
      if (!settings.syncMessageDeletions) return null;
      await poster.remove(place, targetIds, signal);
      return { kind: "deleted" };
    }
    // What was forwarded stands as it was.
    if (!settings.syncMessageEdits || mirror.mode === "forward") return null;
    const text = firstText(message, {
      mode: mirror.mode,
      sourcePlatform: mirror.sourcePlatform,
      limits: poster.limits(),
    });
    await poster.edit(place, firstId, text, signal);
    return { kind: "edited", editedAt: message.editedAt, isKept: settings.keepEditHistory };
  } catch (error) {
    if (error instanceof RefusedError) return null;
    throw error;
  }
}
