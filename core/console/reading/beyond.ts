/** What leads from messages of Telegram to other places: topics, comments under posts, originals of forwards. */
import type { MessageView } from "../../api/reading.ts";
import { findDiscussions, findPlaces, type MessagePlaceRecord } from "../../database/archive/discussions.ts";
import type { StoredMessage } from "../../database/archive/messagePages.ts";
import { loadTopicNames } from "../../database/archive/topics.ts";
import { loadCounts } from "../../database/telegram/counts.ts";
import type { Queryable } from "../../postgres/pool.ts";
import type { MessageExtras } from "./messageExtra.ts";
import type { ForwardedFrom } from "./telegramExtra.ts";

type Led = Pick<MessageView, "forwardedFrom" | "comments" | "views">;

export interface Beyond {
  /** Names of the topics that the messages stand in, by id. */
  topics: Record<string, string>;
  of: (messageId: string, extra: MessageExtras) => Led;
}

/** Asks for nothing where no message has anything of it, as on Discord. */
export async function loadBeyond(
  db: Queryable,
  channelId: string,
  stored: readonly StoredMessage[],
  extras: readonly MessageExtras[],
): Promise<Beyond> {
  const posts = stored.filter((_, i) => extras[i]?.hasComments).map(({ id }) => id);
  const originals = extras.flatMap(({ forwardedFrom }) => forwardedFrom?.original ?? []);
  const counts = isTelegram(channelId)
    ? await loadCounts(
        db,
        channelId,
        stored.map(({ id }) => id),
      )
    : [];
  const discussions = await findDiscussions(db, channelId, posts);
  const places = await findPlaces(db, originals);
  const topicIds = [...new Set(stored.flatMap(({ topicId }) => topicId ?? []))];
  const topics = await loadTopicNames(db, channelId, topicIds);

  const countOf = new Map(counts.map((count) => [count.messageId, count]));
  const discussionOf = new Map(discussions.map(({ postId, ...place }) => [postId, place]));
  const key = (place: { channelId: string; messageId: string }) => `${place.channelId} ${place.messageId}`;
  const placeOf = new Map<string, MessagePlaceRecord>(places.map((place) => [key(place), place]));
  const toOrigin = ({ original, ...origin }: ForwardedFrom) => ({
    ...origin,
    place: (original && placeOf.get(key(original))) ?? null,
  });
  return {
    topics: Object.fromEntries(topics.map(({ id, name }) => [id, name])),
    of(messageId, { forwardedFrom, hasComments, views }) {
      return {
        views: countOf.get(messageId)?.views ?? views,
        comments: hasComments
          ? {
              count: countOf.get(messageId)?.replies ?? 0,
              place: discussionOf.get(messageId) ?? null,
            }
          : null,
        forwardedFrom: forwardedFrom && toOrigin(forwardedFrom),
      };
    },
  };
}

/** Marked ids of its chats are negative, or those of people; Discord's are long. */
const isTelegram = (channelId: string): boolean => channelId.startsWith("-") || channelId.length < 16;
