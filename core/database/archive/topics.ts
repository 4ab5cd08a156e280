/** The topics of a chat: their names stand in the messages that opened or renamed them. */
import type { Queryable } from "../../postgres/pool.ts";

export interface TopicName {
  id: string;
  name: string;
}

/** Of a forum's message that opened or changed a topic: the title it gave; null where it gave none. */
const title = "extra -> 'action' ->> 'title'";

/** How topics are called now; those whose opening is not archived are absent. */
export async function loadTopicNames(
  db: Queryable,
  channelId: string,
  topicIds: readonly string[],
): Promise<TopicName[]> {
  if (topicIds.length === 0) return [];
  const { rows } = await db.query<TopicName>({
    name: "load-topic-names",
    text: `
      select distinct on (m.topic_id) m.topic_id as id, ${title} as name from messages m
      where channel_id = $1 and topic_id = any($2::int8[]) and kind in ('thread_created', 'topic_edit')
        and ${title} is not null
      order by m.topic_id, m.id desc`,
    values: [channelId, topicIds],
  });
  return rows;
}

export interface TopicRecord extends TopicName {
  /** When something was last said in it. */
  lastAt: Date;
}

/** The number of the topic that every forum has; nothing opens it. */
export const generalTopic = "1";

/** More are no list that anybody reads. */
const mostTopics = 500;

/** Topics of a chat that are archived, those in which something was said last first. */
export async function listTopics(db: Queryable, channelId: string): Promise<TopicRecord[]> {
  const { rows } = await db.query<TopicRecord>({
    name: "list-topics",
    text: `
      select topic.id, topic.name, last.created_at as "lastAt"
      from (
        select distinct on (m.topic_id) m.topic_id as id, ${title} as name from messages m
        where channel_id = $1 and kind in ('thread_created', 'topic_edit') and ${title} is not null
          and topic_id is not null
        order by m.topic_id, m.id desc
      ) topic
      cross join lateral (
        select m.created_at from messages m
        where m.channel_id = $1 and m.topic_id = topic.id order by m.id desc limit 1
      ) last
      order by last.created_at desc, topic.id desc limit ${mostTopics}`,
    values: [channelId],
  });
  return rows;
}
