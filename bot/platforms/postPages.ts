/** Where in a channel a post is looked for that was made once: pages of what stands behind a place, for posters of any platform. */

interface PageRead<Message> {
  /** In any order. */
  messages: readonly Message[];
  /** There may be more in the direction of reading. */
  isFull: boolean;
}

export interface PostSearch<Message> {
  /** The post stands behind this message; 0: anywhere. */
  behindId: bigint;
  /** The first id that it can have by the time at which it was first sent. Asked for only where much stands behind `behindId`. */
  sinceId: () => Promise<bigint>;
  /** The newest page, or the one beside an id, which is not in it. */
  read: (edge: { before?: string; after?: string }) => Promise<PageRead<Message>>;
  idOf: (message: Message) => bigint;
}

/** So many pages are read from the time of sending on, and as many back from the newest. */
const mostPages = 10;

/**
 * Mostly one page. Where more was said since: onwards from the time of sending, since a post stands close to it, and then back from
 * the newest, since a later attempt may be what was carried out. Throws what `read` throws.
 */
export async function* postPages<Message>(search: PostSearch<Message>): AsyncGenerator<readonly Message[]> {
  const { read, idOf } = search;
  const newest = await read({});
  let edge = least(newest.messages.map(idOf));
  let reached = search.behindId;
  if (edge !== null && newest.isFull && edge > reached + 1n) {
    const since = (await search.sinceId()) - 1n;
    if (since > reached) reached = since;
  }
  if (edge === null || !newest.isFull || edge <= reached + 1n) {
    yield newest.messages;
    return;
  }
  for (let page = 0; page < mostPages && reached + 1n < edge; page++) {
    const { messages, isFull } = await read({ after: reached.toString() });
    yield messages;
    reached = messages.map(idOf).reduce((most, id) => (id > most ? id : most), reached);
    if (!isFull) return;
  }
  yield newest.messages;
  for (let page = 0; page < mostPages && reached + 1n < edge; page++) {
    const { messages, isFull } = await read({ before: edge.toString() });
    yield messages;
    const oldest = least(messages.map(idOf));
    if (oldest === null || !isFull) return;
    edge = oldest;
  }
}

const least = (ids: readonly bigint[]): bigint | null =>
  ids.reduce<bigint | null>((smallest, id) => (smallest === null || id < smallest ? id : smallest), null);
