/** Discord snowflakes: ids that carry the time they were made. Browser-safe. */

/** Milliseconds since 1970 of Discord's first second, 2015-01-01 (docs: Reference, "Snowflakes"). */
const discordEpochMs = 1_420_070_400_000n;

/** When a snowflake was made, in milliseconds since 1970. */
export function snowflakeTimeMs(id: bigint | string): number {
  return Number((BigInt(id) >> 22n) + discordEpochMs);
}

/** The smallest snowflake that could have been made at `timeMs`; 0 for times before 2015. */
export function snowflakeAt(timeMs: number): bigint {
  const sinceEpoch = BigInt(Math.floor(timeMs)) - discordEpochMs;
  return sinceEpoch > 0n ? sinceEpoch << 22n : 0n;
}
