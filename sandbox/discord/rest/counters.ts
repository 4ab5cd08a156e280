/** One request as it was answered. */
export interface LoggedRequest {
  /** Counts up from 1 over the life of the sandbox, also across resets. */
  number: number;
  /** Unix time (ms) of its arrival, and how long the answer took. */
  atMs: number;
  tookMs: number;
  method: string;
  /** Path with query, as sent. */
  path: string;
  route: string;
  /** 0 when the connection was cut or left hanging. */
  status: number;
  token: string | null;
}

export interface CounterReport {
  requests: number;
  byRoute: Record<string, number>;
  byStatus: Record<string, number>;
  byToken: Record<string, number>;
  /** 429 answers by scope. */
  rateLimited: { total: number; user: number; global: number; shared: number };
  /** Answers 401, 403 and 429 (not of scope shared), which Discord counts against an address. */
  invalid: {
    total: number;
    lastTenMinutes: number;
    threshold: number;
    /** Whether Discord would have blocked the address by now. */
    banned: boolean;
    byToken: Record<string, number>;
  };
  messagesServed: number;
  /** Most requests ever open at one time: in all, and per channel on the history route. */
  maxConcurrent: number;
  maxConcurrentPerChannel: Record<string, number>;
  gateway: Record<string, number>;
}

/** Discord blocks an address after so many invalid requests in ten minutes. */
const INVALID_THRESHOLD = 10_000;
const INVALID_WINDOW_MS = 600_000;
/** Large enough for a test to look back at all its requests, small enough never to matter. */
const LOG_SIZE = 20_000;

/** What happened, for tests to look at. */
export class Counters {
  readonly #now: () => number;
  #log: LoggedRequest[] = [];
  #logged = 0;
  #place = 0;
  #report = emptyReport();
  #invalidTimes: number[] = [];
  #open = 0;
  readonly #openPerChannel = new Map<string, number>();

  /** `now` gives unix time in ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Notes that a request began; `channelId` is null on all routes but history. */
  begin(channelId: string | null): void {
    this.#open++;
    this.#report.maxConcurrent = Math.max(this.#report.maxConcurrent, this.#open);
    if (channelId === null) return;
    const open = (this.#openPerChannel.get(channelId) ?? 0) + 1;
    this.#openPerChannel.set(channelId, open);
    const most = this.#report.maxConcurrentPerChannel;
    if (open > (most[channelId] ?? 0)) most[channelId] = open;
  }

  /** Notes that it is over: answered in full, or cut. */
  finish(channelId: string | null): void {
    this.#open--;
    if (channelId === null) return;
    const open = (this.#openPerChannel.get(channelId) ?? 1) - 1;
    if (open === 0) this.#openPerChannel.delete(channelId);
    else this.#openPerChannel.set(channelId, open);
  }

  /** Records an answer. `scope` is that of a 429, else null. */
  record(request: Omit<LoggedRequest, "number">, scope: "user" | "global" | "shared" | null): void {
    const report = this.#report;
    report.requests++;
    bump(report.byRoute, request.route);
    bump(report.byStatus, String(request.status));
    if (request.token !== null) bump(report.byToken, request.token);
    if (scope) {
      report.rateLimited.total++;
      report.rateLimited[scope]++;
    }
    if (request.status === 401 || request.status === 403 || (request.status === 429 && scope !== "shared")) {
      report.invalid.total++;
      if (request.token !== null) bump(report.invalid.byToken, request.token);
      this.#invalidTimes.push(this.#now());
      if (this.#invalidTimes.length > 2 * INVALID_THRESHOLD) this.#recentInvalid();
    }
    this.#log[this.#place++ % LOG_SIZE] = { number: ++this.#logged, ...request };
  }

  /** Counts messages that were given out by history pages. */
  served(messages: number): void {
    this.#report.messagesServed += messages;
  }

  /** Counts a gateway event of any name: `identify`, `resume`, `heartbeat`, `dispatch`, … */
  gateway(name: string): void {
    bump(this.#report.gateway, name);
  }

  report(): CounterReport {
    const lastTenMinutes = this.#recentInvalid();
    const invalid = { ...this.#report.invalid, lastTenMinutes, banned: lastTenMinutes >= INVALID_THRESHOLD };
    return structuredClone({ ...this.#report, invalid });
  }

  /** Logged requests with a number above `after`, oldest first; the oldest may have been dropped. */
  requests(after = 0): LoggedRequest[] {
    const start = this.#log.length < LOG_SIZE ? 0 : this.#place % LOG_SIZE;
    const ordered = [...this.#log.slice(start), ...this.#log.slice(0, start)];
    return ordered.filter((request) => request.number > after);
  }

  /** Sets all counts to 0 and empties the log; open requests stay counted. */
  reset(): void {
    this.#report = emptyReport();
    this.#report.maxConcurrent = this.#open;
    this.#invalidTimes = [];
    this.#log = [];
    this.#place = 0;
  }

  #recentInvalid(): number {
    const since = this.#now() - INVALID_WINDOW_MS;
    this.#invalidTimes = this.#invalidTimes.filter((at) => at > since);
    return this.#invalidTimes.length;
  }
}

function emptyReport(): CounterReport {
  return {
    requests: 0,
    byRoute: {},
    byStatus: {},
    byToken: {},
    rateLimited: { total: 0, user: 0, global: 0, shared: 0 },
    invalid: { total: 0, lastTenMinutes: 0, threshold: INVALID_THRESHOLD, banned: false, byToken: {} },
    messagesServed: 0,
    maxConcurrent: 0,
    maxConcurrentPerChannel: {},
    gateway: {},
  };
}

function bump(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
