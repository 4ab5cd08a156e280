/** What clients did: for tests that count calls. */

/** One call, as it was answered. */
export interface LoggedCall {
  number: number;
  atMs: number;
  method: string;
  phone: string | null;
  dcId: number;
  /** `ok`, an error's type, or the fault that swallowed it. */
  outcome: string;
  takeout: boolean;
}

export interface CounterReport {
  calls: number;
  byMethod: Record<string, number>;
  byOutcome: Record<string, number>;
  /** FLOOD_WAITs of the limits (not of faults). */
  floodWaits: number;
  handshakes: number;
  connections: number;
  openConnections: number;
  /** Updates that were sent, and those that a fault lost. */
  updatesSent: number;
  updatesLost: number;
  /** Messages and bytes of files that were handed out. */
  messagesServed: number;
  fileBytesServed: number;
}

const KEPT = 20_000;

export class Counters {
  calls = 0;
  floodWaits = 0;
  handshakes = 0;
  connections = 0;
  updatesSent = 0;
  updatesLost = 0;
  messagesServed = 0;
  fileBytesServed = 0;
  #byMethod = new Map<string, number>();
  #byOutcome = new Map<string, number>();
  #log: LoggedCall[] = [];

  note(call: Omit<LoggedCall, "number">): void {
    this.calls++;
    this.#byMethod.set(call.method, (this.#byMethod.get(call.method) ?? 0) + 1);
    this.#byOutcome.set(call.outcome, (this.#byOutcome.get(call.outcome) ?? 0) + 1);
    this.#log.push({ ...call, number: this.calls });
    if (this.#log.length > 2 * KEPT) this.#log = this.#log.slice(-KEPT);
  }

  /** Calls after the one with this number. */
  log(after = 0): LoggedCall[] {
    return this.#log.filter(({ number }) => number > after);
  }

  report(openConnections: number): CounterReport {
    const {
      calls,
      floodWaits,
      handshakes,
      connections,
      updatesSent,
      updatesLost,
      messagesServed,
      fileBytesServed,
    } = this;
    return {
      calls,
      byMethod: Object.fromEntries(this.#byMethod),
      byOutcome: Object.fromEntries(this.#byOutcome),
      floodWaits,
      handshakes,
      connections,
      openConnections,
      updatesSent,
      updatesLost,
      messagesServed,
      fileBytesServed,
    };
  }

  reset(): void {
    Object.assign(this, new Counters());
    this.#byMethod.clear();
    this.#byOutcome.clear();
    this.#log = [];
  }
}
