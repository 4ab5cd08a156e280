/** Erasing a message, a channel with its threads, or a whole server. */
import { type ErasedMessages, findOldestMessages } from "../../core/database/forgetting/eraseMessages.ts";
import { addCounts, findUnreferencedFiles } from "../../core/database/forgetting/erasePerson.ts";
import {
  eraseChannelRows,
  eraseGuildRows,
  erasePeopleOfNowhere,
  findMembersOfGuild,
} from "../../core/database/forgetting/erasePlaces.ts";
import { markExportsStale } from "../../core/database/forgetting/staleExports.ts";
import { lockChannels } from "../../core/database/guilds/channelCoverage.ts";
import type { Queryable } from "../../core/postgres/pool.ts";
import type { ErasureRun } from "./run.ts";

export async function eraseMessage(run: ErasureRun, channelId: string, messageId: string): Promise<void> {
  let isLeft = true;
  await run.eraseMessages(
    channelId,
    async () => {
      const ids = isLeft ? [messageId] : [];
      isLeft = false;
      return ids;
    },
    () => 0.5,
  );
  await run.removeFiles(await findUnreferencedFiles(run.deps.pool));
}

/** Channels with all that belongs to them. Their fetches go with them: a worker that reads one finds its task gone. */
export async function eraseChannels(
  run: ErasureRun,
  channelIds: readonly string[],
  /** What goes with the messages of a batch, in its transaction. */
  andThen?: (tx: Queryable, batch: ErasedMessages) => Promise<Record<string, number>>,
): Promise<void> {
  for (const [index, channelId] of channelIds.entries()) {
    const progress = index / channelIds.length;
    await run.eraseMessages(
      channelId,
      (tx, limit) => findOldestMessages(tx, channelId, limit),
      () => progress,
      andThen,
    );
    await run.step(async (tx) => {
      await lockChannels(tx, [channelId]);
      await markExportsStale(tx, { channelIds: [channelId] });
      return { counts: await eraseChannelRows(tx, channelId) };
    });
  }
  await run.removeFiles(await findUnreferencedFiles(run.deps.pool));
}

/** A server: its channels, then whatever names it, then people who were nowhere else. */
export async function eraseGuild(
  run: ErasureRun,
  guildId: string,
  channelIds: readonly string[],
): Promise<void> {
  await eraseChannels(run, channelIds, async (tx, { authors }) => ({
    authors: await erasePeopleOfNowhere(tx, guildId, authors),
  }));
  await run.step(async (tx) => {
    await markExportsStale(tx, { guildId });
    const members = await findMembersOfGuild(tx, guildId);
    const authors = await erasePeopleOfNowhere(tx, guildId, members);
    return { counts: addCounts(await eraseGuildRows(tx, guildId), { authors }) };
  });
}
