import type { LinkSigner } from "./cdn/links.ts";
import type { SessionStarts } from "./gateway/starts.ts";
import type { Counters } from "./rest/counters.ts";
import type { FaultRules } from "./rest/faults.ts";
import type { RateLimiter } from "./rest/limits.ts";
import type { Nonces } from "./rest/nonces.ts";
import type { RawItems } from "./wire/raw.ts";
import type { Viewer } from "./wire/viewer.ts";
import type { Commands } from "./world/commands.ts";
import type { IdSource } from "./world/ids.ts";
import type { Bot, Channel, Guild, World } from "./world/model.ts";

/** GATEWAY_MESSAGE_CONTENT and its limited form, in an application's flags. */
const CONTENT_FLAGS = (1 << 18) | (1 << 19);

/** Something that happened and that the gateway tells the bots it concerns. */
export interface WorldEvent {
  /** The dispatch's name, e.g. `MESSAGE_CREATE`. */
  name: string;
  guild: Guild;
  /** Intents of which a session needs one; 0 for events that everyone gets. */
  intents: number;
  /** Only for bots that can see this channel. */
  channel?: Channel;
  /** Only for these bots. */
  only?: (bot: Bot) => boolean;
  /** The event's `d` as JSON text, for one receiver. */
  write(viewer: Viewer): string;
}

/** All that the parts of a running sandbox share. */
export interface Core {
  world: World;
  links: LinkSigner;
  /** Items served as they were written by hand. */
  raw: RawItems;
  counters: Counters;
  faults: FaultRules;
  limiter: RateLimiter;
  /** Unix time in ms. */
  now(): number;
  /** Where the gateway answers, e.g. `ws://127.0.0.1:4000/gateway`. */
  gatewayUrl: string;
  /** Every REST answer comes at least so much later. */
  latencyMs: number;
  /** Told to bots in HELLO. */
  heartbeatIntervalMs: number;
  ids: IdSource;
  commands: Commands;
  /** Messages sent with enforce_nonce, by author and nonce. */
  nonces: Nonces;
  starts: SessionStarts;
  publish(event: WorldEvent): void;
}

/** What a bot sees over REST: its application's flags decide about content. */
export function viewerOf(core: Core, bot: Bot): Viewer {
  return {
    userId: bot.user.id,
    content: (bot.flags & CONTENT_FLAGS) !== 0,
    links: core.links,
    raw: core.raw,
  };
}

/** The bot a token belongs to, or null for unknown and revoked ones. */
export function findBot(world: World, token: string): Bot | null {
  return world.bots.find((bot) => bot.token === token && !bot.revoked) ?? null;
}
