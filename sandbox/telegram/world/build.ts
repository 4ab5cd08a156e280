import { Activity } from "../../world/activity.ts";
import { mix } from "../../world/hash.ts";
import { createVerifier } from "../crypto/srp.ts";
import { type AccountOptions, DEFAULT_PHONE, MAX_MESSAGES, type WorldOptions } from "../options.ts";
import { Box } from "./box.ts";
import { buildPrivateBox } from "./buildBox.ts";
import { buildChannel, buildDiscussion, shareMessages } from "./buildChannel.ts";
import type { Account, Chat, World } from "./model.ts";
import { createPeople, createPerson } from "./people.ts";
import { type ChatPlan, demoChats, demoPrivate, planPlain } from "./plan.ts";
import type { Build } from "./register.ts";

/** Where every world's activity begins. */
const WORLD_START_MS = Date.UTC(2021, 0, 1);
const DEFAULT_END = "2026-01-01T00:00:00.000Z";

/** Telegram's own account, which sends the codes to sign in. */
export const SERVICE_USER_ID = 777_000n;

/**
 * Makes a world from its options: chats, people and accounts, held in memory; messages are only counted and
 * dated. Throws RangeError on options that make no world.
 */
export function createWorld(options: WorldOptions = {}): World {
  const { seed = 1, messages = 20_000, layout = "demo", endsAt = DEFAULT_END, chats = 10 } = options;
  if (!Number.isInteger(messages) || messages < 0 || messages > MAX_MESSAGES) {
    throw new RangeError(`messages must be a whole number from 0 to ${MAX_MESSAGES}.`);
  }
  const endMs = Date.parse(endsAt);
  if (!(endMs > Date.UTC(2024, 5, 1))) throw new RangeError("endsAt must be an ISO time after 2024-06-01.");
  const world: World = {
    seed,
    startMs: WORLD_START_MS,
    endMs,
    activity: new Activity(mix(seed, 1), WORLD_START_MS, endMs),
    people: new Map(),
    accounts: [],
    chats: new Map(),
    byNumber: [],
    usernames: new Map(),
    invites: new Map(),
  };
  const people = createPeople(options.people ?? 240);
  world.accounts = (options.accounts ?? [{ phone: DEFAULT_PHONE }]).map(createAccount);
  const service = createPerson(null, "Telegram", { id: SERVICE_USER_ID, phone: "42777" });
  for (const person of [service, ...people, ...world.accounts.map(({ user }) => user)]) {
    world.people.set(person.id, person);
    if (person.username) world.usernames.set(person.username.toLowerCase(), person);
  }
  if (layout === "plain") buildPlain({ world, people }, messages, chats);
  else buildDemo({ world, people }, messages);
  return world;
}

function buildPlain(build: Build, messages: number, count: number): void {
  for (const plan of planPlain(messages, count)) buildChannel(build, plan, plan.messages ?? 0);
  for (const account of build.world.accounts) buildPrivateBox(build, account, [], 0, 0);
}

function buildDemo(build: Build, messages: number): void {
  const { world } = build;
  const groups = demoChats.filter(({ kind }) => kind === "group");
  const channels = demoChats.filter(({ kind }) => kind !== "group");
  const [largest] = channels as [ChatPlan];
  const shares = shareMessages(messages, [...demoChats, demoPrivate]);
  const share = (plan: { weight: number }) => shares.get(plan) ?? 0;
  // The largest chat takes what the others leave: how many comments there are follows from the posts.
  let left = messages;
  const grown: Chat[] = [];
  for (const plan of channels) {
    if (plan === largest) continue;
    const chat = buildChannel(build, plan, share(plan));
    left -= chat.past.count;
    if (plan.discussion) left -= buildDiscussion(build, chat, plan).past.count;
    if (plan.grewFrom) grown.push(chat);
  }
  for (const [i, account] of world.accounts.entries()) {
    // Only the first account's box counts towards the world's size.
    const own = i === 0 ? share(demoPrivate) + groups.reduce((sum, plan) => sum + share(plan), 0) : 80;
    const built = buildPrivateBox(build, account, groups, own, demoPrivate.people, i === 0 ? grown : []);
    if (i === 0) left -= built;
  }
  if (left < 1) throw new RangeError(`The demo world needs at least ${messages - left + 1} messages.`);
  buildChannel(build, largest, left);
}

function createAccount(options: AccountOptions, place: number): Account {
  const phone = options.phone.replace(/\D/g, "");
  if (phone.length < 7) throw new RangeError(`"${options.phone}" is no phone number.`);
  const name = options.name ?? (place === 0 ? "Ren Archivist" : `Account ${place + 1}`);
  const username = options.username === undefined ? `archivist_${phone.slice(-4)}` : options.username;
  const id = 6_100_000_000n + BigInt(phone.slice(-9));
  return {
    user: createPerson(username, name, { id, phone }),
    phone,
    password:
      options.password === undefined
        ? null
        : createVerifier(options.password, options.passwordHint ?? "the usual"),
    dcId: options.dcId ?? 2,
    box: new Box(0, 1_000),
    banned: false,
  };
}
