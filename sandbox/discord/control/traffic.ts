import { mix } from "../../world/hash.ts";
import type { Core } from "../core.ts";
import { type Channel, ChannelKind } from "../world/model.ts";
import { Churn, type ChurnOptions } from "./churn.ts";

/** How often a batch of events happens: rates above this many batches a second put several into one. */
const TICK_MS = 50;

/** Messages only, each with the time it is posted. */
const onlyPosts: ChurnOptions = { mix: { post: 1 }, disorderMs: 0 };

/** People who go on talking while the sandbox runs. */
export class Traffic {
  readonly #core: Core;
  #timer: NodeJS.Timeout | undefined;
  #churn: Churn | undefined;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Sets the rate, in events a second; 0 stops. Without channels, all text channels take turns. */
  set(perSecond: number, channels: readonly Channel[], options: Partial<ChurnOptions> = {}): void {
    this.stop();
    const places = channels.length > 0 ? channels : this.#textChannels();
    if (perSecond <= 0 || places.length === 0) return;
    const churn = new Churn(this.#core, places, { ...onlyPosts, ...options });
    this.#churn = churn;
    const startedMs = this.#core.now();
    let happened = 0;
    this.#timer = setInterval(() => {
      const due = Math.floor(((this.#core.now() - startedMs) / 1_000) * perSecond);
      for (; happened < due; happened++) churn.happen(mix(startedMs, happened));
    }, TICK_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#churn?.stop();
    this.#churn = undefined;
  }

  #textChannels(): Channel[] {
    return [...this.#core.world.channels.values()].filter(
      ({ type, timeline }) => type === ChannelKind.text && timeline,
    );
  }
}
