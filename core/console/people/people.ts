/** The people of a server as the API answers them. */
import type {
  PeopleQuery,
  PeopleView,
  PersonMessagesQuery,
  PersonMessagesView,
  PersonRow,
  PersonView,
} from "../../api/people.ts";
import {
  countMessages,
  findJoinPosition,
  findListingState,
  findPerson,
  listChannelsOfPerson,
  listEarlierNames,
  listMemberEvents,
  listMessagesOfPerson,
  listPeople,
  loadRoles,
  type MemberEventRecord,
  type PersonRecord,
} from "../../database/people/people.ts";
import { AppError } from "../../errors.ts";
import { snowflakeTimeMs } from "../../model/snowflake.ts";
import type { Queryable } from "../../postgres/pool.ts";

type Roles = Awaited<ReturnType<typeof loadRoles>>;

/** A page of a guild's people. Throws AppError for a cursor that is none. */
export async function describePeople(
  db: Queryable,
  guildId: string,
  query: PeopleQuery,
): Promise<PeopleView> {
  const after = query.cursor === undefined ? null : parsePlace(query.cursor);
  const found = await listPeople(db, {
    guildId,
    search: query.search === undefined || query.search === "" ? null : query.search,
    show: query.show,
    sort: query.sort,
    after: after && { sortKey: after.text, id: after.id },
    limit: query.limit + 1,
  });
  const people = found.slice(0, query.limit);
  const [roles, counts, listing] = await Promise.all([
    loadRoles(db, guildId),
    countMessages(
      db,
      guildId,
      people.map(({ id }) => id),
    ),
    findListingState(db, guildId),
  ]);
  const last = people.at(-1);
  return {
    people: people.map((person) => toRow(person, roles, counts.get(person.id) ?? 0)),
    nextCursor: found.length > query.limit && last ? toPlace({ text: last.sortKey, id: last.id }) : null,
    listedAt: listing.listedAt?.toISOString() ?? null,
    listingError: listing.error,
  };
}

function toRow(person: PersonRecord, roles: Roles, messageCount: number): PersonRow {
  return {
    id: person.id,
    name: person.nick ?? person.displayName ?? person.userName,
    userName: person.userName,
    isBot: person.isBot,
    membership: person.isMember === null ? "unknown" : person.isMember ? "member" : "left",
    joinedAt: person.joinedAt?.toISOString() ?? null,
    roles: rolesOf(person.roleIds, roles),
    messageCount,
  };
}

/** Those that are known, the highest first; one that was never announced has no name to show. */
const rolesOf = (ids: readonly string[], roles: Roles) =>
  [...roles.values()].filter(({ id }) => ids.includes(id));

/** Throws AppError unknown_person, also for who opted out. */
export async function describePerson(db: Queryable, guildId: string, personId: string): Promise<PersonView> {
  const person = await getPerson(db, guildId, personId);
  const [roles, channels, joined, names, events] = await Promise.all([
    loadRoles(db, guildId),
    listChannelsOfPerson(db, guildId, personId),
    findJoinPosition(db, guildId, personId),
    listEarlierNames(db, personId),
    listMemberEvents(db, guildId, personId, mostEvents),
  ]);
  const times = channels.flatMap(({ firstAt, lastAt }) => [firstAt.getTime(), lastAt.getTime()]);
  const messageCount = channels.reduce((sum, channel) => sum + channel.messageCount, 0);
  return {
    person: {
      ...toRow(person, roles, messageCount),
      displayName: person.displayName,
      nick: person.nick,
      accountCreatedAt: accountCreatedAt(personId),
      leftAt: person.leftAt?.toISOString() ?? null,
      joinPosition: joined.position,
      memberCount: joined.members,
      firstMessageAt: times.length > 0 ? new Date(Math.min(...times)).toISOString() : null,
      lastMessageAt: times.length > 0 ? new Date(Math.max(...times)).toISOString() : null,
    },
    channels: channels.map(({ id, name, messageCount: count, firstMessageId, lastMessageId, lastAt }) => ({
      id,
      name,
      messageCount: count,
      firstMessageId,
      lastMessageId,
      lastAt: lastAt.toISOString(),
    })),
    names: [
      ...changesOf(person, names),
      ...earlierNicks(events).map(({ nick, until }) => ({ kind: "nick" as const, name: nick, until })),
    ]
      .map((each) => ({ ...each, until: each.until.toISOString() }))
      .sort((a, b) => b.until.localeCompare(a.until)),
    events: events.map(({ kind, at, nick, roleIds }) => ({
      kind,
      at: at.toISOString(),
      nick,
      roles: rolesOf(roleIds, roles),
    })),
  };
}

