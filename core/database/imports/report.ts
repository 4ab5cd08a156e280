/** What an import brought to each channel, and what it left out: written with the messages, in their transaction. */
import { fileProblems, type ImportProblem } from "../../model/importProblem.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { toStorableText } from "../../storable.ts";
import type { PartCounts } from "./importTasks.ts";

export interface ChannelReport extends PartCounts {
  channelId: string;
  guildId: string;
  guildName: string;
  channelName: string;
  /** Whether the archive did not know it before this import. */
  isNew: boolean;
  filesStored: number;
  firstMessageId: string | null;
  lastMessageId: string | null;
}

/** Adds a part to the channel's line. */
export async function addToChannel(tx: Queryable, taskId: string, channel: ChannelReport): Promise<void> {
  await tx.query({
    name: "add-to-import-channel",
    text: `
      insert into import_channels as c (task_id, channel_id, guild_id, guild_name, channel_name, is_new, messages_read,
        messages_saved, messages_merged, messages_known, items_skipped, files_stored, first_message_id, last_message_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
      on conflict (task_id, channel_id) do update
      set messages_read = c.messages_read + excluded.messages_read,
          messages_saved = c.messages_saved + excluded.messages_saved,
          messages_merged = c.messages_merged + excluded.messages_merged,
          messages_known = c.messages_known + excluded.messages_known,
          items_skipped = c.items_skipped + excluded.items_skipped,
          files_stored = c.files_stored + excluded.files_stored,
          first_message_id = least(c.first_message_id, excluded.first_message_id),
          last_message_id = greatest(c.last_message_id, excluded.last_message_id)`,
    values: [
      taskId,
      channel.channelId,
      channel.guildId,
      toStorableText(channel.guildName),
      toStorableText(channel.channelName),
      channel.isNew,
      channel.read,
      channel.saved,
      channel.merged,
      channel.known,
      channel.skipped,
      channel.filesStored,
      channel.firstMessageId,
      channel.lastMessageId,
    ],
  });
}

export interface Problem {
  file: string;
  reason: ImportProblem;
  place: string;
  message: string;
}

/** What ended the reading of files, in the order in which they are read. */
export async function findFlaws(db: Queryable, taskId: string): Promise<Problem[]> {
  const { rows } = await db.query<Problem>({
    name: "find-import-flaws",
    text: `
      select file, reason, place, message from import_problems
      where task_id = $1 and reason = any($2::text[]) order by file`,
    values: [taskId, fileProblems],
  });
  return rows;
}

/** Longest sentence and name that are kept. */
const longest = 500;

/** Counts problems by file and reason; of each the first one is kept in words. */
export async function addProblems(
  tx: Queryable,
  taskId: string,
  problems: readonly Problem[],
): Promise<void> {
  const firsts = new Map<string, Problem & { occurrences: number }>();
  for (const problem of problems) {
    const key = `${problem.reason} ${problem.file}`;
    const first = firsts.get(key);
    if (first) first.occurrences++;
    else firsts.set(key, { ...problem, occurrences: 1 });
  }
  for (const { file, reason, occurrences, place, message } of firsts.values())
    await tx.query({
      name: "add-import-problem",
      text: `
        insert into import_problems (task_id, file, reason, occurrences, place, message) values ($1, $2, $3, $4, $5, $6)
        on conflict (task_id, file, reason) do update
        set occurrences = import_problems.occurrences + excluded.occurrences`,
      values: [taskId, ...[file, reason].map(kept), occurrences, ...[place, message].map(kept)],
    });
}

const kept = (text: string) => toStorableText(text).slice(0, longest);
