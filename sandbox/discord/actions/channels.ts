import { hashText } from "../../world/hash.ts";
import { styles } from "../../world/styles.ts";
import { corpora } from "../../world/texts/index.ts";
import type { Core } from "../core.ts";
import { Intent } from "../gateway/intents.ts";
import { toApiChannel, toApiThreadMember } from "../wire/channels.ts";
import type { Viewer } from "../wire/viewer.ts";
import { type Channel, type Guild, isThread } from "../world/model.ts";
import { canView, Permission } from "../world/permissions.ts";
import { Timeline } from "../world/timeline.ts";

/** A channel to be made. */
interface NewChannel {
  name: string;
  /** A number of `ChannelKind`; default text. */
  type?: number | undefined;
  parent?: Channel | undefined;
  topic?: string | undefined;
  /** Generated messages it has from the start, from the guild's creation to the world's end. */
  messages?: number | undefined;
}

/** Makes a channel, with history if asked for, and tells the gateway. */
export function createChannel(core: Core, guild: Guild, input: NewChannel): Channel {
  const { world } = core;
  const { id } = core.ids.next();
  const seed = hashText(id);
  const count = input.messages ?? 0;
  const timeline = count > 0 ? new Timeline(world.activity, seed, count, guild.createdMs, world.endMs) : null;
  const channel: Channel = {
    id,
    guild,
    type: input.type ?? 0,
    name: input.name,
    topic: input.topic ?? null,
    nsfw: false,
    position: guild.channels.size,
    parent: input.parent ?? null,
    slowmodeSeconds: 0,
    overwrites: [],
    tags: [],
    thread: null,
    timeline,
    seed,
    corpora: [corpora.en],
    style: styles.chat,
    speakers: guild.people.slice(0, 40),
    crowd: guild.people.slice(0, 40),
    specials: new Map(),
    pins: new Map(),
    lastMessageId: timeline ? timeline.idAt(count - 1) : null,
    lastPinMs: null,
  };
  guild.channels.set(id, channel);
  world.channels.set(id, channel);
  publishChannel(core, "CHANNEL_CREATE", channel);
  return channel;
}

/** Renames, moves or describes a channel. */
export function updateChannel(
  core: Core,
  channel: Channel,
  patch: { name?: string | undefined; topic?: string | null | undefined; position?: number | undefined },
): void {
  if (patch.name !== undefined) channel.name = patch.name;
  if (patch.topic !== undefined) channel.topic = patch.topic;
  if (patch.position !== undefined) channel.position = patch.position;
  publishChannel(core, "CHANNEL_UPDATE", channel);
}

/** Deletes a channel with its threads, or a thread. */
export function deleteChannel(core: Core, channel: Channel): void {
  const { guild } = channel;
  if (isThread(channel)) {
    const gone = { id: channel.id, guild_id: guild.id, parent_id: channel.parent?.id, type: channel.type };
    const write = () => JSON.stringify(gone);
    core.publish({ name: "THREAD_DELETE", guild, channel, intents: Intent.guilds, write });
  } else {
    publishChannel(core, "CHANNEL_DELETE", channel);
  }
  for (const thread of guild.threads.values()) if (thread.parent === channel) forget(core, thread);
  forget(core, channel);
  for (const child of guild.channels.values()) if (child.parent === channel) child.parent = null;
}

function forget(core: Core, channel: Channel): void {
  channel.guild.channels.delete(channel.id);
  channel.guild.threads.delete(channel.id);
  core.world.channels.delete(channel.id);
}

/** What of a bot's access to a channel is set: true allows, false denies, undefined leaves it as it is. */
export interface Access {
  view?: boolean | undefined;
  history?: boolean | undefined;
  manageThreads?: boolean | undefined;
  connect?: boolean | undefined;
  send?: boolean | undefined;
}

/**
 * Sets a member's own permission overwrite in a channel (for a thread: in its parent) and tells the
 * gateway unless `silent`; on gaining sight of a channel a bot also gets its active threads.
 */
export function setAccess(core: Core, target: Channel, userId: string, access: Access, silent = false): void {
  const channel = isThread(target) && target.parent ? target.parent : target;
  const couldView = canView(channel, userId);
  let own = channel.overwrites.find((overwrite) => overwrite.type === 1 && overwrite.id === userId);
  if (!own) {
    own = { id: userId, type: 1, allow: 0n, deny: 0n };
    channel.overwrites.push(own);
  }
  const bits: [boolean | undefined, bigint][] = [
    [access.view, Permission.viewChannel],
    [access.history, Permission.readMessageHistory],
    [access.manageThreads, Permission.manageThreads],
    [access.connect, Permission.connect],
    [access.send, Permission.sendMessages],
  ];
  for (const [allowed, bit] of bits) {
    if (allowed === undefined) continue;
    own.allow = allowed ? own.allow | bit : own.allow & ~bit;
    own.deny = allowed ? own.deny & ~bit : own.deny | bit;
  }
  if (silent) return;
  publishChannel(core, "CHANNEL_UPDATE", channel);
  if (!couldView && canView(channel, userId)) publishThreadList(core, channel, userId);
}

function publishThreadList(core: Core, channel: Channel, userId: string): void {
  const threads = [...channel.guild.threads.values()].filter(
    (thread) => thread.parent === channel && !thread.thread?.archived && canView(thread, userId),
  );
  const write = (viewer: Viewer) =>
    JSON.stringify({
      guild_id: channel.guild.id,
      channel_ids: [channel.id],
      threads: threads.map((thread) => toApiChannel(thread, viewer.userId)),
      members: threads.flatMap((thread) => {
        const joinedMs = thread.thread?.memberIds.get(userId);
        return joinedMs === undefined ? [] : [toApiThreadMember(thread, userId, joinedMs)];
      }),
    });
  const only = (bot: { user: { id: string } }) => bot.user.id === userId;
  core.publish({ name: "THREAD_LIST_SYNC", guild: channel.guild, intents: Intent.guilds, only, write });
}

/** Channels are told of to every bot of the guild, also those that cannot see them, as on Discord. */
function publishChannel(core: Core, name: string, channel: Channel): void {
  const write = () => JSON.stringify(toApiChannel(channel));
  core.publish({ name, guild: channel.guild, intents: Intent.guilds, write });
}
