/** A text of either platform as a tree. Pure. */

import type { Platform } from "../platform.ts";
import { parseDiscordMarkup } from "./discordMarkup.ts";
import type { TextEntity } from "./entity.ts";
import { parseTelegramMarkup } from "./telegramMarkup.ts";
import type { MarkupNode } from "./tree.ts";

/** `entities`: marks that stand beside the text; what was imported or mirrored may carry them on either platform. */
export const parseMarkup = (
  text: string,
  entities: readonly TextEntity[],
  platform: Platform,
): MarkupNode[] =>
  platform === "discord" && entities.length === 0
    ? parseDiscordMarkup(text)
    : parseTelegramMarkup(text, entities);
