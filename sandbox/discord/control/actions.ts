import { createChannel, deleteChannel, setAccess, updateChannel } from "../actions/channels.ts";
import { invokeCommand } from "../actions/commands.ts";
import * as guilds from "../actions/guilds.ts";
import {
  clearEmoji,
  clearReactions,
  deleteMessages,
  editMessage,
  postMessage,
  setPinned,
  setReaction,
} from "../actions/messages.ts";
import { finalizePoll, setVote } from "../actions/polls.ts";
import { createThread, joinThread, leaveThread, updateThread } from "../actions/threads.ts";
import type { Core } from "../core.ts";
import type { Gateway } from "../gateway/gateway.ts";
import { type MessageFacts, type ReactionEmoji, toReactionEmoji } from "../world/facts.ts";
import { createUser } from "../world/people.ts";
import { everyday } from "./churn.ts";
import {
  applyFlags,
  botOf,
  botsOf,
  ControlError,
  channelIn,
  firstTextChannel,
  guildIn,
  memberIn,
  messageIn,
  roleIn,
  userIn,
} from "./lookup.ts";
import { postMany } from "./post.ts";
import type { ActionName, ParsedInput } from "./schema.ts";
import type { Traffic } from "./traffic.ts";

/** What control actions work on. */
export interface Controlled {
  core: Core;
  gateway: Gateway;
  traffic: Traffic;
}

type Implementation = { [N in ActionName]: (on: Controlled, input: ParsedInput<N>) => object };

