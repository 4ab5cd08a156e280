/** What is asked of connected Telegram accounts beside their tasks: chats to be added, errands, a look at how chats stand. */
import type { Logger } from "../../../../core/log.ts";
import { isDatabaseAway, type Pool } from "../../../../core/postgres/pool.ts";
import { AccountLostError } from "../../../../core/queue/errors.ts";
import type { SecretBox } from "../../../../core/secrets.ts";
import type { Wake } from "../../../worker/wake.ts";
import type { DataCentres } from "../dataCentres.ts";
import type { TelegramApi } from "../platform.ts";
import type { TelegramSession } from "../session.ts";
import { addOneChat } from "./addChats.ts";
import { checkChats } from "./checkHealth.ts";
import { chooseDemoChats } from "./chooseDemoChats.ts";
import { runOneErrand } from "./errands.ts";

/** A connected account. */
export interface HeldTelegram {
  accountId: string;
  session: TelegramSession;
  isDemo: boolean;
}

export interface ChoreDeps {
  pool: Pool;
  workerId: string;
  leaseSeconds: number;
  secrets: SecretBox | null;
  findApi: () => Promise<TelegramApi | null>;
  centres: DataCentres;
  /** Connected accounts. */
  sessions: () => readonly HeldTelegram[];
  /** The discussion group of a channel is archived with it. */
  syncComments: boolean;
  /** A chat is looked at again after so long. */
  healthAgeSeconds: number;
  /** Between two looks for what is to be checked. */
  healthEveryMs: number;
  pollIntervalMs: number;
  /** Rings when something was asked for, or chosen. */
  wake: Wake;
  log: Logger;
}

/** Does what is asked until `stop` aborts, one thing at a time. */
export async function keepChores(deps: ChoreDeps, stop: AbortSignal): Promise<void> {
  let checkedAtMs = performance.now();
  const shown = new WeakSet<TelegramSession>();
  while (!stop.aborted) {
    const worked = await tryOnce(deps, async () => {
      const held = deps.sessions();
      for (const demo of held.filter(({ isDemo, session }) => isDemo && !shown.has(session))) {
        await chooseDemoChats(deps.pool, demo, stop);
        shown.add(demo.session);
      }
      const asked = (await runOneErrand(deps, held, stop)) || (await addOneChat(deps, held, stop));
      if (!asked) for (const { session } of held) await session.reloadChats(stop);
      return asked;
    });
    if (worked) continue;
    if (performance.now() - checkedAtMs >= deps.healthEveryMs) {
      checkedAtMs = performance.now();
      await tryOnce(deps, async () => {
        for (const held of deps.sessions()) await checkChats(deps, held, stop);
        return false;
      });
    }
    await deps.wake.wait(deps.pollIntervalMs, stop);
  }
}

async function tryOnce(deps: ChoreDeps, work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    // The heartbeat reports the database, the keeper the account.
    const level = isDatabaseAway(error) || error instanceof AccountLostError ? "debug" : "warn";
    deps.log[level]({ code: "telegram.chore_failed", error }, "something asked of a Telegram account failed");
    return false;
  }
}
