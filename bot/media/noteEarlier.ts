/** Looks through what was archived before files were noted, a stretch at a time: killed anywhere, it goes on there. */
import {
  findChannelToNote,
  loadEarlierMessages,
  recordGuildNoted,
  recordNoted,
} from "../../core/database/media/backfill.ts";
import { noteFiles } from "../../core/database/media/files.ts";
import { confirmMediaClaim } from "../../core/database/media/mediaTasks.ts";
import { inTransaction, type Pool } from "../../core/postgres/pool.ts";
import type { TaskClaim } from "../../core/queue/taskTable.ts";
import { filesOf } from "./filesOf.ts";

/** Messages looked through at once: some tenths of a second. */
const stretch = 2_000;

/** Notes the files of the next stretch of a guild; false when nothing is left. Throws LeaseLostError. */
export async function noteEarlier(pool: Pool, claim: TaskClaim, guildId: string): Promise<boolean> {
  const place = await findChannelToNote(pool, guildId);
  if (!place) {
    await recordGuildNoted(pool, guildId);
    return false;
  }
  const { channelId, belowId } = place;
  const messages = await loadEarlierMessages(pool, channelId, belowId, stretch);
  const files = filesOf({ guildId, channelId }, messages);
  const lowest = messages.length < stretch ? "0" : (messages.at(-1)?.id ?? "0");
  await inTransaction(pool, async (tx) => {
    await Promise.all([
      confirmMediaClaim(tx, claim),
      recordNoted(tx, channelId, lowest), // first: it locks the channel, as whoever stores messages does
      noteFiles(tx, files),
    ]);
  });
  return true;
}
