/**
 * Tasks that may be what kills their workers (docs/notes/0017-suspects-are-tried-alone.md).
 *
 * `crash_count` says at how many deaths of workers in a row a task was in hand, without progress between them:
 * - 1: it goes on like any other; a death proves nothing about the hundred tasks that were in hand.
 * - 2: a suspect. Suspects are claimed in small groups, so that the next death leaves few of them.
 * - 3: it is claimed alone: no other suspect is in the worker's hand. What the process survives lets it take twice as many
 *   at once the next time (`mostTogether`): hundreds of innocent ones would else wait for one another. Deaths of unknown
 *   cause lead no further.
 * - 4, 5: its worker died of an error of its own, and said so, while this was its only suspect. At 5 it fails.
 *
 * Any progress sets it back to 0.
 */

/** Deaths in a row after which a task is a suspect. Smaller slows down all that one kill interrupted. */
export const suspectFrom = 2;
/** Deaths in a row after which it is tried alone. */
export const aloneFrom = 3;
/** Deaths in a row after which it fails; those beyond `aloneFrom` must be known to be its doing. */
export const mostCrashes = 5;
/** Suspects that one worker has in hand at once. More find the culprit later, fewer hold up the innocent. */
export const groupSize = 8;
/** Suspects after three deaths that a worker has in hand at once in the end; it begins with one. As above. */
export const mostTogether = 32;

/** SQL: the first time in the old place of the queue, then after growing pauses. */
export const runAtAfterCrash = `case when t.crash_count = 0 then t.run_at
  else now() + interval '1 s' * least(900, 5 * 2 ^ t.crash_count) * (0.5 + random() * 0.5) end`;
