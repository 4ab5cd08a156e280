/** At most one event per key and time, however often it changes: at once, and then one more for all that followed. */

interface CoalescerOptions<Value> {
  everyMs: number;
  merge(earlier: Value, later: Value): Value;
  emit(key: string, value: Value): void;
}

export class Coalescer<Value> {
  readonly #options: CoalescerOptions<Value>;
  /** Keys that were told of a moment ago, with what has come since. */
  readonly #quiet = new Map<string, { timer: NodeJS.Timeout; since: { value: Value } | null }>();

  constructor(options: CoalescerOptions<Value>) {
    this.#options = options;
  }

  add(key: string, value: Value): void {
    const quiet = this.#quiet.get(key);
    if (!quiet) return this.#emit(key, value);
    quiet.since = { value: quiet.since ? this.#options.merge(quiet.since.value, value) : value };
  }

  #emit(key: string, value: Value): void {
    const timer = setTimeout(() => {
      const since = this.#quiet.get(key)?.since;
      this.#quiet.delete(key);
      if (since) this.#emit(key, since.value);
    }, this.#options.everyMs);
    this.#quiet.set(key, { timer, since: null });
    this.#options.emit(key, value);
  }

  /** Forgets what waits. */
  close(): void {
    for (const { timer } of this.#quiet.values()) clearTimeout(timer);
    this.#quiet.clear();
  }
}
