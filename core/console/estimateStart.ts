/** What a fetch would cost, before anybody starts it. */
import type { EstimateView, StartFetchInput } from "../api/tasks.ts";
import type { Queryable } from "../postgres/pool.ts";
import { channelsOf, estimateFetch } from "./estimate.ts";
import { toFetchRequest } from "./fetchRequest.ts";
import { describeChannels } from "./guildChannels.ts";
import { checkChannels, getGuild } from "./startFetch.ts";

/** Writes nothing. Throws AppError for the same input as startFetch. */
export async function estimateStart(
  db: Queryable,
  guildId: string,
  input: StartFetchInput,
  includeDemo: boolean,
): Promise<EstimateView> {
  const guild = await getGuild(db, guildId, includeDemo);
  const request = toFetchRequest(input, guild);
  await checkChannels(db, guild, request, input.channelIds ?? []);
  const channels = await describeChannels(db, guild);
  return estimateFetch(request, channelsOf(request, channels), guild.platform, channels);
}
