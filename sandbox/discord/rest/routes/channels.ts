import { joinThread, leaveThread } from "../../actions/threads.ts";
import { toApiChannel, toApiThreadMember } from "../../wire/channels.ts";
import { toApiMember } from "../../wire/guilds.ts";
import { type Channel, ChannelKind } from "../../world/model.ts";
import { canView, Permission } from "../../world/permissions.ts";
import { compareIds } from "../../world/snowflake.ts";
import { channelOf, guildOf, numberOf, requirePermissions, timeOf } from "../access.ts";
import { refuse } from "../errors.ts";
import { type RestReply, type RestRequest, route } from "../router.ts";

/** Channels and threads. */
export const channelRoutes = [
  route("GET", "/channels/:channel", 10, 5_000, getChannel),
  route("GET", "/guilds/:guild/channels", 10, 10_000, getGuildChannels),
  route("GET", "/guilds/:guild/threads/active", 10, 10_000, getActiveThreads),
  route("GET", "/channels/:channel/threads/archived/public", 5, 5_000, getArchivedPublic),
  route("GET", "/channels/:channel/threads/archived/private", 5, 5_000, getArchivedPrivate),
  route("GET", "/channels/:channel/users/@me/threads/archived/private", 5, 5_000, getJoinedPrivate),
  route("GET", "/channels/:channel/thread-members", 5, 5_000, getThreadMembers),
  route("PUT", "/channels/:channel/thread-members/@me", 5, 5_000, putThreadMember),
  route("DELETE", "/channels/:channel/thread-members/@me", 5, 5_000, deleteThreadMember),
];

function getChannel(request: RestRequest): RestReply {
  return toApiChannel(channelOf(request), request.bot.user.id);
}

/** All channels of the guild but threads; also those the bot cannot see, as on Discord. */
function getGuildChannels(request: RestRequest): RestReply {
  return [...guildOf(request).channels.values()].map((channel) => toApiChannel(channel));
}

function getActiveThreads(request: RestRequest): RestReply {
  const guild = guildOf(request);
  const active = [...guild.threads.values()].filter(
    (one) => !one.thread?.archived && canView(one, request.bot.user.id),
  );
  active.sort((a, b) => compareIds(b.id, a.id));
  return threadList(request, active);
}

function getArchivedPublic(request: RestRequest): RestReply {
  const parent = parentOf(request);
  requirePermissions(request, parent, Permission.readMessageHistory);
  const type =
    parent.type === ChannelKind.announcement ? ChannelKind.announcementThread : ChannelKind.publicThread;
  return byArchiveTime(request, archivedIn(parent, type));
}

function getArchivedPrivate(request: RestRequest): RestReply {
  const parent = parentOf(request);
  requirePermissions(request, parent, Permission.readMessageHistory | Permission.manageThreads);
  return byArchiveTime(request, archivedIn(parent, ChannelKind.privateThread));
}

/** Private archived threads the bot is in, newest id first; `before` is an id here. */
function getJoinedPrivate(request: RestRequest): RestReply {
  const parent = parentOf(request);
  requirePermissions(request, parent, Permission.readMessageHistory);
  const limit = limitOf(request);
  const before = request.query.get("before");
  const joined = archivedIn(parent, ChannelKind.privateThread)
    .filter((one) => one.thread?.memberIds.has(request.bot.user.id))
    .filter((one) => before === null || compareIds(one.id, before) < 0)
    .sort((a, b) => compareIds(b.id, a.id));
  return { ...threadList(request, joined.slice(0, limit)), has_more: joined.length > limit };
}

/** Last archived first, below the ISO time `before`. */
function byArchiveTime(request: RestRequest, threads: Channel[]): RestReply {
  const limit = limitOf(request);
  const before = timeOf(request, "before") ?? Number.POSITIVE_INFINITY;
  const archiveMs = (one: Channel) => one.thread?.archiveMs ?? 0;
  const rest = threads.filter((one) => archiveMs(one) < before).sort((a, b) => archiveMs(b) - archiveMs(a));
  return { ...threadList(request, rest.slice(0, limit)), has_more: rest.length > limit };
}

function limitOf(request: RestRequest): number {
  return numberOf(request, "limit", 50, 2, 100);
}

/** A channel that can have threads. Throws 50024 for others. */
function parentOf(request: RestRequest): Channel {
  const channel = channelOf(request);
  const { text, announcement, forum, media } = ChannelKind;
  if (![text, announcement, forum, media].some((type) => type === channel.type))
    throw refuse.wrongChannelType();
  return channel;
}

function archivedIn(parent: Channel, type: number): Channel[] {
  const threads = [...parent.guild.threads.values()];
  return threads.filter((one) => one.parent === parent && one.type === type && one.thread?.archived);
}

function threadList(request: RestRequest, threads: readonly Channel[]) {
  const userId = request.bot.user.id;
  return {
    threads: threads.map((thread) => toApiChannel(thread, userId)),
    members: threads.flatMap((thread) => {
      const joinedMs = thread.thread?.memberIds.get(userId);
      return joinedMs === undefined ? [] : [toApiThreadMember(thread, userId, joinedMs)];
    }),
  };
}

function threadOf(request: RestRequest): Channel {
  const channel = channelOf(request);
  if (!channel.thread) throw refuse.wrongChannelType();
  return channel;
}

function getThreadMembers(request: RestRequest): RestReply {
  const thread = threadOf(request);
  const limit = numberOf(request, "limit", 100, 1, 100);
  const after = request.query.get("after");
  const withMember = request.query.get("with_member") === "true";
  return [...(thread.thread?.memberIds ?? [])]
    .sort(([a], [b]) => compareIds(a, b))
    .filter(([id]) => after === null || compareIds(id, after) > 0)
    .slice(0, limit)
    .map(([id, joinedMs]) => {
      const member = withMember ? thread.guild.members.get(id) : undefined;
      return {
        ...toApiThreadMember(thread, id, joinedMs),
        ...(member ? { member: toApiMember(member) } : {}),
      };
    });
}

function putThreadMember(request: RestRequest): RestReply {
  const thread = threadOf(request);
  if (thread.thread?.archived) throw refuse.archivedThread();
  joinThread(request.core, thread, request.bot.user.id);
  return null;
}

function deleteThreadMember(request: RestRequest): RestReply {
  const thread = threadOf(request);
  if (thread.thread?.archived) throw refuse.archivedThread();
  leaveThread(request.core, thread, request.bot.user.id);
  return null;
}
