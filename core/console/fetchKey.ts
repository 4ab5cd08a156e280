/** From what is asked for to the row that asks for it. Pure. */
import type { FetchKey, NewFetch } from "../database/tasks/fetchRows.ts";
import type { FetchRequest } from "./fetchRequest.ts";

/**
 * One channel becomes a task of its own (a forum's stands for its posts); several, or one with its threads, become a
 * guild task over this choice.
 */
export function toFetchKey(guildId: string, request: FetchRequest): FetchKey {
  const options = {
    ...(request.includeThreads === null ? {} : { includeThreads: request.includeThreads }),
    ...(request.includeArchivedThreads === null
      ? {}
      : { includeArchivedThreads: request.includeArchivedThreads }),
  };
  const { mode, afterMessageId, beforeMessageId, afterTime, beforeTime } = request;
  const range = { afterMessageId, beforeMessageId, afterTime, beforeTime };
  const key = { guildId, channelId: null, mode, ...range, options };
  if (request.channelIds === null) return key;
  const [only, ...others] = request.channelIds;
  return only !== undefined && others.length === 0 && request.includeThreads !== true
    ? { ...key, channelId: only }
    : { ...key, options: { ...options, channelIds: request.channelIds } };
}

/** How its row is named and how urgent it is. */
export function aboutRow(request: FetchRequest): Pick<NewFetch, "namedAfter" | "priority"> {
  const [only, ...others] = request.channelIds ?? [];
  return { namedAfter: others.length === 0 ? (only ?? null) : null, priority: request.priority };
}
