import { mix } from "../../world/hash.ts";
import type { Core } from "../core.ts";
import type { Chat } from "../world/model.ts";
import { busyChats, Churn, type ChurnMix, everyday } from "./churn.ts";

/** How often a batch of events happens: rates above this many batches a second put several into one. */
const TICK_MS = 50;

/** People who go on talking while the sandbox runs. */
export class Traffic {
  readonly #core: Core;
  #timer: NodeJS.Timeout | undefined;
  /** Events so far. */
  happened = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Sets the rate, in events a second; 0 stops. Without chats, all that people talk in take turns. */
  set(
    perSecond: number,
    chats: readonly Chat[],
    shares: ChurnMix | "everyday" = { post: 1 },
    seed = 1,
  ): void {
    this.stop();
    const places = chats.length > 0 ? chats : busyChats(this.#core);
    if (perSecond <= 0 || places.length === 0) return;
    const churn = new Churn(this.#core, places, shares === "everyday" ? everyday : shares);
    const startedMs = Date.now();
    let happened = 0;
    this.#timer = setInterval(() => {
      const due = Math.floor(((Date.now() - startedMs) / 1_000) * perSecond);
      for (; happened < due; happened++, this.happened++) churn.happen(mix(seed, happened));
    }, TICK_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
