import type { Counters } from "./counters.ts";
import type { ServerKey } from "./crypto/rsa.ts";
import type { FaultRules } from "./faults.ts";
import type { Files } from "./files/files.ts";
import type { RateLimiter } from "./limits.ts";
import type { Logins } from "./login/logins.ts";
import type { AuthKey } from "./mtproto/authKeys.ts";
import type { Dc } from "./mtproto/dc.ts";
import type { Session } from "./mtproto/session.ts";
import type { Tl } from "./tl/writer.ts";
import type { Publisher } from "./updates/publisher.ts";
import type { Account, World } from "./world/model.ts";

/** All that the parts of a running sandbox share. */
export interface Core {
  world: World;
  serverKey: ServerKey;
  dcs: Map<number, Dc>;
  /** Where clients reach the data centres. */
  host: string;
  ports: Map<number, number>;
  logins: Logins;
  files: Files;
  faults: FaultRules;
  limiter: RateLimiter;
  counters: Counters;
  updates: Publisher;
  /** Takeout sessions: id and the account. */
  takeouts: Map<bigint, Account>;
  /** How many seconds a first takeout has to wait; 0: none. */
  takeoutDelaySeconds: number;
  /** A channel difference holds at most so many changes. */
  channelDifferenceLimit: number;
  /** What was sent under a random id: `account random_id` → message. */
  sent: Map<string, { chat: string; id: number }>;
  /** How long after a channel's post its copy appears in the discussion group. */
  discussionDelayMs: number;
  /** True while pings stay unanswered. */
  withholdPongs: boolean;
  /** How late pings are answered. */
  pongDelayMs: number;
  /** Unix time in ms by the server's clock, which control may put wrong. */
  now: () => number;
  clock: { offsetMs: number };
  randomLong: () => bigint;
}

/** One call of a method. */
export interface Call {
  core: Core;
  dc: Dc;
  session: Session;
  key: AuthKey;
  /** Who is signed in; methods marked open may find null. */
  account: Account;
  /** Inside `invokeWithTakeout`. */
  takeout: boolean;
}

/** What a method does: input as the schema has it, result of the schema's type. */
export type Method = (call: Call, input: Tl) => unknown;

/** Methods by their name. */
export type MethodTable = Record<string, Method>;
