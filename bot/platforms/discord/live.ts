/**
 * The gateway as a LiveFeed, and what it proves.
 *
 * A guild is listened to from its GUILD_CREATE on, until the session ends in a way that cannot be resumed. In that time
 * every message of a channel the bot can see is dispatched, in the order of the connection. Two things keep what is
 * called heard behind the present: ids are only nearly ordered (settleMs), and a connection may be dead, or the process
 * behind with its reading, so that only what lies before the last sign of life counts.
 */
import { type Client, Events, type GatewayDispatchPayload, GatewayDispatchEvents as Name } from "discord.js";
import { snowflakeAt, snowflakeTimeMs } from "../../../core/model/snowflake.ts";
import type { HeardInterval, LiveFeed, LiveListener } from "../liveFeed.ts";
import type { ChannelPlace } from "../platform.ts";
import { isThread } from "./channels.ts";
import { toChatEvent } from "./events.ts";
import { toFields, toId } from "./fields.ts";
import { missingFor } from "./permissions.ts";
import type { ClockOffset } from "./requests.ts";

/**
 * How far the clocks may have parted since the newest answer. Smaller risks calling heard what was said just before
 * listening began; larger leaves more to the first catch-up.
 */
const clockMarginMs = 2_000;
/**
 * How long after it is settled a message that none followed makes us ask for a sign of life. More than the clocks are known
 * by; one every seven seconds is a fifteenth of what a bot may send.
 */
const askBehindMs = 2_000;
/** Dispatches kept until somebody listens, which takes as long as storing the directory. More would be memory. */
const mostWaiting = 20_000;

export interface LiveDeps {
  client: Client;
  settleMs: number;
  /** How far Discord's clock is ahead of ours, as far as it is known. */
  clockOffset(): ClockOffset;
  /** Asks the gateway for a sign of life ahead of its time. */
  askForLife(): void;
}

/** What is known of a guild since listening began there. */
interface Listening {
  /** By Discord's clock, and no earlier than that. */
  sinceMs: number;
  /** By channel: the id from which on everything was heard. Channels made later are not in it. */
  from: Map<string, bigint>;
  /** Channels the bot can see, threads aside; null until it was looked. */
  visible: ReadonlySet<string> | null;
}

/** Dispatches after which the bot may see more channels or fewer. */
const mayChangeSight = new Set<string>([
  Name.ChannelCreate,
  Name.ChannelUpdate,
  Name.GuildRoleCreate,
  Name.GuildRoleUpdate,
  Name.GuildRoleDelete,
  Name.GuildMemberUpdate,
]);

export class DiscordLive implements LiveFeed {
  readonly #deps: LiveDeps;
  readonly #guilds = new Map<string, Listening>();
  #listener: LiveListener | null = null;
  /** What was heard before anybody listened. */
  #waiting: GatewayDispatchPayload[] = [];
  /** Time of the newest message heard, by its own id: says how far the reading of this connection has come. */
  #heardUpToMs = 0;
  /** Runs while a message waits to be settled. */
  #asking: NodeJS.Timeout | null = null;
  /** Last sign of life before the connection broke, by our clock; null while there is one and nothing is replayed. */
  #aliveBeforeMs: number | null = null;

