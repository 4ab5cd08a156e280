/** Guilds, channels and threads: from discord.js's cache, which the gateway keeps current, and from listings. */
import {
  type Client,
  Events,
  GatewayDispatchEvents,
  type Guild,
  PermissionFlagsBits,
  Routes,
} from "discord.js";
import type { DirectoryChannel, DirectoryGuild } from "../../../core/database/guilds/directory.ts";
import type { MissingPermission } from "../../../core/model/channel.ts";
import { snowflakeTimeMs } from "../../../core/model/snowflake.ts";
import { PermanentError, RetryableError } from "../../../core/queue/errors.ts";
import { toStorableText } from "../../../core/storable.ts";
import type { GuildMember } from "../liveFeed.ts";
import type { ChannelPlace, ChatDirectory, DirectoryChange, GuildSnapshot, Listing } from "../platform.ts";
import { UnusableItemError } from "../unusable.ts";
import { canHaveThreads, fromCache, isThread, toDirectoryChannel, toListing } from "./channels.ts";
import { type Fields, largestInt4, toCount, toFields, toId, toList, toText } from "./fields.ts";
import { emojisOf } from "./gateway/expressions.ts";
import { unusableChannels } from "./gateway/packets.ts";
import { listGuildMembers } from "./members.ts";
import { missingFor } from "./permissions.ts";
import type { DiscordRequests } from "./requests.ts";
import { rolesOf } from "./roles.ts";

export class DiscordDirectory implements ChatDirectory {
  readonly #client: Client<true>;
  readonly #requests: DiscordRequests;
  readonly #isDemo: boolean;

  constructor(client: Client<true>, requests: DiscordRequests, isDemo: boolean) {
    this.#client = client;
    this.#requests = requests;
    this.#isDemo = isDemo;
  }

