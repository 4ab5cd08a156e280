import type { Core } from "../core.ts";
import { Intent } from "../gateway/intents.ts";
import { toApiChannel } from "../wire/channels.ts";
import { toApiMember, toPartialMember } from "../wire/guilds.ts";
import { toPartialEmoji, writeMessage } from "../wire/messages.ts";
import { isoTimeOrNull } from "../wire/time.ts";
import type { Viewer } from "../wire/viewer.ts";
import { rememberDeleted, rememberVersion } from "../world/chronicle.ts";
import {
  type Attachment,
  blankMessage,
  type MessageFacts,
  MessageType,
  type PollFacts,
  type Reaction,
  type ReactionEmoji,
  type Reference,
  reactorsOf,
} from "../world/facts.ts";
import { type Channel, isThread, type User } from "../world/model.ts";
import { addMessage, removeMessage, replaceMessage } from "../world/overlay.ts";
import type { SnowflakeParts } from "../world/snowflake.ts";

/** A message to be posted. What is left out is empty. */
export interface NewMessage {
  author: User;
  content: string;
  type?: number;
  replyToId?: string | undefined;
  reference?: Reference;
  attachments?: readonly Attachment[];
  embeds?: readonly object[];
  components?: readonly object[];
  poll?: PollFacts;
  mentionEveryone?: boolean;
  /** Whom the text names is not called. */
  mentionsNobody?: boolean;
  webhookId?: string;
  flags?: number;
  /** Its time, and with it the place of its id, when not now: ids may arrive out of order on Discord too. */
  atMs?: number | undefined;
  /** Exactly this place and id; overrides `atMs`. */
  place?: SnowflakeParts & { id: string };
  /** Nobody is told: as if it happened while the gateway was not looking. */
  silent?: boolean | undefined;
}

/** Posts a message and tells the gateway. An archived thread is opened by it, as on Discord. */
export function postMessage(core: Core, channel: Channel, message: NewMessage): MessageFacts {
  const { ms, low, id } =
    message.place ?? (message.atMs === undefined ? core.ids.next() : core.ids.at(message.atMs));
  if (channel.thread?.archived && !message.silent) {
    channel.thread.archived = false;
    channel.thread.archiveMs = core.now();
    publishThreadUpdate(core, channel);
  }
  const reply: Reference | null = message.replyToId
    ? { type: 0, channel, messageId: message.replyToId }
    : null;
  const facts: MessageFacts = {
    ...blankMessage(channel, -1, id, ms, low, message.author),
    type: message.type ?? (reply ? MessageType.reply : MessageType.default),
    content: message.content,
    flags: message.flags ?? 0,
    webhookId: message.webhookId ?? null,
    mentions: message.mentionsNobody ? [] : mentionsIn(core, message.content),
    mentionEveryone: message.mentionEveryone ?? false,
    reference: message.reference ?? reply,
    attachments: message.attachments ?? [],
    embeds: message.embeds ?? [],
    components: message.components ?? [],
    poll: message.poll ?? null,
  };
  addMessage(facts);
  if (!message.silent) publishMessage(core, "MESSAGE_CREATE", facts);
  return facts;
}

function mentionsIn(core: Core, content: string): User[] {
  const ids = new Set([...content.matchAll(/<@!?(\d{17,20})>/g)].map((match) => match[1] ?? ""));
  return [...ids].flatMap((id) => core.world.users.get(id) ?? []);
}

/** What of a message can be edited. */
export interface MessagePatch {
  content?: string | undefined;
  embeds?: readonly object[] | undefined;
  components?: readonly object[] | undefined;
  attachments?: readonly Attachment[] | undefined;
}

/** Edits a message now and tells the gateway unless `silent`. */
export function editMessage(
  core: Core,
  facts: MessageFacts,
  patch: MessagePatch,
  silent = false,
): MessageFacts {
  const edited: MessageFacts = { ...facts, editedMs: Math.max(core.now(), facts.ms + 1) };
  if (patch.content !== undefined) {
    edited.content = patch.content;
    edited.mentions = mentionsIn(core, patch.content);
  }
  if (patch.embeds) edited.embeds = patch.embeds;
  if (patch.components) edited.components = patch.components;
  if (patch.attachments) edited.attachments = patch.attachments;
  if (edited.content !== facts.content) rememberVersion(facts, edited.editedMs);
  replaceMessage(edited);
  if (!silent) publishMessage(core, "MESSAGE_UPDATE", edited);
  return edited;
}

/** Deletes messages of one channel; `bulk` tells of all in one event. */
export function deleteMessages(
  core: Core,
  channel: Channel,
  messages: readonly MessageFacts[],
  how: { bulk?: boolean | undefined; silent?: boolean | undefined } = {},
): void {
  for (const facts of messages) {
    rememberDeleted(facts, core.now());
    removeMessage(facts);
  }
  if (how.silent) return;
  const place = { channel_id: channel.id, guild_id: channel.guild.id };
  if (how.bulk)
    publish(core, channel, "MESSAGE_DELETE_BULK", { ids: messages.map(({ id }) => id), ...place });
  else for (const { id } of messages) publish(core, channel, "MESSAGE_DELETE", { id, ...place });
}

