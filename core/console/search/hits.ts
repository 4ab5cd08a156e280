/** Hits as they are shown: excerpts with what was found marked, the messages around them, names. */
import type { ExcerptView, HitView, NeighbourView, SearchPerson, SearchView } from "../../api/search.ts";
import type { FoundMessage } from "../../database/search/searchMessages.ts";
import {
  loadNeighbours,
  loadPeople,
  loadPlaces,
  type Neighbour,
} from "../../database/search/surroundings.ts";
import { toExcerpt } from "../../model/search/excerpt.ts";
import type { ResolvedQuery, WantedText } from "../../model/search/matches.ts";
import { messageTexts } from "../../model/search/messageTexts.ts";
import type { StemLanguage } from "../../model/search/stems.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { idsIn } from "../reading/idsIn.ts";

type Names = ReadonlyMap<string, SearchPerson>;

/** A fixed number of queries, however many hits. */
export async function dressHits(
  db: Queryable,
  query: ResolvedQuery,
  found: readonly FoundMessage[],
): Promise<Pick<SearchView, "hits" | "people" | "channels">> {
  const neighbours = await loadNeighbours(db, found);
  const texts = [...found.map(({ content }) => content), ...neighbours.map(({ excerpt }) => excerpt)];
  const [people, channels] = await Promise.all([
    namePeople(db, [
      ...found.flatMap(({ authorId }) => authorId ?? []),
      ...neighbours.flatMap(({ authorId }) => authorId ?? []),
      ...idsIn(texts).people,
    ]),
    namePlaces(db, [...found.map(({ channelId }) => channelId), ...idsIn(texts).channels]),
  ]);
  const beside = new Map<string, Neighbour>(neighbours.map((each) => [`${each.side} ${each.ofId}`, each]));
  const names: Names = new Map(Object.entries(people));
  const wanted = wantedTexts(query);
  const hits = found.map((message): HitView => {
    const neighbour = (side: Neighbour["side"]) =>
      toNeighbour(beside.get(`${side} ${message.id}`), names, channels);
    return {
      guildId: message.guildId,
      channelId: message.channelId,
      messageId: message.id,
      authorId: message.authorId,
      kind: message.kind,
      createdAt: message.createdAt.toISOString(),
      editedAt: message.editedAt?.toISOString() ?? null,
      deletedAt: message.deletedAt?.toISOString() ?? null,
      isReply: message.replyToId !== null,
      excerpts: toExcerpts(message, wanted, query.stem, names, channels),
      fileCount: message.files.length,
      before: neighbour("before"),
      after: neighbour("after"),
    };
  });
  return { hits, people, channels };
}

/** The texts that a query asks for; what must not be there is not marked. */
function wantedTexts({ clauses }: ResolvedQuery): WantedText[] {
  return clauses.flatMap(({ any }) =>
    any.flatMap((term) => (term.kind === "text" && !term.isNot ? [term] : [])),
  );
}

/** More would push the next hit out of sight. */
const mostExcerpts = 3;

function toExcerpts(
  message: FoundMessage,
  wanted: readonly WantedText[],
  stem: StemLanguage | null,
  names: Names,
  channels: SearchView["channels"],
): ExcerptView[] {
  const [, ...carried] = messageTexts({ ...message, attachments: message.files });
  const fileTexts = message.files.reduce((count, { description }) => count + (description ? 2 : 1), 0);
  const content = toExcerpt(toReadable(message.content, names, channels), wanted, stem);
  const others = carried.flatMap((text, i): ExcerptView[] => {
    const excerpt = toExcerpt(text, wanted, stem);
    return excerpt.marks.length > 0 ? [{ part: i < fileTexts ? "file" : "other", ...excerpt }] : [];
  });
  const shown = others.slice(0, mostExcerpts);
  const isSaid = content.text.trim() !== "";
  // A message without words shows what it carries.
  const instead = carried.flatMap((text, i): ExcerptView[] =>
    text.trim() === "" ? [] : [{ part: i < fileTexts ? "file" : "other", ...toExcerpt(text, [], null) }],
  );
  return [
    ...(isSaid ? [{ part: "content" as const, ...content }] : []),
    ...(isSaid || shown.length > 0 ? shown : instead.slice(0, 1)),
  ];
}

/** Markup as it is read in a line: names for mentions, names of custom emoji. */
function toReadable(content: string, names: Names, channels: SearchView["channels"]): string {
  if (!content.includes("<")) return content;
  return content
    .replace(/<a?:(\w{1,64}):\d{15,20}>/g, ":$1:")
    .replace(/<@!?(\d{15,20})>/g, (_, id: string) => `@${names.get(id)?.name ?? id}`)
    .replace(/<#(\d{15,20})>/g, (_, id: string) => `#${channels[id]?.name ?? id}`)
    .replace(/<@&\d{15,20}>/g, "@…")
    .replace(/<t:(-?\d{1,12})(?::[a-zA-Z])?>/g, (_, seconds: string) =>
      new Date(Number(seconds) * 1_000).toISOString().slice(0, 16).replace("T", " "),
    );
}

/** Characters of a neighbour; it only reminds of what was going on. */
const neighbourLength = 140;

function toNeighbour(
  found: Neighbour | undefined,
  names: Names,
  channels: SearchView["channels"],
): NeighbourView | null {
  if (!found) return null;
  const text = toReadable(found.excerpt, names, channels).replace(/\s+/g, " ").trim();
  return {
    messageId: found.id,
    authorId: found.authorId,
    excerpt: Array.from(text).slice(0, neighbourLength).join(""),
    createdAt: found.createdAt.toISOString(),
  };
}

/** People by id, as they call themselves; those that are not known are absent. */
export async function namePeople(
  db: Queryable,
  ids: readonly string[],
): Promise<Record<string, SearchPerson>> {
  const found = await loadPeople(db, [...new Set(ids)]);
  return Object.fromEntries(
    found.map(({ id, userName, displayName, isBot }) => [
      id,
      { name: displayName ?? userName, userName, isBot },
    ]),
  );
}

/** Channels by id, with their servers. */
export async function namePlaces(db: Queryable, ids: readonly string[]): Promise<SearchView["channels"]> {
  const found = await loadPlaces(db, [...new Set(ids)]);
  return Object.fromEntries(found.map(({ id, ...place }) => [id, place]));
}
