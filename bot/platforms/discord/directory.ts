/** Guilds, channels and threads: from discord.js's cache, which the gateway keeps current, and from listings. */
import {
  type APIChannel,
  type APIThreadChannel,
  type APIThreadList,
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
import { PermanentError } from "../../../core/queue/errors.ts";
import type { ChannelPlace, ChatDirectory, DirectoryChange, GuildSnapshot } from "../platform.ts";
import { canHaveThreads, fromCache, isThread, toDirectoryChannel } from "./channels.ts";
import { missingFor } from "./permissions.ts";
import type { DiscordRequests } from "./requests.ts";

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

  guild(guildId: string): GuildSnapshot | null {
    const guild = this.#client.guilds.cache.get(guildId);
    if (!guild) return null;
    const channels = guild.channels.cache.map(fromCache).filter((channel) => channel !== null);
    return this.#snapshot(guild, channels);
  }

  async refresh(guildId: string, signal: AbortSignal): Promise<GuildSnapshot> {
    const guild = this.#client.guilds.cache.get(guildId);
    if (!guild) throw new PermanentError("unknown_guild", "The bot is not in this server.");
    const [channels, threads] = await Promise.all([
      this.#requests.get<APIChannel[]>(Routes.guildChannels(guildId), { signal }),
      this.#requests.get<APIThreadList>(Routes.guildActiveThreads(guildId), { signal }),
    ]);
    const listed = [...channels.body, ...threads.body.threads]
      .map((channel) => toDirectoryChannel(channel, guildId))
      .filter((channel) => channel !== null);
    return this.#snapshot(guild, listed);
  }

  async *archivedThreads(channel: ChannelPlace, signal: AbortSignal): AsyncGenerator<DirectoryChannel[]> {
    if (!canHaveThreads(channel.kind)) return;
    yield* this.#archivedPages(Routes.channelThreads(channel.id, "public"), channel, signal, archivedAt);
    if (channel.kind !== "text") return; // only text channels have private threads
    const me = this.#client.guilds.cache.get(channel.guildId)?.members.me;
    const seesAll = me?.permissionsIn(channel.id).has(PermissionFlagsBits.ManageThreads, true) === true;
    yield* seesAll
      ? this.#archivedPages(Routes.channelThreads(channel.id, "private"), channel, signal, archivedAt)
      : this.#archivedPages(
          Routes.channelJoinedArchivedThreads(channel.id),
          channel,
          signal,
          (thread) => thread.id,
        );
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
      const { body } = await this.#requests.get<APIChannel>(Routes.channel(channelId), { signal });
      return "guild_id" in body && body.guild_id ? toDirectoryChannel(body, body.guild_id) : null;
    } catch (error) {
      if (error instanceof PermanentError) return null;
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
      .on(Events.Raw, (packet: { t: string | null; d: { channel_id: string; id: string } }) => {
        if (packet.t !== GatewayDispatchEvents.MessageCreate) return;
        listener({ kind: "newestMessage", channelId: packet.d.channel_id, messageId: packet.d.id });
      });
  }

  #snapshot(guild: Guild, channels: DirectoryChannel[]): GuildSnapshot {
    const missing = new Map<string, MissingPermission[]>();
    for (const channel of channels) {
      const lacking = this.missing(channel);
      if (lacking.length > 0 && channel.kind !== "category") missing.set(channel.id, lacking);
    }
    return {
      guild: this.#toGuild(guild),
      channels,
      permissions: guild.members.me?.permissions.bitfield.toString() ?? null,
      missing,
    };
  }

  #toGuild(guild: Guild): DirectoryGuild {
    return {
      id: guild.id,
      platform: "discord",
      kind: "server",
      name: guild.name,
      icon: guild.icon,
      memberCount: guild.memberCount,
      isDemo: this.#isDemo,
    };
  }

  /** `cursorOf`: by what the listing goes on; the public and private ones by time, the joined one by id. */
  async *#archivedPages(
    route: `/${string}`,
    channel: ChannelPlace,
    signal: AbortSignal,
    cursorOf: (thread: APIThreadChannel) => string,
  ): AsyncGenerator<DirectoryChannel[]> {
    let before: string | undefined;
    for (;;) {
      const query = { limit: "100", ...(before === undefined ? {} : { before }) };
      const { body } = await this.#requests.get<APIThreadList & { has_more: boolean }>(route, {
        query,
        signal,
      });
      const threads = body.threads as APIThreadChannel[];
      const last = threads.at(-1);
      yield threads
        .map((thread) => toDirectoryChannel(thread, channel.guildId))
        .filter((thread) => thread !== null);
      if (!body.has_more || !last) return;
      before = cursorOf(last);
    }
  }
}

const archivedAt = (thread: APIThreadChannel) =>
  thread.thread_metadata?.archive_timestamp ?? new Date().toISOString();