/** Pins or unpins a message; pinning also posts Discord's notice. */
export function setPinned(core: Core, facts: MessageFacts, pinned: boolean, by: User, silent = false): void {
  const { channel } = facts;
  if (pinned === channel.pins.has(facts.id)) return;
  if (pinned) {
    channel.lastPinMs = core.now();
    channel.pins.set(facts.id, channel.lastPinMs);
  } else channel.pins.delete(facts.id);
  if (silent) return;
  const place = { channel_id: channel.id, guild_id: channel.guild.id };
  publish(
    core,
    channel,
    "CHANNEL_PINS_UPDATE",
    { ...place, last_pin_timestamp: isoTimeOrNull(channel.lastPinMs) },
    Intent.guilds,
  );
  publishMessage(core, "MESSAGE_UPDATE", facts);
  if (pinned) {
    const reference: Reference = { type: 0, channel, messageId: facts.id };
    postMessage(core, channel, { author: by, content: "", type: MessageType.pin, reference });
  }
}

/** Adds or takes back one person's reaction. Does nothing when that is already so. */
export function setReaction(
  core: Core,
  facts: MessageFacts,
  emoji: ReactionEmoji,
  user: User,
  { on, burst: asBurst, silent }: { on: boolean; burst?: boolean | undefined; silent?: boolean | undefined },
): void {
  const before = facts.reactions.find((reaction) => isSame(reaction.emoji, emoji));
  const by = before ? reactorsOf(facts.channel, before) : [];
  const known = by.find((one) => one.user.id === user.id);
  if ((known !== undefined) === on) return;
  const isBurst = known?.burst ?? asBurst ?? false;
  const after = on ? [...by, { user, burst: isBurst }] : by.filter((one) => one !== known);
  const burst = after.filter((one) => one.burst).length;
  const changed: Reaction = { emoji, normal: after.length - burst, burst, by: after, offset: 0 };
  const others = facts.reactions.filter((reaction) => reaction !== before);
  const reactions = before
    ? facts.reactions.map((reaction) => (reaction === before ? changed : reaction))
    : [...others, changed];
  replaceMessage({ ...facts, reactions: after.length > 0 ? reactions : others });
  if (silent) return;
  const member = facts.channel.guild.members.get(user.id);
  publish(
    core,
    facts.channel,
    on ? "MESSAGE_REACTION_ADD" : "MESSAGE_REACTION_REMOVE",
    {
      user_id: user.id,
      channel_id: facts.channel.id,
      message_id: facts.id,
      guild_id: facts.channel.guild.id,
      ...(on && member ? { member: toApiMember(member), message_author_id: facts.author.id } : {}),
      emoji: toPartialEmoji(emoji),
      burst: isBurst,
      type: isBurst ? 1 : 0,
    },
    Intent.reactions,
  );
}

/** Takes all reactions with one emoji off a message. */
export function clearEmoji(core: Core, facts: MessageFacts, emoji: ReactionEmoji): void {
  replaceMessage({ ...facts, reactions: facts.reactions.filter((one) => !isSame(one.emoji, emoji)) });
  const { channel } = facts;
  const place = { channel_id: channel.id, message_id: facts.id, guild_id: channel.guild.id };
  const gone = { ...place, emoji: toPartialEmoji(emoji) };
  publish(core, channel, "MESSAGE_REACTION_REMOVE_EMOJI", gone, Intent.reactions);
}

/** Takes all reactions off a message. */
export function clearReactions(core: Core, facts: MessageFacts, silent = false): void {
  replaceMessage({ ...facts, reactions: [] });
  const { channel } = facts;
  const place = { channel_id: channel.id, message_id: facts.id, guild_id: channel.guild.id };
  if (!silent) publish(core, channel, "MESSAGE_REACTION_REMOVE_ALL", place, Intent.reactions);
}

function isSame(a: ReactionEmoji, b: ReactionEmoji): boolean {
  return a.id === b.id && (a.id !== null || a.name === b.name);
}

function publish(
  core: Core,
  channel: Channel,
  name: string,
  data: object,
  intents: number = Intent.messages,
): void {
  core.publish({ name, guild: channel.guild, channel, intents, write: () => JSON.stringify(data) });
}

/** A whole message as an event: with guild and, for members, what is known of them in it. */
export function publishMessage(core: Core, name: string, facts: MessageFacts): void {
  const { channel } = facts;
  const write = (viewer: Viewer): string => {
    const member = facts.webhookId === null ? channel.guild.members.get(facts.author.id) : undefined;
    const tail = { channel_type: channel.type, guild_id: channel.guild.id };
    const more = JSON.stringify({ ...tail, ...(member ? { member: toPartialMember(member) } : {}) });
    return `${writeMessage(facts, viewer).slice(0, -1)},${more.slice(1)}`;
  };
  core.publish({ name, guild: channel.guild, channel, intents: Intent.messages, write });
}

/** Tells of a thread's new state. */
export function publishThreadUpdate(core: Core, thread: Channel): void {
  if (!isThread(thread)) return;
  const write = (viewer: Viewer) => JSON.stringify(toApiChannel(thread, viewer.userId));
  core.publish({
    name: "THREAD_UPDATE",
    guild: thread.guild,
    channel: thread,
    intents: Intent.guilds,
    write,
  });
}
