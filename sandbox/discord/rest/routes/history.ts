import { writeMessage, writeMessages } from "../../wire/messages.ts";
import { isoTime } from "../../wire/time.ts";
import { emojiKeyOf, type MessageFacts, reactorsOf, votersOf } from "../../world/facts.ts";
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

/** `type=1` asks for super reactions, and only those; without it only the others are listed. */
function getReactions(request: RestRequest): RestReply {
  const facts = messageOf(request);
  const reaction = facts.reactions.find((one) => emojiKeyOf(one.emoji) === request.params.emoji);
  if (!reaction) throw refuse.unknownEmoji();
  const burst = numberOf(request, "type", 0, 0, 1) === 1;
  const users = reactorsOf(facts.channel, reaction).filter((one) => one.burst === burst);
  return writeUsersPage(
    request,
    users.map(({ user }) => user),
  );
}

function getPollVoters(request: RestRequest): RestReply {
  const voters = votersOf(messageOf(request))[Number(request.params.answer) - 1];
  if (voters === undefined) throw refuse.unknownMessage();
  return `{"users":${writeUsersPage(request, voters)}}`;
}

function writeUsersPage(request: RestRequest, users: readonly User[]): string {
  const limit = numberOf(request, "limit", 25, 1, 100);
  const after = request.query.get("after");
  snowflakeOf(request, "after"); // refuses what is none
  const rest = after === null ? users : users.filter((user) => compareIds(user.id, after) > 0);
  return `[${rest
    .slice(0, limit)
    .map((user) => user.json)
    .join(",")}]`;
}
