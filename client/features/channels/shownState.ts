/** A channel's state as people are told it. Pure. */
import type { ChannelView } from "../../../core/api/guilds.ts";
import type { CoverageState } from "../../../core/model/channel.ts";

/** `gaps`: something is missing between what is archived. `partial` is left for "archived up to here, not further". */
export type ShownState = CoverageState | "gaps";

/** Most urgent last, so that sorting by state brings what needs somebody to one end. */
export const shownStates: readonly ShownState[] = [
  "complete",
  "empty",
  "none",
  "outdated",
  "partial",
  "gaps",
  "never",
  "unreadable",
];

export function shownStateOf({ state, covered }: Pick<ChannelView, "state" | "covered">): ShownState {
  return state === "partial" && covered.length > 1 ? "gaps" : state;
}
