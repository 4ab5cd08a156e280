import { chronicleOf } from "../world/chronicle.ts";
import type { Channel } from "../world/model.ts";
import { compareIds } from "../world/snowflake.ts";
import { type TruthMessage, toTruth } from "./line.ts";

/** What the messages of a channel were: what an archive that listened all the time knows beside what they are. */
export interface TruthHistory {
  channelId: string;
  /** What edited messages said before, oldest first; ascending by message id. Changes of text only. */
  versions: { messageId: string; past: { content: string; replacedMs: number }[] }[];
  /** Deleted messages as they last stood; ascending by id. */
  tombstones: (TruthMessage & { deletedMs: number })[];
}

/** Edits and deletions since the sandbox was started. */
export function truthHistory(channel: Channel): TruthHistory {
  const { versions, tombstones } = chronicleOf(channel);
  return {
    channelId: channel.id,
    versions: [...versions]
      .map(([messageId, past]) => ({ messageId, past: past.map((version) => ({ ...version })) }))
      .sort((a, b) => compareIds(a.messageId, b.messageId)),
    tombstones: [...tombstones.values()]
      .map(({ facts, deletedMs }) => ({ ...toTruth(facts), deletedMs }))
      .sort((a, b) => compareIds(a.id, b.id)),
  };
}
