import { fraction, mix } from "../../../world/hash.ts";
import { writeMessage, writeMessages } from "../../wire/messages.ts";
import { isoTime } from "../../wire/time.ts";
import { type MessageFacts, type Reaction, reactorsOf } from "../../world/facts.ts";
import { findMessage, listAfter, listBefore } from "../../world/messages.ts";
import type { Channel, User } from "../../world/model.ts";
import { Permission } from "../../world/permissions.ts";
import { compareIds, type SnowflakeParts } from "../../world/snowflake.ts";
import {
  mayReadHistory,
  messageChannelOf,
  numberOf,
  requirePermissions,
  snowflakeOf,
  timeOf,
} from "../access.ts";
import { refuse } from "../errors.ts";
import { HISTORY_BUCKET } from "../limits.ts";
import { type RestReply, type RestRequest, route } from "../router.ts";

/** Reading messages. */
export const historyRoutes = [
  // Limit and window of this one come from the limiter's settings.
  route("GET", "/channels/:channel/messages", 5, 5_000, getMessages, HISTORY_BUCKET),
  route("GET", "/channels/:channel/messages/pins", 5, 5_000, getPins),
  route("GET", "/channels/:channel/pins", 5, 5_000, getPinsDeprecated),
  route("GET", "/channels/:channel/messages/:message", 5, 5_000, getMessage),
  route("GET", "/channels/:channel/messages/:message/reactions/:emoji", 5, 5_000, getReactions),
  route("GET", "/channels/:channel/polls/:message/answers/:answer", 5, 5_000, getPollVoters),
];

/** Newest first, always; without READ_MESSAGE_HISTORY an empty list, not an error. */
function getMessages(request: RestRequest): RestReply {
  const channel = messageChannelOf(request);
  const limit = numberOf(request, "limit", 50, 1, 100);
  const around = snowflakeOf(request, "around");
  const after = snowflakeOf(request, "after");
  const before = snowflakeOf(request, "before");
  if (!mayReadHistory(request, channel)) return "[]";
  const page = around
    ? listAround(channel, around, limit)
    : after
      ? listAfter(channel, after, limit)
      : listBefore(channel, before, limit);
  request.core.counters.served(page.length);
  return writeMessages(page, request.viewer);
}

function listAround(channel: Channel, around: SnowflakeParts, limit: number): MessageFacts[] {
  const half = Math.floor(limit / 2);
  const older = listBefore(channel, { ms: around.ms, low: around.low + 1 }, half + 1);
  const newer = listAfter(channel, around, limit - Math.min(older.length, half + 1));
  return [...newer, ...older].slice(0, limit);
}

/** The message of the request. Throws 10008, and 50013 where history may not be read. */
function messageOf(request: RestRequest): MessageFacts {
  const channel = messageChannelOf(request);
  requirePermissions(request, channel, Permission.readMessageHistory);
  const facts = findMessage(channel, request.params.message ?? "");
  if (!facts) throw refuse.unknownMessage();
  return facts;
}

function getMessage(request: RestRequest): RestReply {
  return writeMessage(messageOf(request), request.viewer);
}

/** A channel's pinned messages, last pinned first. */
function listPins(channel: Channel): { facts: MessageFacts; pinnedMs: number }[] {
  return [...channel.pins]
    .sort(([, a], [, b]) => b - a)
    .flatMap(([id, pinnedMs]) => {
      const facts = findMessage(channel, id);
      return facts ? [{ facts, pinnedMs }] : [];
    });
}

function getPins(request: RestRequest): RestReply {
  const channel = messageChannelOf(request);
  const limit = numberOf(request, "limit", 50, 1, 50);
  const before = timeOf(request, "before") ?? Number.POSITIVE_INFINITY;
  if (!mayReadHistory(request, channel)) return { items: [], has_more: false };
  const all = listPins(channel).filter(({ pinnedMs }) => pinnedMs < before);
  const items = all
    .slice(0, limit)
    .map(
      ({ facts, pinnedMs }) =>
        `{"pinned_at":"${isoTime(pinnedMs)}","message":${writeMessage(facts, request.viewer)}}`,
    );
  return `{"items":[${items.join(",")}],"has_more":${all.length > limit}}`;
}

function getPinsDeprecated(request: RestRequest): RestReply {
  const channel = messageChannelOf(request);
  if (!mayReadHistory(request, channel)) return "[]";
  const newest = listPins(channel).slice(0, 50);
  return writeMessages(
    newest.map(({ facts }) => facts),
    request.viewer,
  );
}

/** `type=1` asks for super reactions: the last of those who reacted are taken to have burst. */
function getReactions(request: RestRequest): RestReply {
  const facts = messageOf(request);
  const reaction = facts.reactions.find((one) => emojiKeyOf(one) === request.params.emoji);
  if (!reaction) throw refuse.unknownEmoji();
  const users = reactorsOf(facts.channel, reaction);
  const burst = request.query.get("type") === "1";
  return writeUsersPage(request, burst ? users.slice(reaction.normal) : users.slice(0, reaction.normal));
}

/** As a reaction's emoji stands in a path: `name:id`, or the character itself. */
function emojiKeyOf(reaction: Reaction): string {
  const { id, name } = reaction.emoji;
  return id === null ? name : `${name}:${id}`;
}

function getPollVoters(request: RestRequest): RestReply {
  const { poll, channel, low } = messageOf(request);
  const answer = Number(request.params.answer) - 1;
  const votes = poll?.votes[answer];
  if (votes === undefined) throw refuse.unknownMessage();
  const offset = Math.floor(fraction(mix(low, answer)) * channel.crowd.length);
  const voters = channel.crowd
    .map((_, i) => channel.crowd[(offset + i) % channel.crowd.length] as User)
    .slice(0, votes);
  voters.sort((a, b) => compareIds(a.id, b.id));
  return `{"users":${writeUsersPage(request, voters)}}`;
}

function writeUsersPage(request: RestRequest, users: readonly User[]): string {
  const limit = numberOf(request, "limit", 25, 1, 100);
  const after = request.query.get("after");
  const rest = after === null ? users : users.filter((user) => compareIds(user.id, after) > 0);
  return `[${rest
    .slice(0, limit)
    .map((user) => user.json)
    .join(",")}]`;
}