  /** To be made before the client logs in: listening begins with the first dispatch. */
  constructor(deps: LiveDeps) {
    this.#deps = deps;
    // discord.js emits Raw before it takes a dispatch in; what it knows after that is looked at in a microtask.
    deps.client.on(Events.Raw, (packet: GatewayDispatchPayload) => this.#hear(packet));
    // Until RESUMED, heartbeats may be acknowledged before everything that was missed is told again.
    deps.client.on(Events.ShardReconnecting, () => {
      this.#aliveBeforeMs ??= this.#acknowledgedMs();
    });
    // Dispatches that came before all guilds were there are taken in only now.
    deps.client.on(Events.ClientReady, () => {
      for (const guildId of this.#guilds.keys()) this.#look(guildId);
    });
  }

  listen(listener: LiveListener): () => void {
    this.#listener = listener;
    for (const packet of this.#waiting.splice(0)) this.#tell(packet);
    return () => {
      if (this.#listener === listener) this.#listener = null;
    };
  }

  listeningSince(guildId: string): Date | null {
    const listening = this.#guilds.get(guildId);
    return listening ? new Date(listening.sinceMs) : null;
  }

  heard(channel: ChannelPlace): HeardInterval | null {
    const listening = this.#guilds.get(channel.guildId);
    // Private threads are told of only to their members, and membership changes without a word.
    if (!listening || channel.kind === "private_thread") return null;
    const parentId = isThread(channel.kind) ? channel.parentId : null;
    if (!listening.visible?.has(parentId ?? channel.id)) return null;
    const own = this.#fromOf(listening, channel.id);
    const from = parentId === null ? own : max(own, this.#regainedFrom(listening, parentId));
    const below = snowflakeAt(this.#aliveMs() - this.#deps.settleMs);
    return from < below ? { fromId: from.toString(), belowId: below.toString() } : null;
  }

  /**
   * Everything that was sent before this time has been read from the connection. The time at which a heartbeat was sent
   * counts once it was acknowledged, since the answer comes after all dispatches before it.
   */
  #aliveMs(): number {
    const atMs = this.#aliveBeforeMs ?? this.#acknowledgedMs();
    return Math.max(this.#heardUpToMs, atMs > 0 ? atMs + this.#deps.clockOffset().leastMs : 0);
  }

  /** When the oldest acknowledged heartbeat was sent, by our clock; 0 before the first. */
  #acknowledgedMs(): number {
    const oldest = Math.min(...this.#deps.client.ws.shards.map((shard) => shard.lastPingTimestamp));
    return oldest > 0 && oldest < Infinity ? oldest : 0;
  }

  /** The latest that Discord's clock may show now: what was said before this time may have been told to nobody. */
  #latestNowMs(): number {
    return Date.now() + this.#deps.clockOffset().mostMs;
  }

  #fromOf(listening: Listening, channelId: string): bigint {
    const known = listening.from.get(channelId);
    if (known !== undefined) return known;
    // Made while we listened: heard from its first message on. Else a thread that slept when listening began.
    const startMs = listening.sinceMs + clockMarginMs;
    return snowflakeTimeMs(channelId) >= startMs ? 0n : snowflakeAt(startMs);
  }

  /** A thread's messages are told of only while its channel can be seen. */
  #regainedFrom(listening: Listening, parentId: string): bigint {
    const from = listening.from.get(parentId) ?? 0n;
    return snowflakeTimeMs(from) > listening.sinceMs + clockMarginMs ? from : 0n;
  }

  #hear(packet: GatewayDispatchPayload): void {
    switch (packet.t) {
      case Name.Ready: // a new session: what was dispatched to nobody in between is lost
        this.#guilds.clear();
        this.#heardUpToMs = 0;
        this.#aliveBeforeMs = null;
        this.#listener?.onGap();
        return;
      case Name.Resumed:
        this.#aliveBeforeMs = null;
        return;
      case Name.GuildCreate:
        if (packet.d.unavailable) this.#guilds.delete(packet.d.id);
        else this.#begin(packet.d);
        return;
      case Name.GuildDelete:
        this.#guilds.delete(packet.d.id);
        return;
      case Name.ThreadCreate:
        // One that was opened on an older message has that message's id, which tells nothing of its own age.
        if (packet.d.newly_created && packet.d.guild_id)
          this.#guilds.get(packet.d.guild_id)?.from.set(packet.d.id, 0n);
        break;
      case Name.MessageCreate:
        this.#heardUpToMs = Math.max(this.#heardUpToMs, snowflakeTimeMs(toId(packet.d.id) ?? "0"));
        this.#settleSoon();
    }
    if (mayChangeSight.has(packet.t) && packet.d && "guild_id" in packet.d && packet.d.guild_id) {
      const guildId = packet.d.guild_id;
      const madeId = packet.t === Name.ChannelCreate ? packet.d.id : null;
      queueMicrotask(() => this.#look(guildId, madeId));
    }
    this.#tell(packet);
  }

  /** What others follow is settled by them. The last message would be by the next heartbeat only, up to 41 s later. */
  #settleSoon(): void {
    if (this.#asking) return;
    const saidMs = this.#heardUpToMs;
    const { settleMs } = this.#deps;
    this.#asking = setTimeout(() => {
      this.#asking = null;
      if (this.#aliveMs() - settleMs <= saidMs) this.#deps.askForLife();
      if (this.#heardUpToMs > saidMs) this.#settleSoon();
    }, settleMs + askBehindMs).unref();
  }

  #tell(packet: GatewayDispatchPayload): void {
    if (!this.#listener) {
      this.#wait(packet);
      return;
    }
    try {
      const event = toChatEvent(packet);
      if (event) this.#listener.onEvent(event);
    } catch (error) {
      this.#listener.onUnreadable({ name: packet.t, ...placeOf(packet.d), raw: packet.d, error });
    }
  }

  /** Kept for the first listener. When too much would wait, all is dropped and listening begins later. */
  #wait(packet: GatewayDispatchPayload): void {
    this.#waiting.push(packet);
    if (this.#waiting.length <= mostWaiting) return;
    this.#waiting = [];
    for (const [guildId, { visible }] of this.#guilds)
      this.#guilds.set(guildId, { sinceMs: this.#latestNowMs(), from: new Map(), visible });
  }

  /** Everything is heard from after the newest message that was there, or from now where one may just be arriving. */
  #begin(guild: { id: string; channels: object[]; threads: object[] }): void {
    const sinceMs = this.#latestNowMs();
    const now = snowflakeAt(sinceMs + clockMarginMs);
    const settled = snowflakeAt(Date.now() + this.#deps.clockOffset().leastMs - this.#deps.settleMs);
    const from = new Map<string, bigint>();
    for (const channel of [...guild.channels, ...guild.threads].map(toFields)) {
      const id = toId(channel?.id);
      if (!channel || id === null) continue; // not of the directory either
      const isEmpty = channel.last_message_id === null || channel.last_message_id === undefined;
      const newest = toId(channel.last_message_id);
      // Without a message it has been empty since it was made; what cannot be read may be from just now.
      const reached = isEmpty ? id : newest;
      const isSettled = reached !== null && BigInt(reached) < settled;
      from.set(id, isSettled ? (newest === null ? 0n : BigInt(newest) + 1n) : now);
    }
    this.#guilds.set(guild.id, { sinceMs, from, visible: null });
    queueMicrotask(() => this.#look(guild.id));
  }

  /** Permissions may have changed: what was hidden meanwhile was not told of. `madeId`: a channel made just now. */
  #look(guildId: string, madeId: string | null = null): void {
    const listening = this.#guilds.get(guildId);
    const guild = this.#deps.client.guilds.cache.get(guildId);
    if (!listening || !guild) return;
    const before = listening.visible;
    const seen = guild.channels.cache.filter(
      (channel) => !channel.isThread() && missingFor(channel).length === 0,
    );
    listening.visible = new Set(seen.keys());
    if (before === null) return;
    const now = snowflakeAt(this.#latestNowMs() + clockMarginMs);
    for (const id of listening.visible) if (!before.has(id)) listening.from.set(id, id === madeId ? 0n : now);
  }
}

const max = (a: bigint, b: bigint) => (a > b ? a : b);

function placeOf(data: unknown): { guildId: string | null; channelId: string | null; itemId: string | null } {
  const text = (name: string) => {
    const value = typeof data === "object" && data !== null ? (data as Record<string, unknown>)[name] : null;
    return typeof value === "string" && /^\d{1,20}$/.test(value) ? value : null;
  };
  return {
    guildId: text("guild_id"),
    channelId: text("channel_id"),
    itemId: text("id") ?? text("message_id"),
  };
}
