/** Whether a guild is kept complete without being asked. */
import type { Queryable } from "../../postgres/pool.ts";
import { insertGuildCatchUp } from "./catchUp.ts";
import { loadLiveStates } from "./liveState.ts";

/**
 * Writes true, false, or null (once the whole guild has been fetched on request). When it is to be kept complete and
 * somebody listens, fetching what is missing begins at once; otherwise with the listening.
 */
export async function setKeepComplete(
  db: Queryable,
  guildId: string,
  keepComplete: boolean | null,
): Promise<void> {
  const { rowCount } = await db.query({
    name: "set-keep-complete",
    text: "update guilds set keep_complete = $2 where id = $1 and keep_complete is distinct from $2",
    values: [guildId, keepComplete],
  });
  if (rowCount === 0 || keepComplete !== true) return;
  if ((await loadLiveStates(db, guildId)).has(guildId)) await insertGuildCatchUp(db, guildId);
}
