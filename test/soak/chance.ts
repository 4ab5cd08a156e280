/** Repeatable randomness: the seed is printed, and taken from SOAK_SEED when that is set. */

export interface Chance {
  /** Evenly between the two. */
  between(least: number, most: number): number;
}

export function createChance(): Chance {
  const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000);
  console.log(`SOAK_SEED=${seed}`);
  let state = seed;
  return {
    between(least, most) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return least + (state / 2_147_483_648) * (most - least);
    },
  };
}
