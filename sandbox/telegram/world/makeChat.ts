import { hashText, hexDigits, mix } from "../../world/hash.ts";
import { REGULAR_COUNT } from "../../world/regulars.ts";
import { styles } from "../../world/styles.ts";
import { corpora } from "../../world/texts/index.ts";
import type { Box } from "./box.ts";
import type { Chat, ChatKind, Person, World } from "./model.ts";
import { noPast } from "./past.ts";
import type { ChatPlan } from "./plan.ts";

/** A chat without messages, from its plan. It is not yet in the world's lists. */
export function makeChat(
  world: World,
  people: readonly Person[],
  plan: Omit<ChatPlan, "kind" | "weight"> & { kind: ChatKind },
  box: Box,
): Chat {
  const number = world.byNumber.length === 0 ? 1 : world.byNumber.length;
  const seed = mix(world.seed ^ hashText(plan.title), number);
  const languages = plan.languages ?? ["en"];
  const own = people.filter((person) => languages.includes(person.language) && person.firstName !== null);
  // People who know the chat's language talk; the others of the world read along.
  const speakers = (own.length >= 4 ? own : people.slice(0, REGULAR_COUNT)).slice(
    0,
    Math.max(2, Math.min(40, plan.members)),
  );
  const readers = people.slice(0, Math.min(people.length, plan.members));
  const createdS = Math.floor(world.startMs / 1_000) + (seed % (200 * 86_400));
  return {
    number,
    kind: plan.kind,
    id: BigInt(
      plan.kind === "group" ? 4_000_000 + (seed % 900_000_000) : 1_200_000_000 + (seed % 1_000_000_000),
    ),
    title: plan.title,
    username: plan.username ?? null,
    about: plan.about ?? "",
    createdS,
    creator: speakers[0] as Person,
    box,
    past: noPast,
    changed: new Map(),
    deletedCount: 0,
    added: [],
    deleted: new Map(),
    versions: new Map(),
    seed,
    corpora: languages.map((language) => corpora[language]),
    style: styles[plan.style ?? "chat"],
    albums: plan.albums ?? 0,
    speakers,
    members: new Map([...speakers, ...readers].map((person) => [String(person.id), person])),
    memberCount: plan.members,
    accounts: new Map(),
    specials: new Map(),
    pins: new Set(),
    forum: plan.topics !== undefined,
    topics: new Map(),
    noforwards: plan.noforwards ?? false,
    signatures: plan.signatures ?? false,
    linked: null,
    comments: null,
    owner: null,
    person: null,
    migratedTo: null,
    migratedFrom: null,
    inviteHash: plan.kind === "private" ? "" : `${hexDigits(seed, 15)}A`,
    photoId: plan.members > 4 ? (BigInt(seed) << 20n) | 2n : 0n,
    deletedChat: false,
    verified: plan.verified ?? false,
  };
}
