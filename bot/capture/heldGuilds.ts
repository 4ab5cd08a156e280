/** The guilds whose events this account stores: takes them, keeps them, and says when listening to one begins anew. */
import {
  type Capture,
  releaseCaptures,
  restartCaptures,
  takeCaptures,
} from "../../core/database/workers/liveCaptures.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import type { ChatSession } from "../platforms/platform.ts";

interface HeldGuildsDeps {
  pool: Pool;
  accountId: string;
  workerId: string;
  session: ChatSession;
  leaseSeconds: number;
  /** Called when guilds are listened to from now on, or anew after a gap. */
  onListening(captures: readonly Capture[]): void;
}

export class HeldGuilds {
  readonly #deps: HeldGuildsDeps;
  #held = new Map<string, Capture>();
  #takenAtMs = Number.NEGATIVE_INFINITY;
  /** Which stretches of listening there were at the last take. */
  #stretches = "";
  /** By guild: the capture and the stretch of listening whose beginning is written. Replaced when all begins anew. */
  #begun = new Map<string, string>();

  constructor(deps: HeldGuildsDeps) {
    this.#deps = deps;
  }

  has(guildId: string): boolean {
    return this.#held.has(guildId);
  }

  find(guildId: string): Capture | undefined {
    return this.#held.get(guildId);
  }

  /** Another process listens to these now. */
  lose(guildIds: readonly string[]): void {
    for (const guildId of guildIds) this.#held.delete(guildId);
  }

  /** Nothing from before is heard: the next keep() writes that listening begins anew, however often it has to try. */
  beginAnew(): void {
    this.#begun = new Map();
  }

  /** Extends the right to store, takes guilds nobody listens to, writes what begins. Throws when the database is away. */
  async keep(): Promise<void> {
    const { pool, accountId, workerId, leaseSeconds, session } = this.#deps;
    const sinceMs = new Map<string, number>();
    for (const guildId of session.directory.guildIds()) {
      const since = session.live.listeningSince(guildId);
      if (since) sinceMs.set(guildId, since.getTime());
    }
    const stretches = JSON.stringify([...sinceMs]);
    const begun = this.#begun;
    const isDue = performance.now() - this.#takenAtMs > (leaseSeconds * 1_000) / 4;
    const isNew =
      stretches !== this.#stretches || [...this.#held.keys()].some((guildId) => !begun.has(guildId));
    if (!isDue && !isNew) return;
    const wishes = [...sinceMs.keys()].map((guildId) => ({ guildId, accountId }));
    const taken = await takeCaptures(pool, wishes, { workerId, leaseSeconds });
    this.#held = new Map(taken.map((capture) => [capture.guildId, capture]));
    this.#takenAtMs = performance.now();
    this.#stretches = stretches;
    const stretchOf = ({ guildId, fence }: Capture) => `${fence} ${sinceMs.get(guildId)}`;
    const fresh = taken.filter((capture) => begun.get(capture.guildId) !== stretchOf(capture));
    if (fresh.length === 0) return;
    for (const { guildId } of fresh) begun.delete(guildId); // until it is written
    await restartCaptures(pool, fresh);
    for (const capture of fresh) begun.set(capture.guildId, stretchOf(capture));
    this.#deps.onListening(fresh);
  }

  /** Gives all back, so that another process can listen at once. */
  async release(): Promise<void> {
    await releaseCaptures(this.#deps.pool, [...this.#held.values()]);
  }
}
