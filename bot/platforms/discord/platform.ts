/** Discord as a ChatPlatform: the only folder that knows discord.js. */
import { type APIApplication, IntentsBitField, Routes } from "discord.js";
import { AccountLostError, RetryableError } from "../../../core/queue/errors.ts";
import { fingerprint } from "../../../core/secrets.ts";
import type { ChatPlatform, ChatSession } from "../platform.ts";
import { checkDiscordToken } from "./check.ts";
import { type ClientOptions, createClient } from "./client.ts";
import { GatewayConnection } from "./gateway/connection.ts";
import { ReconnectPace } from "./gateway/pace.ts";
import { intentsFor, readsContent } from "./intents.ts";
import { DiscordLive } from "./live.ts";
import { connectionLost, logIn, readyWithinMs, toConnectError } from "./login.ts";
import { discordLimits, noLimits, RateGate } from "./rateGate.ts";
import { DiscordRequests } from "./requests.ts";
import { DiscordSession, settleMs } from "./session.ts";

/** `apiBase`: `https://discord.com/api`, or any server that speaks Discord's protocol. */
export interface DiscordOptions extends ClientOptions {
  /** Of one bot. Null: only the server's answers slow us down, for compatible servers without Discord's limits. */
  requestsPerSecond: number | null;
  /** How long a login may take; see login.ts. */
  readyWithinMs?: number;
}

export function createDiscordPlatform(options: DiscordOptions): ChatPlatform {
  const bots = new Map<string, Bot>();
  return {
    name: "discord",
    check: (token, signal) => checkDiscordToken(options, token, signal),
    async connect(account, signal): Promise<ChatSession> {
      const key = fingerprint(account.token);
      const bot = bots.get(key) ?? createBot(options);
      bots.set(key, bot);
      /** What keeps the gateway from connecting: the end of a login, while a session goes on without it. */
      const [hopeless, giveUp] = settledByHand();
      /** The end of a session as well. */
      const [refused, refuse] = settledByHand();
      const gateway = new GatewayConnection({
        pace: bot.pace,
        log: options.log,
        onSessionsSpent: (until) => giveUp(noSessionsLeft(until)),
        onUnreachable(error) {
          const reason = toConnectError(error, signal) as Error;
          (reason instanceof AccountLostError ? refuse : giveUp)(reason);
        },
      });
      const client = createClient(options, gateway);
      const close = async () => {
        await gateway.close(); // first: destroying the client alone leaves attempts to reconnect behind
        await client.destroy();
      };
      try {
        const requests = new DiscordRequests(client.rest.setToken(account.token), bot.gate);
        const { body: application } = await requests.get<APIApplication>(Routes.currentApplication(), {
          signal,
        });
        client.options.intents = new IntentsBitField(intentsFor(application)).freeze();
        const live = new DiscordLive({
          client,
          settleMs,
          clockOffset: () => requests.clockOffset,
          askForLife: () => gateway.askForLife(),
        });
        const lost = Promise.race([connectionLost(client), refused]);
        await logIn(client, account.token, Promise.race([hopeless, lost]), {
          withinMs: options.readyWithinMs ?? readyWithinMs,
          signal,
        });
        if (!client.isReady())
          throw new RetryableError("discord_not_ready", "Discord's gateway did not become ready");
        return new DiscordSession({
          client,
          requests,
          live,
          identity: {
            externalId: client.user.id,
            name: client.user.tag,
            applicationId: application.id,
            readsContent: readsContent(application),
          },
          isDemo: account.isDemo,
          files: options,
          log: options.log,
          life: gateway.life,
          lost: Promise.race([lost, requests.ended]),
          close,
        });
      } catch (error) {
        await close();
        throw toConnectError(error, signal);
      }
    },
  };
}

function settledByHand(): [Promise<Error>, (reason: Error) => void] {
  let settle: (reason: Error) => void = () => undefined;
  return [new Promise((resolve) => (settle = resolve)), (reason) => settle(reason)];
}

/** What Discord counts per bot, over all connections of this process. */
interface Bot {
  pace: ReconnectPace;
  gate: RateGate;
}

const createBot = (options: DiscordOptions): Bot => ({
  pace: new ReconnectPace(),
  gate: new RateGate(
    options.requestsPerSecond === null ? noLimits : discordLimits(options.requestsPerSecond),
  ),
});

const noSessionsLeft = (until: Date) =>
  new RetryableError(
    "discord_not_ready",
    `Discord allows this bot no new session before ${until.toISOString()}: it connected too often today`,
  );
