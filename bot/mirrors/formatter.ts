/** How a source's texts are read: Telegram's are marked already, Discord's are written in its own signs. */
import type { WorkedMirror } from "../../core/database/mirrors/mirrorWork.ts";
import type { SourceMessage } from "../../core/database/mirrors/units.ts";
import type { FormattedText } from "../platforms/poster.ts";

/** Undefined where the marks of the archive are the marks of the target. */
export function formatterFor(
  _mirror: Pick<WorkedMirror, "sourcePlatform" | "targetPlatform">,
): ((message: SourceMessage) => FormattedText) | undefined {
  return undefined;
}
