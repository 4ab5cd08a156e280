/** Who reacted and who voted, as the API answers it. */
import type { ResponseListQuery, ResponseListView, ResponsesView } from "../api/responses.ts";
import type { GuildRecord } from "../database/guilds/guildList.ts";
import { loadPersonNames } from "../database/guilds/names.ts";
import {
  costOfLists,
  findList,
  listPeopleOf,
  type ResponseCost,
  sumLists,
} from "../database/responses/listed.ts";
import { AppError } from "../errors.ts";
import type { Queryable } from "../postgres/pool.ts";
import { loadPageFiles } from "./reading/messageFiles.ts";
import { requestLimits } from "./requestLimits.ts";

/** Whether a guild keeps it, how far that is, and what the rest costs. */
export async function describeResponses(db: Queryable, guild: GuildRecord): Promise<ResponsesView> {
  const [{ keeps, task, ...lists }, cost] = await Promise.all([
    sumLists(db, guild.id),
    costOfLists(db, guild.id),
  ]);
  const { lists: due, requests } = cost;
  return { keeps, task, lists, estimate: { lists: due, requests, seconds: secondsFor(guild, cost) } };
}

/** One request after the other: a channel's pace is the slower limit, unless there are very many channels. Pure. */
function secondsFor({ platform }: GuildRecord, { requests, mostInOne }: ResponseCost): number {
  const { perSecond, perChannelSecond } = requestLimits[platform];
  return Math.ceil(Math.max(requests / perSecond, mostInOne / perChannelSecond));
}

/** A page of one list. Throws AppError not_found where the message has no such reaction or answer. */
export async function readResponseList(
  db: Queryable,
  guild: GuildRecord,
  place: { channelId: string; messageId: string },
  { kind, item, after, limit }: ResponseListQuery,
  fileBase: string,
): Promise<ResponseListView> {
  const wanted = { guildId: guild.id, ...place, kind, item };
  const list = await findList(db, wanted);
  if (!list)
    throw new AppError("not_found", "This message has no such reaction or answer.", { field: "item" });
  const found = await listPeopleOf(db, wanted, after ?? "0", limit + 1);
  const shown = found.slice(0, limit);
  const ids = shown.map(({ userId }) => userId);
  const [names, faces] = await Promise.all([
    loadPersonNames(db, guild.id, ids),
    loadPageFiles(
      db,
      fileBase,
      "0",
      [],
      ids.map((id) => ({ kind: "avatar", item: id })),
    ),
  ]);
  const byId = new Map(names.map((person) => [person.id, person]));
  return {
    count: list.count,
    known: list.known,
    isComplete: list.isComplete,
    reason: list.reason,
    readAt: list.readAt?.toISOString() ?? null,
    people: shown.map(({ userId: id, isBurst }) => {
      const person = byId.get(id);
      return {
        id,
        name: person?.nick ?? person?.displayName ?? person?.userName ?? id,
        userName: person?.userName ?? id,
        isBot: person?.isBot ?? false,
        avatar: faces.shared("avatar", id),
        isBurst,
      };
    }),
    nextAfter: found.length > limit ? (shown.at(-1)?.userId ?? null) : null,
  };
}
