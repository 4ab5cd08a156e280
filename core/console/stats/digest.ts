/** What a weekly digest tells of a guild, out of the sums. */
import { completenessOf } from "../../api/completeness.ts";
import type { GuildRecord } from "../../database/guilds/guildList.ts";
import { countFailedOfGuild } from "../../database/stats/digests.ts";
import {
  type ChannelRank,
  countComings,
  countInChannels,
  loadTotals,
  rankChannels,
} from "../../database/stats/figures.ts";
import { loadPeopleCalendar } from "../../database/stats/people.ts";
import type { DigestFacts, DigestPlace } from "../../model/digest/facts.ts";
import { countDuring, countNew, daysAtEnds } from "../../model/statistics/peopleCalendar.ts";
import { addDays } from "../../model/statistics/span.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { describeChannels } from "../guildChannels.ts";
import { openQuestion } from "./about.ts";
import { sum } from "./activity.ts";

/** How many channels and threads it names. */
const named = 5;
const weekMs = 7 * 86_400_000;

/** The seven days before `day` (YYYY-MM-DD in the guild's zone), beside the seven before them. */
export async function describeDigest(
  db: Queryable,
  guild: Pick<GuildRecord, "id" | "platform" | "name">,
  day: string,
  now: Date,
): Promise<DigestFacts> {
  const week = { from: addDays(day, -7), to: addDays(day, -1) };
  const { about, span, before } = await openQuestion(db, guild, { range: "custom", ...week }, now);
  const earlier = before ?? span;
  const [totals, totalsBefore, people, ranked, comings, channels, failedTasks] = await Promise.all([
    loadTotals(db, guild.id, span),
    loadTotals(db, guild.id, earlier),
    loadPeopleCalendar(db, guild.id, span.to, daysAtEnds([span, earlier])),
    rankChannels(db, guild.id, span, named),
    countComings(db, guild.id, span, "month"),
    describeChannels(db, guild),
    countFailedOfGuild(db, guild.id, new Date(now.getTime() - weekMs)),
  ]);
  const counts = await countInChannels(
    db,
    guild.id,
    earlier,
    ranked.map(({ id }) => id),
  );
  const toPlace = ({ id, name, messages }: ChannelRank): DigestPlace => ({
    name,
    messages,
    before: counts.get(id) ?? 0,
  });
  const came = [...comings.values()];
  return {
    guildName: guild.name,
    ...week,
    messages: { now: totals.messages, before: totalsBefore.messages },
    people: { now: countDuring(people, span), before: countDuring(people, earlier) },
    newPeople: countNew(people, span),
    replies: { now: totals.replies, before: totalsBefore.replies },
    joins: came.length > 0 ? sum(came.map(({ joins }) => joins)) : null,
    leaves: came.length > 0 ? sum(came.map(({ leaves }) => leaves)) : null,
    channels: ranked.filter(({ isThread }) => !isThread).map(toPlace),
    threads: ranked.filter(({ isThread }) => isThread).map(toPlace),
    archive: {
      completeness: completenessOf(channels),
      missingChannels: about.missing.channels,
      failedTasks,
    },
  };
}
