/** Commands of one connected account: made known to the platform, done and answered as they come. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../../core/log.ts";
import type { HeldSession } from "../accounts/keeper.ts";
import type { CommandFeed, CommandInvocation } from "../platforms/commandFeed.ts";
import { type CommandDeps, runCommand } from "./runCommand.ts";
import { commandTexts } from "./texts/texts.ts";

export interface ServeCommandsDeps extends CommandDeps {
  log: Logger;
}

/** Between two attempts to make the commands known. */
const registerAgainMs = 60_000;

/** Serves commands until `stop` aborts, and then until those in hand are answered. Never rejects. */
export async function serveCommands(
  deps: ServeCommandsDeps,
  { accountId, session }: HeldSession,
  stop: AbortSignal,
): Promise<void> {
  const { commands } = session;
  if (!commands) return;
  const log = deps.log.child({ accountId });
  const inHand = new Set<Promise<void>>();
  const silence = commands.listen((invocation) => {
    const done = serve({ ...deps, log }, invocation).finally(() => inHand.delete(done));
    inHand.add(done);
  });
  await keepRegistered(commands, log, stop);
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener("abort", resolve, { once: true }));
  silence();
  await Promise.all(inHand);
}

async function keepRegistered(commands: CommandFeed, log: Logger, stop: AbortSignal): Promise<void> {
  const { en, ru, "zh-Hant": zhHant, "zh-Hans": zhHans } = commandTexts;
  const descriptions = {
    en: en.descriptions,
    ru: ru.descriptions,
    "zh-Hant": zhHant.descriptions,
    "zh-Hans": zhHans.descriptions,
  };
  while (!stop.aborted) {
    try {
      await commands.register(descriptions, stop);
      return;
    } catch (error) {
      if (stop.aborted) return;
      log.warn(
        { code: "commands.unregistered", error },
        "commands could not be registered; tried again in a minute",
      );
      await sleep(registerAgainMs, undefined, { signal: stop }).catch(() => undefined); // the abort ends the loop
    }
  }
}

async function serve({ log, ...deps }: ServeCommandsDeps, invocation: CommandInvocation): Promise<void> {
  const { name, guildId, userId, language } = invocation;
  log.info({ code: "command.taken", name, guildId, userId }, `/archive ${name}`);
  const text = await runCommand(deps, invocation).catch((error: unknown) => {
    log.error({ code: "command.failed", name, guildId, error }, "a command could not be done");
    return commandTexts[language].failed;
  });
  await invocation
    .answer(text)
    .catch((error: unknown) =>
      log.warn({ code: "command.unanswered", name, guildId, error }, "a command could not be answered"),
    );
}
