/** Message ids on a line. Pure. */
import type { Platform } from "../../../core/model/platform.ts";
import { snowflakeTimeMs } from "../../../core/model/snowflake.ts";

/** When an id was made; null where ids carry no time (Telegram). */
export const timeOfId = (id: string, platform: Platform): number | null =>
  platform === "discord" ? snowflakeTimeMs(id) : null;

/**
 * Where an id lies on its platform's axis: milliseconds since 1970 for snowflakes, the id itself for Telegram,
 * whose message ids count from 1 and fit a number.
 */
export const positionOfId = (id: string, platform: Platform): number =>
  platform === "discord" ? snowflakeTimeMs(id) : Number(id);

/** Orders decimal ids as numbers without the loss of Number: for sort(). */
export const compareIds = (a: string, b: string): number => {
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
