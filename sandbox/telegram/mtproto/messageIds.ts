/** Message ids of MTProto: the time in 2^-32 seconds, the last two bits telling who sent what. */

/** How far a client's clock may be off (seconds): https://core.telegram.org/mtproto/description#message-identifier-msg-id. */
export const MAX_AGE_SECONDS = 300n;
export const MAX_AHEAD_SECONDS = 30n;

/** Ids of the server: they rise, are 1 modulo 4 for answers and 3 for everything else. */
export class MessageIds {
  /** Unix time in ms. */
  readonly now: () => number;
  #last = 0n;

  constructor(now: () => number) {
    this.now = now;
  }

  /** The clock was put to another time: ids follow it, backwards, too. */
  reset(): void {
    this.#last = 0n;
  }

  next(kind: 1n | 3n): bigint {
    const nowId = timeToId(this.now());
    const base = nowId > this.#last ? nowId : this.#last + 4n;
    this.#last = (base & ~3n) + kind;
    return this.#last;
  }
}

/** The id of this moment, with its last two bits zero. */
export function timeToId(ms: number): bigint {
  return ((BigInt(Math.floor(ms)) << 32n) / 1_000n) & ~3n;
}

/** 0 for a client's id that may come now, else the error code of `bad_msg_notification`. */
export function checkClientId(id: bigint, nowMs: number): 0 | 16 | 17 | 18 {
  if ((id & 3n) !== 0n) return 18;
  const seconds = BigInt(Math.floor(nowMs / 1_000));
  const sent = id >> 32n;
  if (sent < seconds - MAX_AGE_SECONDS) return 16;
  return sent > seconds + MAX_AHEAD_SECONDS ? 17 : 0;
}
