import type { Language } from "../world/texts/index.ts";

/** A bot that is in the world from its beginning. */
export interface BotOptions {
  /** Default: made from its place in the list. Any text will do; Discord's form is not required. */
  token?: string;
  /** Numbers (0-based) of the guilds it is a member of. Default: all. */
  guilds?: number[];
  /** Application flags. Default: all privileged intents granted (`DEFAULT_APPLICATION_FLAGS`). */
  flags?: number;
  name?: string;
}

/**
 * What a world is. The same options make the same world, message by message, on any day and machine.
 */
export interface WorldOptions {
  /** Default 1. */
  seed?: number;
  /** How many messages all channels and threads have together, exactly. Default 20,000. */
  messages?: number;
  /** `demo`: everything Discord has. `plain`: only text channels, of equal size. Default `demo`. */
  layout?: "demo" | "plain";
  /** `plain` only: how many guilds share the channels. Default 1. */
  guilds?: number;
  /** `plain` only: how many text channels in all. Default 10. */
  channels?: number;
  /** `plain` only: people per guild, bots not counted. Default 60. */
  members?: number;
  /** `plain` only: the channels' languages in turn. Default all. */
  languages?: Language[];
  /** Shorthand for `bots` with only tokens. */
  tokens?: string[];
  /** Default: one bot in all guilds. */
  bots?: BotOptions[];
  /** ISO time at which the generated messages end. Default 2026-01-01T00:00:00Z. */
  endsAt?: string;
}

/** GATEWAY_PRESENCE, GATEWAY_GUILD_MEMBERS and GATEWAY_MESSAGE_CONTENT, all in their limited form. */
export const DEFAULT_APPLICATION_FLAGS = (1 << 13) | (1 << 15) | (1 << 19);

/** The largest world for which all promises (memory, speed) hold. */
export const MAX_MESSAGES = 10_000_000;
