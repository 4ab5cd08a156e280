import type { MessageFacts } from "../world/facts.ts";

/** Discord's documentation says "the past few minutes". */
const rememberedMs = 180_000;

/** Messages sent with enforce_nonce, for as long as Discord remembers them. */
export class Nonces {
  readonly #now: () => number;
  /** Oldest first. */
  readonly #sent = new Map<string, { facts: MessageFacts; atMs: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The message that was sent with this key; null once it is forgotten. */
  find(key: string): MessageFacts | null {
    const known = this.#sent.get(key);
    return known && known.atMs > this.#now() - rememberedMs ? known.facts : null;
  }

  remember(key: string, facts: MessageFacts): void {
    const atMs = this.#now();
    for (const [other, sent] of this.#sent) {
      if (sent.atMs > atMs - rememberedMs) break;
      this.#sent.delete(other);
    }
    this.#sent.set(key, { facts, atMs });
  }

  /** As if the minutes were over. */
  forget(): void {
    this.#sent.clear();
  }
}
