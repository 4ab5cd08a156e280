/** Numbers of messages: ids that carry the server's time, sequence numbers, and which of the server's were seen. */

/** How many ids of the server are remembered. It repeats only what it has no acknowledgement of yet. */
const mostRemembered = 1_000;

export class MessageClock {
  /** How far the server's clock is ahead of ours. */
  offsetMs = 0;
  #lastId = 0n;
  #contentCount = 0;
  #seen = new Set<bigint>();
  #seenBefore = new Set<bigint>();

  /** Milliseconds since 1970 by the server's clock. */
  nowMs(): number {
    return Date.now() + this.offsetMs;
  }

  /** For a new session. */
  restart(): void {
    this.#lastId = 0n;
    this.#contentCount = 0;
    this.#seen.clear();
    this.#seenBefore.clear();
  }

  /** Seconds since 1970 in the upper half, growing, divisible by four. */
  nextId(): bigint {
    const now = BigInt(Math.floor(this.nowMs()));
    const id = (((now / 1_000n) << 32n) | (((now % 1_000n) << 32n) / 1_000n)) & ~3n;
    this.#lastId = id > this.#lastId ? id : this.#lastId + 4n;
    return this.#lastId;
  }

  /** Odd for what asks for an acknowledgement. */
  nextSequence(isContent: boolean): number {
    const sequence = this.#contentCount * 2;
    if (!isContent) return sequence;
    this.#contentCount++;
    return sequence + 1;
  }

  /** Ours was wrong: ids begin anew from the time that an id of the server carries. */
  setServerTime(serverMessageId: bigint): void {
    this.offsetMs = Number(serverMessageId >> 32n) * 1_000 - Date.now();
    this.#lastId = 0n;
  }

  /** True when it was given before. */
  wasSeen(serverMessageId: bigint): boolean {
    if (this.#seen.has(serverMessageId) || this.#seenBefore.has(serverMessageId)) return true;
    this.#seen.add(serverMessageId);
    if (this.#seen.size > mostRemembered) {
      this.#seenBefore = this.#seen;
      this.#seen = new Set();
    }
    return false;
  }
}
