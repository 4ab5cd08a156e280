/** Hashing of passwords: argon2id, at most four at a time. */
import { hash, parseOptions, verify } from "@node-rs/argon2";
import { createSlots } from "./slots.ts";

/** OWASP's first choice for argon2id; about 35 ms and 19 MiB per hash. New hashes use it, older ones are redone. */
const hashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** More would let sign-in attempts take all memory and every thread of the process; fewer makes them queue. */
const withSlot = createSlots(4);

/** A PHC string `$argon2id$…` of the password exactly as typed. */
export function hashPassword(password: string): Promise<string> {
  return withSlot(() => hash(password, hashCost));
}

/** Whether `password` is the one behind `phc`. Throws when `phc` is no argon2 hash. */
export function matchesHash(phc: string, password: string): Promise<boolean> {
  return withSlot(() => verify(phc, password));
}

/** True for hashes made with less than today's cost. */
export function isHashOutdated(phc: string): boolean {
  const made = parseOptions(phc);
  return made.memoryCost < hashCost.memoryCost || made.timeCost < hashCost.timeCost;
}
