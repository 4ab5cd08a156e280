/**
 * Sets of people as bits, as stats_sets keeps them: bit n (the lowest of a byte first) is the author of place n. What lies
 * beyond the end is not in the set, so sets of different lengths fit together. Pure: only
 * putPlace changes what it is given.
 */
export type PeopleSet = Uint8Array;

export const nobody: PeopleSet = new Uint8Array(0);

const bitsOf = Uint8Array.from({ length: 256 }, (_, byte) => {
  let bits = 0;
  for (let rest = byte; rest > 0; rest >>= 1) bits += rest & 1;
  return bits;
});

/** Whoever is in one of them. */
export function unite(sets: Iterable<PeopleSet>): PeopleSet {
  const all = [...sets];
  const united = new Uint8Array(all.reduce((most, { length }) => Math.max(most, length), 0));
  for (const set of all) for (let i = 0; i < set.length; i++) united[i] = (united[i] ?? 0) | (set[i] ?? 0);
  return united;
}

/** Whoever is in the first and not in the second. */
export const without = (set: PeopleSet, others: PeopleSet): PeopleSet =>
  set.map((byte, i) => byte & ~(others[i] ?? 0));

export function countPeople(set: PeopleSet): number {
  let count = 0;
  for (let i = 0; i < set.length; i++) count += bitsOf[set[i] ?? 0] ?? 0;
  return count;
}

/** How many are in both. */
export function countBoth(one: PeopleSet, other: PeopleSet): number {
  let count = 0;
  for (let i = 0; i < Math.min(one.length, other.length); i++)
    count += bitsOf[(one[i] ?? 0) & (other[i] ?? 0)] ?? 0;
  return count;
}

/** Puts one place in the set or takes it out; the set itself where it is long enough, else a longer one. */
export function putPlace(set: PeopleSet, place: number, isThere: boolean): PeopleSet {
  let changed = set;
  if (place >> 3 >= set.length) {
    changed = new Uint8Array((place >> 3) + 1);
    changed.set(set);
  }
  const byte = changed[place >> 3] ?? 0;
  changed[place >> 3] = isThere ? byte | (1 << (place & 7)) : byte & ~(1 << (place & 7));
  return changed;
}
