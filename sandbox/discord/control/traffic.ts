import { mix, pick } from "../../world/hash.ts";
import { postMessage } from "../actions/messages.ts";
import type { Core } from "../core.ts";
import { type Channel, ChannelKind } from "../world/model.ts";
import { talk } from "./talk.ts";

/** How often a batch is posted: rates above this many batches a second put several messages into one. */
const TICK_MS = 50;

/** People who go on talking while the sandbox runs. */
export class Traffic {
  readonly #core: Core;
  #timer: NodeJS.Timeout | undefined;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Sets the rate; 0 stops. Without channels, all text channels take turns. */
  set(perSecond: number, channels: readonly Channel[]): void {
    this.stop();
    const places = channels.length > 0 ? channels : this.#textChannels();
    if (perSecond <= 0 || places.length === 0) return;
    const startedMs = this.#core.now();
    let posted = 0;
    this.#timer = setInterval(() => {
      const due = Math.floor(((this.#core.now() - startedMs) / 1_000) * perSecond);
      for (; posted < due; posted++) {
        const channel = pick(places, mix(startedMs, posted));
        postMessage(this.#core, channel, talk(channel, mix(startedMs, posted)));
      }
    }, TICK_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #textChannels(): Channel[] {
    return [...this.#core.world.channels.values()].filter(
      ({ type, timeline }) => type === ChannelKind.text && timeline,
    );
  }
}
