/** How often to ask. Pure. */

/** What people may choose: by itself, not at all, or every so many seconds. */
export const pollingChoices = ["auto", "paused", "1", "2", "5", "10", "30", "60"] as const;
export type PollingChoice = (typeof pollingChoices)[number];

export const isPollingChoice = (value: unknown): value is PollingChoice =>
  pollingChoices.includes(value as PollingChoice);

/** While something runs: short enough that bars move, long enough for one answer to arrive before the next poll. */
const busyMs = 2_000;
const idleMs = 10_000;

/** Milliseconds to the next poll of the view's main resource; 0 = none. */
export function pollEveryMs(choice: PollingChoice, isBusy: boolean): number {
  if (choice === "paused") return 0;
  if (choice === "auto") return isBusy ? busyMs : idleMs;
  return Number(choice) * 1_000;
}

/** Milliseconds before the `attempt`th repeat (from 1) of a failed poll. `random` is between 0 and 1: full jitter. */
export const retryAfterMs = (attempt: number, random: number): number =>
  500 + random * Math.min(15_000, 1_000 * 2 ** Math.min(attempt, 6));