  guildIds(): string[] {
    return [...this.#client.guilds.cache.keys()];
  }

  isAvailable(guildId: string): boolean {
    return this.#client.guilds.cache.get(guildId)?.available === true;
  }

  guild(guildId: string): GuildSnapshot | null {
    const guild = this.#client.guilds.cache.get(guildId);
    if (!guild?.available) return null;
    const channels = guild.channels.cache.map(fromCache).filter((channel) => channel !== null);
    return this.#snapshot(guild, { channels, setAside: unusableChannels(guild) });
  }

  channel(channelId: string): DirectoryChannel | null {
    const channel = this.#client.channels.cache.get(channelId);
    return channel && !channel.isDMBased() ? fromCache(channel) : null;
  }

  async refresh(guildId: string, signal: AbortSignal): Promise<GuildSnapshot> {
    const guild = this.#client.guilds.cache.get(guildId);
    if (!guild) throw new PermanentError("unknown_guild", "The bot is not in this server.");
    if (!guild.available)
      throw new RetryableError("discord_unavailable", "Discord reports an outage of this server.");
    const [channels, threads] = await Promise.all([
      this.#requests.get<unknown>(Routes.guildChannels(guildId), { signal }),
      this.#requests.get<unknown>(Routes.guildActiveThreads(guildId), { signal }),
    ]);
    const listings = [
      toListing(channels.body, guildId, "channel"),
      toListing(toFields(threads.body)?.threads, guildId, "thread"),
    ];
    return this.#snapshot(guild, {
      channels: listings.flatMap((listing) => listing.channels),
      setAside: listings.flatMap((listing) => listing.setAside),
    });
  }

  async *archivedThreads(channel: ChannelPlace, signal: AbortSignal): AsyncGenerator<Listing> {
    if (!canHaveThreads(channel.kind)) return;
    yield* this.#archivedPages(Routes.channelThreads(channel.id, "public"), channel, signal, archivedAt);
    if (channel.kind !== "text") return; // only text channels have private threads
    const me = this.#client.guilds.cache.get(channel.guildId)?.members.me;
    const seesAll = me?.permissionsIn(channel.id).has(PermissionFlagsBits.ManageThreads, true) === true;
    yield* seesAll
      ? this.#archivedPages(Routes.channelThreads(channel.id, "private"), channel, signal, archivedAt)
      : this.#archivedPages(Routes.channelJoinedArchivedThreads(channel.id), channel, signal, (thread) =>
          toId(thread.id),
        );
  }

  members(guildId: string, signal: AbortSignal): AsyncGenerator<GuildMember[]> {
    return listGuildMembers(this.#requests, guildId, signal);
  }

  missing(channel: ChannelPlace): MissingPermission[] {
    const own = this.#client.channels.cache.get(channel.id);
    // An archived thread is not in the cache; what counts is its parent.
    const known =
      own ??
      (isThread(channel.kind) && channel.parentId
        ? this.#client.channels.cache.get(channel.parentId)
        : undefined);
    return known && !known.isDMBased() ? missingFor(known) : ["view_channel"];
  }

  async findChannel(channelId: string, signal: AbortSignal): Promise<DirectoryChannel | null> {
    try {
      const { body } = await this.#requests.get<unknown>(Routes.channel(channelId), { signal });
      const guildId = toId(toFields(body)?.guild_id);
      return guildId ? toDirectoryChannel(body, guildId) : null;
    } catch (error) {
      if (error instanceof PermanentError || error instanceof UnusableItemError) return null;
      throw error;
    }
  }

  historyStart(channelId: string): string {
    return channelId; // no message is older than its channel: a snowflake carries its time
  }

  scale(id: bigint): number {
    return snowflakeTimeMs(id);
  }

  onChange(listener: (change: DirectoryChange) => void): void {
    const changed = (guildId: string) => listener({ kind: "guild", guildId });
    this.#client
      .on(Events.GuildCreate, (guild) => changed(guild.id))
      .on(Events.GuildAvailable, (guild) => changed(guild.id))
      .on(Events.GuildUnavailable, (guild) => changed(guild.id))
      .on(Events.GuildUpdate, (_old, guild) => changed(guild.id))
      .on(Events.GuildDelete, (guild) => listener({ kind: "guildLeft", guildId: guild.id }))
      .on(Events.GuildRoleCreate, (role) => changed(role.guild.id))
      .on(Events.GuildRoleUpdate, (_old, role) => changed(role.guild.id))
      .on(Events.GuildRoleDelete, (role) => changed(role.guild.id))
      .on(Events.GuildMemberUpdate, (_old, member) => {
        if (member.id === this.#client.user.id) changed(member.guild.id);
      })
      .on(Events.ChannelCreate, (channel) => changed(channel.guildId))
      .on(Events.ChannelUpdate, (_old, channel) => {
        if (!channel.isDMBased()) changed(channel.guildId);
      })
      .on(Events.ChannelDelete, (channel) => {
        if (!channel.isDMBased())
          listener({ kind: "channelRemoved", guildId: channel.guildId, channelId: channel.id });
      })
      .on(Events.ThreadCreate, (thread) => changed(thread.guildId))
      .on(Events.ThreadUpdate, (_old, thread) => changed(thread.guildId))
      .on(Events.ThreadListSync, (_threads, guild) => changed(guild.id))
      .on(Events.ThreadDelete, (thread) =>
        listener({ kind: "channelRemoved", guildId: thread.guildId, channelId: thread.id }),
      )
      .on(Events.Raw, (packet: { t: string | null; d: unknown }) => {
        if (changesEmojis.has(packet.t ?? "")) {
          const guildId = toId(toFields(packet.d)?.guild_id);
          if (guildId) changed(guildId);
        }
        if (packet.t !== GatewayDispatchEvents.MessageCreate) return;
        const message = toFields(packet.d);
        const [channelId, messageId] = [toId(message?.channel_id), toId(message?.id)];
        if (channelId && messageId) listener({ kind: "newestMessage", channelId, messageId });
      });
  }

  #snapshot(guild: Guild, { channels, setAside }: Listing): GuildSnapshot {
    const missing = new Map<string, MissingPermission[]>();
    for (const channel of channels) {
      const lacking = this.missing(channel);
      if (lacking.length > 0 && channel.kind !== "category") missing.set(channel.id, lacking);
    }
    return {
      guild: this.#toGuild(guild),
      channels,
      setAside,
      roles: rolesOf(guild),
      emojis: emojisOf(guild),
      permissions: guild.members.me?.permissions.bitfield.toString() ?? null,
      missing,
    };
  }

  #toGuild(guild: Guild): DirectoryGuild {
    return {
      id: guild.id,
      platform: "discord",
      kind: "server",
      name: toStorableText(toText(guild.name) ?? guild.id),
      icon: toText(guild.icon),
      memberCount: toCount(guild.memberCount, largestInt4),
      isDemo: this.#isDemo,
    };
  }

  /** `cursorOf`: by what the listing goes on; the public and private ones by time, the joined one by id. */
  async *#archivedPages(
    route: `/${string}`,
    channel: ChannelPlace,
    signal: AbortSignal,
    cursorOf: (thread: Fields) => string | null,
  ): AsyncGenerator<Listing> {
    let before: string | undefined;
    for (;;) {
      const query = { limit: "100", ...(before === undefined ? {} : { before }) };
      const { body } = await this.#requests.get<unknown>(route, { query, signal });
      const page = toFields(body);
      yield toListing(page?.threads, channel.guildId, "thread");
      const cursors = toList(page?.threads).flatMap((thread) => cursorOf(toFields(thread) ?? {}) ?? []);
      if (page?.has_more !== true || toList(page.threads).length === 0) return;
      const next = cursors.at(-1);
      if (next === undefined || next === before)
        throw new RetryableError("discord_unreadable", "Discord's list of archived threads leads nowhere");
      before = next;
    }
  }
}

/** Of these the library would tell only if it kept emojis. */
const changesEmojis = new Set<string>([
  GatewayDispatchEvents.GuildEmojisUpdate,
  GatewayDispatchEvents.GuildStickersUpdate,
]);

const archivedAt = (thread: Fields) => toText(toFields(thread.thread_metadata)?.archive_timestamp);
