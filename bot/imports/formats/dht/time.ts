/** A time in milliseconds since 1970, as number or digits; null for anything else and for what no export holds. Pure. */
export function toTimeOfMs(value: unknown): Date | null {
  const ms = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
  return ms > 0 && ms < Date.UTC(9999, 0) ? new Date(ms) : null;
}
