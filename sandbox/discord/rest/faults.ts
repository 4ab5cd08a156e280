import { fraction, mix } from "../../world/hash.ts";

export const FAULT_ACTIONS = [
  "403",
  "404",
  "410",
  "429",
  "500",
  "502",
  "503",
  "cut",
  "cut-after",
  "cut-body",
  "stall-body",
  "short-body",
  "giant-body",
  "html",
  "hang",
  "slow",
  "empty-list",
  "same-page",
  "malformed-json",
  "unauthorized",
  "automod",
] as const;

export type FaultAction = (typeof FAULT_ACTIONS)[number];

/** A rule by which requests go wrong. All given conditions must hold. */
export interface FaultRule {
  match?: {
    /** Regular expression over the route as the router names it: `GET /channels/:channel/messages`. */
    route?: string;
    /** Regular expression over path and query as sent. */
    path?: string;
    method?: string;
    token?: string;
  };
  action: FaultAction;
  /** How many requests it spoils before it is used up. Default: without end. */
  times?: number;
  /** How many matching requests pass unharmed first. Default 0. */
  skip?: number;
  /** Share of the matching requests that are spoiled, 0..1. Default 1. */
  probability?: number;
  /** Seeds the dice of `probability`. Default 1. */
  seed?: number;
  /** `429` only. Default 1. */
  retryAfterSeconds?: number;
  /** `429` only. `shared` ones do not count as invalid requests. Default `user`. */
  scope?: "user" | "global" | "shared";
  /** `slow` only: the answer comes this much later. Default 1,000. */
  delayMs?: number;
  /** `html`, `cut-body` and `stall-body`: the status of the page. Default 502 for `html`, else the true answer. */
  status?: number;
  /** `giant-body` only: how many bytes follow. Default 100,000,000. */
  sizeBytes?: number;
}

export interface ActiveFault extends FaultRule {
  id: number;
  /** Matching requests seen, and how many of them were spoiled. */
  seen: number;
  spoiled: number;
}

interface Compiled {
  fault: ActiveFault;
  route: RegExp | null;
  path: RegExp | null;
}

/** What a request looks like to the rules. */
interface FaultSubject {
  route: string;
  path: string;
  method: string;
  token: string | null;
}

/** The rules in force. The first that wants a request has it. */
export class FaultRules {
  #rules: Compiled[] = [];
  #nextId = 1;

  /** Throws SyntaxError when an expression is none. */
  add(rule: FaultRule): ActiveFault {
    const fault = { ...rule, id: this.#nextId++, seen: 0, spoiled: 0 };
    const { route, path } = rule.match ?? {};
    this.#rules.push({
      fault,
      route: route ? new RegExp(route) : null,
      path: path ? new RegExp(path) : null,
    });
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

  /** The fault to apply to a request, or null. Counts it. */
  take(subject: FaultSubject): ActiveFault | null {
    for (const { fault, route, path } of this.#rules) {
      const { method, token } = fault.match ?? {};
      if (route && !route.test(subject.route)) continue;
      if (path && !path.test(subject.path)) continue;
      if (method && method !== subject.method) continue;
      if (token && token !== subject.token) continue;
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
