import { hashText, mix } from "../../world/hash.ts";
import { firstLanguageOf, makeUsername, REGULARS } from "../../world/regulars.ts";
import type { Person } from "./model.ts";

/** Ids of people begin here: like real ones they have nine or ten digits, or more than 2^32. */
const FIRST_ID = 250_000_000n;

/** Makes a person whose id follows from the name. */
export function createPerson(
  username: string | null,
  name: string,
  kind: { bot?: boolean; id?: bigint; phone?: string; photo?: boolean } = {},
): Person {
  const hash = hashText(`${username ?? ""} ${name}`);
  const [firstName = name, ...rest] = name.split(" ");
  return {
    // One in five came after ids outgrew 32 bits.
    id: kind.id ?? FIRST_ID + BigInt(hash) + (hash % 5 === 0 ? 4_000_000_000n : 0n),
    firstName,
    lastName: rest.length > 0 ? rest.join(" ") : null,
    username,
    phone: kind.phone ?? null,
    bot: kind.bot ?? false,
    language: firstLanguageOf({ username }),
    photoId: kind.photo === false ? 0n : (BigInt(mix(hash, 3)) << 20n) | 1n,
  };
}

/** The people of a world: the regulars first, then those who only read along. Some have no username, some are gone. */
export function createPeople(count: number): Person[] {
  return Array.from({ length: count }, (_, i) => {
    const regular = REGULARS[i];
    const hash = mix(0x9e0f1e, i);
    if (regular) {
      // On Telegram usernames are of letters, digits and underscores, and many have none.
      const username = i % 6 === 5 ? null : regular[0].replace(/\W/g, "_");
      const person = createPerson(username, regular[1] ?? regular[0], { photo: hash % 7 !== 0 });
      return { ...person, language: regular[2] ?? "en" };
    }
    const name = makeUsername(hash, i);
    const person = createPerson(hash % 3 === 0 ? name : null, name, { photo: hash % 3 === 0 });
    return hash % 29 === 0
      ? { ...person, firstName: null, lastName: null, username: null, photoId: 0n }
      : person;
  });
}