/** What each control action does. They throw `ControlError` when what they are to change is not there. */
export const actions = {
  postMessages: ({ core }, input) => ({
    messages: postMany(core, channelIn(core, input.channelId), input).map(({ id }) => ({ id })),
  }),
  editMessage({ core }, { channelId, messageId, content, silent }) {
    editMessage(core, messageIn(core, channelId, messageId), { content }, silent);
    return {};
  },
  deleteMessages({ core }, { channelId, messageIds, bulk, silent }) {
    const messages = messageIds.map((id) => messageIn(core, channelId, id));
    deleteMessages(core, channelIn(core, channelId), messages, { bulk, silent });
    return {};
  },
  setPinned({ core }, { channelId, messageId, pinned, silent }) {
    const facts = messageIn(core, channelId, messageId);
    setPinned(core, facts, pinned, facts.author, silent);
    return {};
  },
  react({ core }, { channelId, messageId, emoji, userId, on, burst, silent }) {
    const facts = messageIn(core, channelId, messageId);
    const user = userIn(core, userId, facts.channel);
    setReaction(core, facts, emojiOf(facts, emoji), user, { on, burst, silent });
    return {};
  },
  clearReactions({ core }, { channelId, messageId, emoji, silent }) {
    const facts = messageIn(core, channelId, messageId);
    if (emoji === undefined) clearReactions(core, facts, silent);
    else clearEmoji(core, facts, emojiOf(facts, emoji));
    return {};
  },
  postPoll({ core }, { channelId, question, answers, hours }) {
    const channel = channelIn(core, channelId);
    const expiresMs = core.now() + hours * 3_600_000;
    const votes = answers.map(() => 0);
    const poll = { question, answers, votes, voters: answers.map(() => []), expiresMs, finalized: false };
    return {
      id: postMessage(core, channel, { author: userIn(core, undefined, channel), content: "", poll }).id,
    };
  },
  vote({ core }, { channelId, messageId, answerId, userId, on, silent }) {
    const facts = messageIn(core, channelId, messageId);
    setVote(core, facts, answerId, userIn(core, userId, facts.channel), { on, silent });
    return {};
  },
  finalizePoll({ core }, { channelId, messageId }) {
    finalizePoll(core, messageIn(core, channelId, messageId));
    return {};
  },

  createChannel({ core }, { guildId, parentId, ...input }) {
    const parent = parentId === undefined ? undefined : channelIn(core, parentId);
    return { id: createChannel(core, guildIn(core, guildId), { ...input, parent }).id };
  },
  updateChannel({ core }, { channelId, ...patch }) {
    updateChannel(core, channelIn(core, channelId), patch);
    return {};
  },
  deleteChannel({ core }, { channelId }) {
    deleteChannel(core, channelIn(core, channelId));
    return {};
  },
  createThread({ core }, { channelId, fromMessageId, ownerId, ...input }) {
    const parent = channelIn(core, channelId);
    const from = fromMessageId === undefined ? undefined : messageIn(core, channelId, fromMessageId);
    return { id: createThread(core, parent, { ...input, from, owner: userIn(core, ownerId, parent) }).id };
  },
  updateThread({ core }, { threadId, ...patch }) {
    updateThread(core, channelIn(core, threadId), patch);
    return {};
  },
  setThreadMember({ core }, { threadId, token, userId, member }) {
    const thread = channelIn(core, threadId);
    (member ? joinThread : leaveThread)(core, thread, userId ?? botOf(core, token).user.id);
    return {};
  },
  setAccess({ core }, { channelId, token, silent, ...access }) {
    setAccess(core, channelIn(core, channelId), botOf(core, token).user.id, access, silent);
    return {};
  },

  addBot({ core }, { guildId, token }) {
    guilds.addBot(core, guildIn(core, guildId), botOf(core, token));
    return {};
  },
  removeBot({ core }, { guildId, token }) {
    guilds.removeBot(core, guildIn(core, guildId), botOf(core, token));
    return {};
  },
  setAvailable({ core }, { guildId, available }) {
    guilds.setAvailable(core, guildIn(core, guildId), available);
    return {};
  },
  updateGuild({ core }, { guildId, ...patch }) {
    guilds.updateGuild(core, guildIn(core, guildId), patch);
    return {};
  },
  updateRole({ core }, { guildId, roleId, token, name, permissions }) {
    const guild = guildIn(core, guildId);
    const role = roleIn(guild, roleId, botOf(core, token));
    guilds.updateRole(core, guild, role, {
      name,
      permissions: permissions === undefined ? undefined : BigInt(permissions),
    });
    return { roleId: role.id, permissions: String(role.permissions) };
  },
  addMember({ core }, { guildId, username, globalName }) {
    const { id } = core.ids.next();
    guilds.addMember(core, guildIn(core, guildId), createUser(username, globalName ?? null, 0, { id }));
    return { userId: id };
  },
  updateMember({ core }, { guildId, userId, ...patch }) {
    const guild = guildIn(core, guildId);
    guilds.updateMember(core, guild, memberIn(guild, userId), patch);
    return {};
  },
  removeMember({ core }, { guildId, userId }) {
    const guild = guildIn(core, guildId);
    guilds.removeMember(core, guild, memberIn(guild, userId));
    return {};
  },
  setApplication({ core, gateway }, { token, ...change }) {
    const bot = botOf(core, token);
    applyFlags(bot, change);
    if (change.revoked) for (const connection of gateway.connectionsOf(bot.token)) connection.close(4004);
    return { flags: bot.flags };
  },

  invokeCommand({ core }, { token, guildId, channelId, userId, name, options, permissions, locale }) {
    const bot = botOf(core, token);
    const guild = guildIn(core, guildId);
    const channel = channelId === undefined ? firstTextChannel(guild) : channelIn(core, channelId);
    const member = memberIn(guild, userId ?? guild.people[0]?.id ?? "");
    const command = [
      ...core.commands.list(bot.user.id, guildId),
      ...core.commands.list(bot.user.id, null),
    ].find((one) => one.name === name);
    if (!command) throw new ControlError(`There is no command ${name}.`);
    const asked = { bot, guild, channel, member, permissions, locale, command, options };
    return { id: invokeCommand(core, asked).id, userId: member.user.id };
  },

  disconnect: ({ gateway }, { token, code, reason }) =>
    hit(gateway, token, (connection) => connection.close(code, reason)),
  cut: ({ gateway }, { token }) => hit(gateway, token, (connection) => connection.cut()),
  reconnect: ({ gateway }, { token }) => hit(gateway, token, (connection) => connection.askToReconnect()),
  invalidateSessions: ({ gateway }, { token, resumable }) =>
    hit(gateway, token, (connection) => connection.invalidate(resumable)),
  askForHeartbeat: ({ gateway }, { token }) =>
    hit(gateway, token, (connection) => connection.askForHeartbeat()),
  forgetSessions({ core, gateway }, { token }) {
    const bots = botsOf(core, token);
    for (const [id, session] of gateway.sessions) if (bots.includes(session.bot)) gateway.sessions.delete(id);
    return {};
  },
  setGateway({ core, gateway }, { heartbeatIntervalMs, maxConcurrency, sessionStartsLeft, ...faults }) {
    Object.assign(gateway.faults, faults);
    core.heartbeatIntervalMs = heartbeatIntervalMs ?? core.heartbeatIntervalMs;
    core.starts.maxConcurrency = maxConcurrency ?? core.starts.maxConcurrency;
    core.starts.left = sessionStartsLeft ?? core.starts.left;
    return { ...gateway.faults, heartbeatIntervalMs: core.heartbeatIntervalMs };
  },

  serveRaw({ core }, { kind, id, json }) {
    core.raw.set(kind, id, json);
    return {};
  },
  dispatchRaw({ core }, { guildId, name, json }) {
    core.publish({ name, guild: guildIn(core, guildId), intents: 0, write: () => json });
    return {};
  },
  addFault: ({ core }, rule) => core.faults.add(rule),
  removeFault: ({ core }, { id }) => ({ removed: core.faults.remove(id) }),
  clearFaults({ core }) {
    core.faults.clear();
    return {};
  },
  setLimits({ core }, change) {
    core.limiter.settings = { ...core.limiter.settings, ...change };
    core.limiter.reset();
    return core.limiter.settings;
  },
  setLatency({ core }, { ms }) {
    core.latencyMs = ms;
    return {};
  },
  forgetNonces({ core }) {
    core.nonces.forget();
    return {};
  },
  expireLinks({ core }) {
    core.links.expireAll();
    return {};
  },
  setLinkLifetime({ core }, { seconds }) {
    core.links.lifetimeSeconds = seconds;
    return {};
  },
  resetCounters({ core }) {
    core.counters.reset();
    return {};
  },
  setTraffic({ core, traffic }, { perSecond, channelIds = [], mix, disorderMs }) {
    const channels = channelIds.map((id) => channelIn(core, id));
    traffic.set(perSecond, channels, {
      ...(mix === undefined ? {} : { mix: mix === "everyday" ? everyday : mix }),
      ...(disorderMs === undefined ? {} : { disorderMs }),
    });
    return {};
  },
} satisfies Implementation;

/** A custom emoji of the guild by its id, or a Unicode one. */
function emojiOf({ channel }: MessageFacts, emoji: string): ReactionEmoji {
  const custom = channel.guild.emojis.find((one) => one.id === emoji);
  return custom ? toReactionEmoji(custom) : { id: null, name: emoji, animated: false };
}

type Connection = ReturnType<Gateway["connectionsOf"]>[number];

function hit(gateway: Gateway, token: string | undefined, act: (connection: Connection) => void) {
  const connections = gateway.connectionsOf(token ?? null);
  for (const connection of connections) act(connection);
  return { connections: connections.length };
}
