/** discord.js, set up to keep what permissions need and nothing that grows with traffic. */
import { Client, Events, GatewayIntentBits, Options, type RESTOptions } from "discord.js";
import type { Dispatcher } from "undici";
import type { Logger } from "../../../core/log.ts";
import type { GatewayConnection } from "./gateway/connection.ts";
import { keepExpressions } from "./gateway/expressions.ts";
import { guardPackets } from "./gateway/packets.ts";
import { longestWaitMs } from "./rateGate.ts";
import { answerWithinMs, createTransport, type TransportOptions } from "./transport.ts";

export interface ClientOptions extends TransportOptions {
  apiBase: string;
  cdnBase: string;
  /** How requests leave this machine; directly without. */
  dispatcher?: Dispatcher | undefined;
  log: Logger;
}

/** How requests are sent, with or without a gateway beside them. */
export function restOptions(options: ClientOptions): Partial<RESTOptions> {
  return {
    api: options.apiBase,
    cdn: options.cdnBase,
    version: "10",
    agent: options.dispatcher ?? null,
    makeRequest: createTransport(options),
    // The transport has deadlines of its own; this one would repeat a slow request three times at once.
    timeout: 2 * answerWithinMs,
    // Our own gate paces requests (rateGate.ts); the library's counter would add 50 ms to every second.
    globalRequestsPerSecond: 1_000,
    rejectOnRateLimit: ({ timeToReset, retryAfter }) => Math.max(timeToReset, retryAfter) > longestWaitMs,
    userAgentAppendix: "Backscroll",
  };
}

export function createClient(options: ClientOptions, gateway: GatewayConnection): Client {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds], // before the login replaced by what the application may have (intents.ts)
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      ApplicationCommandManager: 0,
      ApplicationEmojiManager: 0,
      AutoModerationRuleManager: 0,
      BaseGuildEmojiManager: 0,
      DMMessageManager: 0,
      EntitlementManager: 0,
      GuildBanManager: 0,
      GuildEmojiManager: 0,
      GuildForumThreadManager: { maxSize: 0, keepOverLimit: (thread) => thread.archived !== true },
      GuildInviteManager: 0,
      GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
      GuildMessageManager: 0,
      GuildScheduledEventManager: 0,
      GuildStickerManager: 0,
      GuildTextThreadManager: { maxSize: 0, keepOverLimit: (thread) => thread.archived !== true },
      MessageManager: 0,
      PresenceManager: 0,
      ReactionManager: 0,
      ReactionUserManager: 0,
      StageInstanceManager: 0,
      ThreadMemberManager: 0,
      UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === user.client.user?.id },
      VoiceStateManager: 0,
    }),
    rest: restOptions(options),
    ws: {
      buildStrategy: gateway.buildStrategy,
      buildIdentifyThrottler: gateway.buildIdentifyThrottler,
    },
  });
  const { log } = options;
  guardPackets(client, log);
  keepExpressions(client);
  // Without a listener an "error" event would end the process; the library reconnects by itself.
  client.on(Events.Error, (error) =>
    log.warn({ code: "discord.gateway_error", error }, "Discord gateway error"),
  );
  client.on(Events.ShardError, (error) =>
    log.debug({ code: "discord.gateway_error", error }, "Discord gateway error"),
  );
  client.on(Events.Warn, (message) => log.debug({ code: "discord.warning" }, message));
  return client;
}
