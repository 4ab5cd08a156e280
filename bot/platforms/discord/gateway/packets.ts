/**
 * Gateway events as discord.js can bear them. The library believes every field of what it is sent: a null among a
 * guild's channels throws inside its event handler, which ends the process. Events are mended before it sees them, and
 * what still throws is logged and passed over.
 */
import { type Client, Events, type Guild } from "discord.js";
import type { SetAsideItem } from "../../../../core/database/archive/setAside.ts";
import type { Logger } from "../../../../core/log.ts";
import { toListing } from "../channels.ts";
import { type Fields, toFields, toId, toList, toText } from "../fields.ts";

/** Entries that were taken out of a guild's listing, by the guild they were announced with. */
const takenOut = new WeakMap<Client, Map<string, SetAsideItem[]>>();

/** What of the guild's channels, as last announced as a whole, could not be used. */
export function unusableChannels(guild: Guild): SetAsideItem[] {
  return takenOut.get(guild.client)?.get(guild.id) ?? [];
}

interface Packet {
  t: string | null;
  d: unknown;
}

/** To be called before anything else listens to the client. */
export function guardPackets(client: Client, log: Logger): void {
  const unusable = new Map<string, SetAsideItem[]>();
  takenOut.set(client, unusable);
  // "raw" is emitted before the library handles the very same object (WebSocketManager.js, attachEvents).
  client.on(Events.Raw, (packet: Packet) => {
    if (packet.t === null) return;
    const data = toFields(packet.d) ?? {};
    packet.d = data;
    if (packet.t === "GUILD_CREATE") unusable.set(String(data.id), mendGuild(data));
    else if (packet.t.startsWith("CHANNEL_") || packet.t.startsWith("THREAD_")) mendChannel(data);
    else if (packet.t.startsWith("GUILD_ROLE_")) mendRoles(data);
  });
  const manager = client.ws as unknown as { handlePacket(packet?: Packet, shard?: unknown): boolean };
  const handle = manager.handlePacket.bind(manager);
  manager.handlePacket = (packet, shard) => {
    try {
      return handle(packet, shard);
    } catch (error) {
      log.error(
        { code: "discord.event_unreadable", event: packet?.t, guildId: toFields(packet?.d)?.guild_id, error },
        "an event of Discord could not be understood and was passed over",
      );
      return true;
    }
  };
}

/** Lists of GUILD_CREATE whose entries the library looks into. */
const guildLists = [
  "emojis",
  "stickers",
  "presences",
  "stage_instances",
  "guild_scheduled_events",
  "voice_states",
  "soundboard_sounds",
];

/** Mends a guild in place and returns the channels that had to be taken out. */
function mendGuild(guild: Fields): SetAsideItem[] {
  guild.name = toText(guild.name) ?? String(guild.id);
  if (guild.unavailable === true) return [];
  if (!Array.isArray(guild.channels)) {
    // Without its channels nothing is known of it. An empty list would mean that all were deleted.
    guild.unavailable = true;
    delete guild.channels;
    return [];
  }
  const id = toId(guild.id) ?? "0";
  const setAside = [
    ...toListing(guild.channels, id, "channel").setAside,
    ...toListing(toList(guild.threads), id, "thread").setAside,
  ];
  guild.channels = withId(guild.channels).map(mendChannel);
  guild.threads = withId(guild.threads).map(mendChannel);
  if ("roles" in guild) {
    const roles = withId(guild.roles).map(mendRole);
    // The library computes no permission without the role of everyone, whose id is the guild's.
    const hasEveryone = roles.some((role) => role.id === guild.id);
    guild.roles = hasEveryone ? roles : [...roles, { id: guild.id, name: "@everyone", permissions: "0" }];
  }
  if ("members" in guild) {
    guild.members = toList(guild.members).flatMap((entry) => {
      const member = toFields(entry);
      return member && toId(toFields(member.user)?.id) !== null
        ? { ...member, roles: toList(member.roles) }
        : [];
    });
  }
  for (const list of guildLists)
    if (list in guild) guild[list] = toList(guild[list]).filter((one) => toFields(one));
  return setAside;
}

/** Entries that are objects with a usable id. */
function withId(list: unknown): Fields[] {
  return toList(list)
    .map(toFields)
    .filter((fields): fields is Fields => fields !== null && toId(fields.id) !== null);
}

function mendChannel(channel: Fields): Fields {
  if ("permission_overwrites" in channel) {
    channel.permission_overwrites = withId(channel.permission_overwrites).map((overwrite) => {
      overwrite.allow = toBits(overwrite.allow);
      overwrite.deny = toBits(overwrite.deny);
      return overwrite;
    });
  }
  if ("available_tags" in channel) channel.available_tags = withId(channel.available_tags);
  return channel;
}

function mendRoles(data: Fields): void {
  const role = toFields(data.role);
  if (role) mendRole(role);
}

function mendRole(role: Fields): Fields {
  role.permissions = toBits(role.permissions);
  return role;
}

/** Permission bits as decimal text; none where they cannot be read. */
const toBits = (value: unknown) => (typeof value === "string" && /^\d{1,40}$/.test(value) ? value : "0");
