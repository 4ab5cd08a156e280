import { createHash } from "node:crypto";
import { setImmediate as yieldToOthers } from "node:timers/promises";
import { findBot } from "../core.ts";
import { countMessages, eachMessage, listBefore } from "../world/messages.ts";
import { type Bot, type Channel, ChannelKind, hasMessages, type World } from "../world/model.ts";
import { canOpen, canView, channelPermissions, Permission } from "../world/permissions.ts";
import { canonicalLine, type TruthMessage, toTruth } from "./line.ts";

/** Why a bot can or cannot read a channel's messages. */
export type Readability =
  | "readable"
  | "not_a_member"
  | "no_view_channel"
  | "private_thread"
  | "no_connect"
  | "no_read_message_history"
  | "no_messages_here";

export interface TruthGuild {
  id: string;
  name: string;
  channels: number;
  threads: number;
  members: number;
  messages: number;
}

export interface TruthChannel {
  id: string;
  guildId: string;
  parentId: string | null;
  name: string;
  /** Name of the type: `text`, `publicThread`, … */
  kind: keyof typeof ChannelKind;
  /** Threads only; else null. */
  archived: boolean | null;
  messageCount: number;
  /** Ids of the first and last message that exist; null when there is none. */
  oldestId: string | null;
  newestId: string | null;
  /** For the bot that was asked about. */
  readability: Readability;
}

export interface TruthDigest {
  channelId: string;
  count: number;
  oldestId: string | null;
  newestId: string | null;
  /** SHA-256 (hexadecimal) over the canonical lines in ascending order of id, each ended by "\n". */
  sha256: string;
}

/** What to look at. */
export interface TruthFilter {
  guildId?: string | undefined;
  /** The bot for which readability is told. Default: the first. */
  token?: string | undefined;
  /** Only channels that this bot can read. */
  readable?: boolean | undefined;
}

/** Messages between two looks at other work: small enough that no request waits long. */
const BATCH = 2_000;

/** All guilds with their sizes. */
export function truthGuilds(world: World): TruthGuild[] {
  return [...world.guilds.values()].map((guild) => {
    const all = [...guild.channels.values(), ...guild.threads.values()];
    return {
      id: guild.id,
      name: guild.name,
      channels: guild.channels.size,
      threads: guild.threads.size,
      members: guild.members.size,
      messages: all.reduce((sum, channel) => sum + countMessages(channel), 0),
    };
  });
}

/** All channels and threads, parents before their children. */
export function truthChannels(world: World, filter: TruthFilter = {}): TruthChannel[] {
  const bot = filter.token === undefined ? (world.bots[0] ?? null) : findBot(world, filter.token);
  return [...world.channels.values()]
    .filter((channel) => filter.guildId === undefined || channel.guild.id === filter.guildId)
    .map((channel) => toTruthChannel(channel, bot))
    .filter((channel) => !filter.readable || channel.readability === "readable");
}

function toTruthChannel(channel: Channel, bot: Bot | null): TruthChannel {
  return {
    id: channel.id,
    guildId: channel.guild.id,
    parentId: channel.parent?.id ?? null,
    name: channel.name,
    kind: kindOf(channel),
    archived: channel.thread?.archived ?? null,
    messageCount: countMessages(channel),
    ...edgesOf(channel),
    readability: bot ? readabilityOf(channel, bot.user.id) : "not_a_member",
  };
}

function kindOf(channel: Channel): keyof typeof ChannelKind {
  const found = Object.entries(ChannelKind).find(([, type]) => type === channel.type);
  return (found?.[0] ?? "text") as keyof typeof ChannelKind;
}

function edgesOf(channel: Channel): { oldestId: string | null; newestId: string | null } {
  const [newest] = listBefore(channel, null, 1);
  const oldest = eachMessage(channel).next();
  return { oldestId: oldest.done ? null : oldest.value.id, newestId: newest?.id ?? null };
}

function readabilityOf(channel: Channel, userId: string): Readability {
  if (!channel.guild.members.has(userId)) return "not_a_member";
  const permissions = channelPermissions(channel, userId);
  if (!(permissions & Permission.viewChannel)) return "no_view_channel";
  if (!canView(channel, userId)) return "private_thread";
  if (!hasMessages(channel)) return "no_messages_here";
  if (!canOpen(channel, userId)) return "no_connect";
  return permissions & Permission.readMessageHistory ? "readable" : "no_read_message_history";
}

/** All messages of a channel, oldest first. Other requests are served in between. */
export async function* truthMessages(channel: Channel): AsyncGenerator<TruthMessage> {
  let n = 0;
  for (const facts of eachMessage(channel)) {
    if (++n % BATCH === 0) await yieldToOthers();
    yield toTruth(facts);
  }
}

/** Count and hash of a channel's messages, to compare with what an archive holds. */
export async function truthDigest(channel: Channel): Promise<TruthDigest> {
  const hash = createHash("sha256");
  let count = 0;
  let oldestId: string | null = null;
  let newestId: string | null = null;
  let batch = "";
  for (const facts of eachMessage(channel)) {
    batch += `${canonicalLine(toTruth(facts))}\n`;
    oldestId ??= facts.id;
    newestId = facts.id;
    if (++count % BATCH === 0) {
      hash.update(batch);
      batch = "";
      await yieldToOthers();
    }
  }
  return { channelId: channel.id, count, oldestId, newestId, sha256: hash.update(batch).digest("hex") };
}
