/** A bot within the test's own process: the whole of it, without a process that could be killed. */
import { randomUUID } from "node:crypto";
import { createBot } from "../../bot/bot.ts";
import { parseConfig } from "../../core/config.ts";
import { silent } from "./telegramAccount.ts";

export interface OwnBot {
  /** One at a time. Resolves as soon as it begins. */
  start(): Promise<void>;
  /** Resolves once it has ended; at once when none runs. */
  end(): Promise<void>;
}

/**
 * Ends what was started after each test. To be called before the database and the platforms it works with are set up: they are
 * taken away after it then. `env` is asked for at each start.
 */
export function useOwnBot(env: () => Record<string, string>): OwnBot {
  let end: () => Promise<void> = async () => undefined;
  afterEach("end the bot", () => end());
  return {
    async start() {
      const stop = new AbortController();
      const config = parseConfig(env());
      const bot = createBot({ config, log: silent, workerId: randomUUID(), host: "test", pid: process.pid });
      const running = bot.run(stop.signal);
      end = async () => {
        stop.abort();
        await running;
        end = async () => undefined;
      };
    },
    end: () => end(),
  };
}
