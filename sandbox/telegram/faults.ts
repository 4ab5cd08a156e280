import { fraction, mix } from "../world/hash.ts";

export const FAULT_ACTIONS = [
  /** An error: `code` and `error`. */
  "error",
  /** FLOOD_WAIT_`seconds`. */
  "flood",
  /** Never answered, not carried out. */
  "hang",
  /** Carried out, never answered. */
  "lose-answer",
  /** The connection breaks; not carried out. */
  "drop-before",
  /** Carried out; the connection breaks before the answer. */
  "drop-after",
  /** Answered `delayMs` later. */
  "slow",
  /** The error comes in one container with the next answer. */
  "error-with-next",
] as const;

export type FaultAction = (typeof FAULT_ACTIONS)[number];

/** A rule by which calls go wrong. All given conditions must hold. */
export interface FaultRule {
  match?: {
    /** Regular expression over the method's name: `^messages\.getHistory$`. */
    method?: string;
    /** The account's phone number, digits only. */
    phone?: string;
  };
  action: FaultAction;
  /** `error`, `error-with-next`. Default 500 and INTERNAL_SERVER_ERROR. */
  code?: number;
  error?: string;
  /** `flood`. Default 3. */
  seconds?: number;
  /** `slow`. Default 1,000. */
  delayMs?: number;
  /** How many calls it spoils before it is used up. Default: without end. */
  times?: number;
  /** How many matching calls pass unharmed first. Default 0. */
  skip?: number;
  /** Share of the matching calls that are spoiled, 0..1. Default 1. */
  probability?: number;
  /** Seeds the dice of `probability`. Default 1. */
  seed?: number;
}

export interface ActiveFault extends FaultRule {
  id: number;
  /** Matching calls seen, and how many of them were spoiled. */
  seen: number;
  spoiled: number;
}

/** The rules in force. The first that wants a call has it. */
export class FaultRules {
  #rules: { fault: ActiveFault; method: RegExp | null }[] = [];
  #nextId = 1;

  /** Throws SyntaxError when the expression is none. */
  add(rule: FaultRule): ActiveFault {
    const fault = { ...rule, id: this.#nextId++, seen: 0, spoiled: 0 };
    this.#rules.push({ fault, method: rule.match?.method ? new RegExp(rule.match.method) : null });
    return fault;
  }

  remove(id: number): boolean {
    const before = this.#rules.length;
    this.#rules = this.#rules.filter(({ fault }) => fault.id !== id);
    return this.#rules.length < before;
  }

  clear(): void {
    this.#rules = [];
  }

  list(): ActiveFault[] {
    return this.#rules.map(({ fault }) => ({ ...fault }));
  }

  /** The fault to apply to a call, or null. Counts it. */
  take(method: string, phone: string | null): ActiveFault | null {
    for (const { fault, method: pattern } of this.#rules) {
      if (pattern && !pattern.test(method)) continue;
      if (fault.match?.phone && fault.match.phone !== phone) continue;
      if (fault.times !== undefined && fault.spoiled >= fault.times) continue;
      const number = fault.seen++;
      if (number < (fault.skip ?? 0)) continue;
      if (fraction(mix(fault.seed ?? 1, number)) >= (fault.probability ?? 1)) continue;
      fault.spoiled++;
      return fault;
    }
    return null;
  }
}
