/** A batch of events and what it proves, in one transaction: stored whole or not at all. */
import type { Coverage } from "../../core/coverage.ts";
import type { ArchiveAuthor } from "../../core/database/archive/authors.ts";
import { announceChanges, rangesOf } from "../../core/database/archive/changes.ts";
import {
  addReactions,
  addVotes,
  clearReactions,
  recordDeletions,
  setReactions,
} from "../../core/database/archive/live.ts";
import type { MessagePlace } from "../../core/database/archive/messages.ts";
import { holdForgotten } from "../../core/database/forgetting/forgotten.ts";
import { insertIntervalCatchUps } from "../../core/database/guilds/catchUp.ts";
import { addHeard, lockChannels, withdrawCoverage } from "../../core/database/guilds/channelCoverage.ts";
import { type MemberChange, recordMemberChanges } from "../../core/database/guilds/members.ts";
import { wakeMirrors } from "../../core/database/mirrors/mirrorWork.ts";
import { recordCounts } from "../../core/database/telegram/counts.ts";
import { type Capture, holdCaptures } from "../../core/database/workers/liveCaptures.ts";
import { inTransaction, isDatabaseAway, type Pool, type Queryable } from "../../core/postgres/pool.ts";
import { provesNothing, storeMessages } from "../archive/storeMessages.ts";
import { admitPeople } from "../forgetting/guard.ts";
import type { HeardInterval } from "../platforms/liveFeed.ts";
import { hearResponses } from "../responses/hearResponses.ts";
import type { Round } from "./rounds.ts";

export interface Batch {
  rounds: readonly Round[];
  members: ReadonlyMap<string, readonly MemberChange[]>;
  /** By channel: what was heard completely once this batch is stored. */
  heard: readonly { place: MessagePlace; interval: HeardInterval }[];
}

/** Coverage that turned out wrong: a message was edited in it that is not archived. It is fetched again. */
export interface Withdrawn {
  place: MessagePlace;
  intervals: Coverage;
}

/** Another process listens to the guild now, and stores what happens there. */
export class CaptureLostError extends Error {
  override name = "CaptureLostError";
  readonly guildIds: readonly string[];

  constructor(guildIds: readonly string[]) {
    super(`Another process listens to ${guildIds.join(", ")} now`);
    this.guildIds = guildIds;
  }
}

/** The connection broke while a batch was stored: it may have been, or not (wasBatchStored). */
export class InDoubtError extends Error {
  override name = "InDoubtError";
  readonly captures: readonly Capture[];
  readonly storedAt: string;
  readonly withdrawn: readonly Withdrawn[];

  constructor(
    captures: readonly Capture[],
    storedAt: string,
    withdrawn: readonly Withdrawn[],
    cause: unknown,
  ) {
    super("The connection broke while events were stored", { cause });
    this.captures = captures;
    this.storedAt = storedAt;
    this.withdrawn = withdrawn;
  }
}

/** Everybody a batch names, each as last seen. */
export function authorsOf(rounds: readonly Round[], more: readonly ArchiveAuthor[]): ArchiveAuthor[] {
  const authors = new Map<string, ArchiveAuthor>();
  for (const author of [...rounds.flatMap((round) => round.authors), ...more]) authors.set(author.id, author);
  return [...authors.values()];
}

/**
 * Stores a batch under the captures of its guilds. Throws CaptureLostError when one of them is another's by now; then
 * nothing was stored, and InDoubtError when that is not known. Channels are locked first, in the order of their ids, as the
 * pages of history lock theirs: whatever both know of a message is then stored one after the other. Returns the coverage
 * that turned out wrong: it is withdrawn with the batch, a task that reads it again is written, and nothing of those
 * channels counts as heard.
 */
export async function storeBatch(
  pool: Pool,
  captures: readonly Capture[],
  batch: Batch,
  options: { keepDeleted: boolean },
): Promise<Withdrawn[]> {
  const channelIds = new Set([
    ...batch.rounds.map(({ place }) => place.channelId),
    ...batch.heard.map(({ place }) => place.channelId),
  ]);
  let storedAt: string | undefined;
  let withdrawn: Withdrawn[] = [];
  return inTransaction(pool, async (tx) => {
    const [, held] = await Promise.all([
      holdForgotten(tx),
      holdCaptures(tx, captures),
      lockChannels(tx, [...channelIds]),
    ]);
    storedAt = [...held.values()][0];
    const lost = captures.filter(({ guildId }) => !held.has(guildId)).map(({ guildId }) => guildId);
    if (lost.length > 0) throw new CaptureLostError(lost);
    const [contradicted] = await Promise.all([
      Promise.all(byChannel(batch.rounds).map((rounds) => storeRounds(tx, rounds, options))),
      ...[...batch.members].map(async ([guildId, changes]) =>
        recordMemberChanges(tx, guildId, await admitPeople(tx, guildId, changes)),
      ),
    ]);
    withdrawn = contradicted.flat();
    await Promise.all(withdrawn.map((wrong) => withdraw(tx, wrong)));
    const distrusted = new Set(withdrawn.map(({ place }) => place.channelId));
    // After the messages: coverage never claims what is not there yet, in whatever order statements arrive.
    await addHeard(
      tx,
      batch.heard
        .filter(({ place }) => !distrusted.has(place.channelId))
        .map(({ place, interval }) => ({ channelId: place.channelId, ...interval })),
    );
    return withdrawn;
  }).catch((error: unknown) => {
    if (storedAt !== undefined && isDatabaseAway(error))
      throw new InDoubtError(captures, storedAt, withdrawn, error);
    throw error;
  });
}

async function withdraw(tx: Queryable, { place, intervals }: Withdrawn): Promise<void> {
  await withdrawCoverage(tx, place.channelId, intervals, []);
  await insertIntervalCatchUps(tx, place, intervals);
}

/** Rounds of one channel stand together, as toRounds leaves them. */
function byChannel(rounds: readonly Round[]): Round[][] {
  const groups: Round[][] = [];
  for (const round of rounds) {
    const last = groups.at(-1);
    if (last?.[0]?.place.channelId === round.place.channelId) last.push(round);
    else groups.push([round]);
  }
  return groups;
}

/** The rounds of one channel, one after the other. Returns the coverage that they prove wrong. */
async function storeRounds(
  tx: Queryable,
  rounds: readonly Round[],
  options: { keepDeleted: boolean },
): Promise<Withdrawn[]> {
  const withdrawn: Withdrawn[] = [];
  for (const round of rounds) {
    const { place, messages, createdIds, clearings, deletedIds } = round;
    if (messages.length > 0) {
      const proof = { ...provesNothing, lateIds: createdIds };
      const { contradicted } = await storeMessages(tx, place, messages, proof);
      if (contradicted.length > 0) withdrawn.push({ place, intervals: contradicted });
    }
    const { reactions, votes, settle } = await hearResponses(tx, round);
    await addReactions(tx, place.channelId, reactions);
    await addVotes(tx, place.channelId, votes);
    await clearReactions(tx, place.channelId, clearings);
    await settle();
    await setReactions(tx, place.channelId, round.reactionsSet);
    await recordCounts(tx, place.channelId, round.counts);
    await recordDeletions(tx, place.channelId, deletedIds, { keepContent: options.keepDeleted });
    if (deletedIds.length > 0) await wakeMirrors(tx, place.channelId, deletedIds);
    const changed = [
      ...[...round.reactions, ...round.votes, ...clearings].map(({ messageId }) => messageId),
      ...round.reactionsSet.keys(),
    ];
    await announceChanges(tx, place.channelId, rangesOf([...changed, ...deletedIds]));
  }
  return withdrawn;
}
