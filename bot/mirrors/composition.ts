/** How messages of a mirror are composed: by what it is, what its settings say, and the names that its texts hold. */
import type { MirrorSettings } from "../../core/database/mirrors/settings.ts";
import type { SourceMessage } from "../../core/database/mirrors/units.ts";
import type { Composition } from "./compose.ts";
import { readNames } from "./names.ts";
import type { UnitDeps } from "./postUnit.ts";

export async function compositionOf(
  { pool, mirror, poster, thread }: UnitDeps,
  settings: MirrorSettings,
  messages: readonly SourceMessage[],
): Promise<Composition> {
  const source = { platform: mirror.sourcePlatform, guildId: mirror.sourceGuildId };
  return {
    mode: mirror.mode,
    sourcePlatform: mirror.sourcePlatform,
    targetPlatform: mirror.targetPlatform,
    sourceChannelId: mirror.sourceChannelId,
    limits: poster.limits(),
    namesAuthors: settings.nameAuthors,
    isComment: mirror.commentsOf !== null,
    threadId: thread?.messageId ?? null,
    names: await readNames(pool, source, messages),
  };
}
