/** Reading a sandbox's command line. */

/** A wrong command line. */
export class UsageError extends Error {}

export function toNumber(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^\d+$/.test(text)) throw new UsageError(`--${name} must be a whole number, not "${text}".`);
  return Number(text);
}

export function oneOf<T extends string>(
  name: string,
  text: string | undefined,
  choices: readonly [T, ...T[]],
): T {
  const found = text === undefined ? choices[0] : choices.find((choice) => choice === text);
  if (found === undefined) throw new UsageError(`--${name} must be ${choices.join(" or ")}, not "${text}".`);
  return found;
}
