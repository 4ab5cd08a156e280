/** Somebody who can sign in. */
export interface AccountOptions {
  /** International, digits only or with "+". */
  phone: string;
  name?: string;
  username?: string | null;
  /** Asked for after the code. Default: none. */
  password?: string;
  passwordHint?: string;
  /** The data centre that has the account. Default 2. */
  dcId?: number;
}

/** What world a sandbox holds. The same options always make the same world. */
export interface WorldOptions {
  /** `demo` (default): every kind of chat and message. `plain`: supergroups of exactly equal size. */
  layout?: "demo" | "plain";
  /** The first account's chats together hold exactly so many messages. Default 20,000. */
  messages?: number;
  /** Default 1. */
  seed?: number;
  /** `plain`: how many supergroups. Default 10. */
  chats?: number;
  /** Default 240. */
  people?: number;
  /** Default: one, `DEFAULT_PHONE`, without a password. */
  accounts?: AccountOptions[];
  /** ISO time at which the generated history ends. Default 2026-01-01. */
  endsAt?: string;
}

export const MAX_MESSAGES = 10_000_000;

/** The account of a sandbox that is told of none. Numbers that begin so belong to nobody (Telegram's test numbers). */
export const DEFAULT_PHONE = "9996621234";
