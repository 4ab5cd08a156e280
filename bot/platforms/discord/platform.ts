/** Discord as a ChatPlatform: the only folder that knows discord.js. */
import { setTimeout as sleep } from "node:timers/promises";
import {
  type APIApplication,
  ApplicationFlags,
  Client,
  DiscordAPIError,
  Events,
  GatewayIntentBits,
  Options,
  Routes,
} from "discord.js";
import type { Logger } from "../../../core/log.ts";
import { AccountLostError, RetryableError } from "../../../core/queue/errors.ts";
import type { ChatPlatform, ChatSession } from "../platform.ts";
import { translateError } from "./errors.ts";
import { discordLimits, noLimits, RateGate } from "./rateGate.ts";
import { DiscordRequests } from "./requests.ts";
import { DiscordSession } from "./session.ts";

export interface DiscordOptions {
  /** `https://discord.com/api`, or any server that speaks Discord's protocol. */
  apiBase: string;
  cdnBase: string;
  log: Logger;
  /** False: only the server's answers slow us down. For compatible servers without Discord's limits. */
  paced: boolean;
}

/** Longest wait for the gateway to list all guilds. Bots in thousands of servers need most of it. */
const readyWithinMs = 60_000;
/** Waits longer than this hand the task back, so that its place is free for others. Shorter ones are slept through. */
const longestWaitMs = 30_000;

export function createDiscordPlatform(options: DiscordOptions): ChatPlatform {
  return {
    name: "discord",
    async connect(account, signal): Promise<ChatSession> {
      const client = createClient(options);
      try {
        await logIn(client, account.token, signal);
        if (!client.isReady())
          throw new RetryableError("discord_not_ready", "Discord's gateway did not become ready");
        const requests = new DiscordRequests(
          client.rest,
          new RateGate(options.paced ? discordLimits : noLimits),
        );
        const { body: application } = await requests.get<APIApplication>(Routes.currentApplication(), {
          signal,
        });
        const identity = {
          externalId: client.user.id,
          name: client.user.tag,
          applicationId: application.id,
          readsContent: readsContent(application),
        };
        return new DiscordSession(client, requests, identity, account.isDemo);
      } catch (error) {
        await client.destroy();
        throw toConnectError(error, signal);
      }
    },
  };
}

/** Caches hold what permissions need and nothing that grows with traffic. */
function createClient(options: DiscordOptions): Client {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages],
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
    rest: {
      api: options.apiBase,
      cdn: options.cdnBase,
      version: "10",
      // Our own gate paces requests (rateGate.ts); the library's counter would add 50 ms to every second.
      globalRequestsPerSecond: 1_000,
      rejectOnRateLimit: ({ timeToReset, retryAfter }) => Math.max(timeToReset, retryAfter) > longestWaitMs,
      userAgentAppendix: "Backscroll",
    },
  });
  // Without a listener an "error" event would end the process; the library reconnects by itself.
  client.on(Events.Error, (error) =>
    options.log.warn({ code: "discord.gateway_error", error }, "Discord gateway error"),
  );
  client.on(Events.Warn, (message) => options.log.debug({ code: "discord.warning" }, message));
  client.on(Events.ShardReconnecting, (shard) =>
    options.log.info({ code: "discord.reconnecting", shard }, "Discord gateway reconnecting"),
  );
  client.on(Events.ShardResume, (shard, replayed) =>
    options.log.info({ code: "discord.resumed", shard, replayed }, "Discord gateway resumed"),
  );
  return client;
}

/** Resolves once the gateway is ready. The library's login has no time-out and cannot be aborted. */
async function logIn(client: Client, token: string, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const ready = new Promise<void>((resolve, reject) => {
    client.once(Events.ClientReady, () => resolve());
    client.once(Events.Invalidated, () => reject(new AccountLostError("Discord ended the session")));
    client.once(Events.ShardDisconnect, ({ code }) =>
      reject(new AccountLostError(`Discord closed the connection with code ${code}`)),
    );
    client.login(token).catch(reject);
  });
  const tooLate = sleep(readyWithinMs, undefined, { signal: AbortSignal.any([signal, over.signal]) }).then(
    () => {
      throw new RetryableError("discord_not_ready", "Discord's gateway did not become ready in time");
    },
  );
  try {
    await Promise.race([ready, tooLate]);
  } finally {
    over.abort();
    tooLate.catch(() => undefined); // the race is decided
  }
}

/** An invalid token ends in different errors, depending on which part of the library meets it first. */
function toConnectError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const isTokenRefused =
    (error instanceof DiscordAPIError && error.status === 401) ||
    (error instanceof Error && "code" in error && error.code === "TokenInvalid");
  if (isTokenRefused) return new AccountLostError("Discord refuses the bot token", { cause: error });
  if (error instanceof AccountLostError) return error;
  return translateError(error, signal);
}

/** Without this flag (either form) Discord empties the text of all messages (docs: Gateway, "Message Content Intent"). */
function readsContent(application: APIApplication): boolean {
  const wanted = ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited;
  return ((application.flags ?? 0) & wanted) !== 0;
}