/** Events of one person that are shown. */
const mostEvents = 100;

async function getPerson(db: Queryable, guildId: string, personId: string): Promise<PersonRecord> {
  const person = await findPerson(db, guildId, personId);
  if (!person)
    throw new AppError("unknown_person", "This server knows no such person.", { field: "personId" });
  return person;
}

/** Discord's ids carry the time they were made; Telegram's tell nothing. */
const accountCreatedAt = (id: string) =>
  id.length >= 16 ? new Date(snowflakeTimeMs(id)).toISOString() : null;

/** Names that another one replaced; of a row in which only one of the two changed, that one. */
function changesOf(
  now: PersonRecord,
  earlier: readonly { name: string; displayName: string | null; until: Date }[],
): { kind: "user" | "display"; name: string; until: Date }[] {
  let [user, display] = [now.userName, now.displayName];
  return earlier.flatMap(({ name, displayName, until }) => {
    const changes: { kind: "user" | "display"; name: string; until: Date }[] = [];
    if (name !== user) changes.push({ kind: "user", name, until });
    if (displayName !== display && displayName !== null)
      changes.push({ kind: "display", name: displayName, until });
    [user, display] = [name, displayName];
    return changes;
  });
}

/** Nicknames that a later event replaced. `events`: newest first. */
function earlierNicks(events: readonly MemberEventRecord[]): { nick: string; until: Date }[] {
  return events.flatMap(({ nick }, index) => {
    const later = events[index - 1];
    return nick !== null && later && later.nick !== nick ? [{ nick, until: later.at }] : [];
  });
}

/** A person's messages in a guild, newest first. Throws AppError unknown_person, or for a cursor that is none. */
export async function describeMessagesOfPerson(
  db: Queryable,
  guildId: string,
  personId: string,
  query: PersonMessagesQuery,
): Promise<PersonMessagesView> {
  await getPerson(db, guildId, personId);
  const place = query.cursor === undefined ? null : parsePlace(query.cursor);
  if (place && !/^-?\d{1,19}$/.test(place.text)) throw badCursor();
  const found = await listMessagesOfPerson(db, guildId, personId, {
    before: place && { id: place.id, channelId: place.text },
    limit: query.limit + 1,
  });
  const messages = found.slice(0, query.limit);
  const last = messages.at(-1);
  return {
    messages: messages.map((message) => ({
      ...message,
      createdAt: message.createdAt.toISOString(),
      deletedAt: message.deletedAt?.toISOString() ?? null,
    })),
    nextCursor: found.length > query.limit && last ? toPlace({ text: last.channelId, id: last.id }) : null,
  };
}

/** A place in a list that is sorted by a text and an id. */
function toPlace(place: { text: string; id: string }): string {
  return Buffer.from(`${place.id}.${place.text}`).toString("base64url");
}

function parsePlace(cursor: string): { text: string; id: string } {
  const place = /^(-?\d{1,19})\.([^]*)$/.exec(Buffer.from(cursor, "base64url").toString("utf8"));
  if (!place) throw badCursor();
  return { id: place[1] ?? "", text: place[2] ?? "" };
}

const badCursor = () =>
  new AppError("invalid_input", "cursor must be the nextCursor of an earlier answer.", { field: "cursor" });
