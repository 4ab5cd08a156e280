import { Activity } from "../../world/activity.ts";
import { hashText, mix } from "../../world/hash.ts";
import { DEFAULT_APPLICATION_FLAGS, MAX_MESSAGES, type WorldOptions } from "../options.ts";
import { botIdOf, tokenOf } from "../tokens.ts";
import { buildGuild } from "./buildGuild.ts";
import { planDemo } from "./demo.ts";
import type { Bot, World } from "./model.ts";
import { createPeople, createUser } from "./people.ts";
import { planPlain } from "./plain.ts";
import { type GuildPlan, shareOut } from "./plan.ts";

/** Where every world's activity begins: before its oldest guild. */
const WORLD_START_MS = Date.UTC(2021, 0, 1);
const DEFAULT_END = "2026-01-01T00:00:00.000Z";

/**
 * Makes a world from its options: guilds, channels, threads, people and bots, held in memory; messages are
 * only counted and dated. Throws RangeError on options that make no world.
 */
export function createWorld(options: WorldOptions = {}): World {
  const { seed = 1, messages = 20_000, layout = "demo", endsAt = DEFAULT_END } = options;
  if (!Number.isInteger(messages) || messages < 0 || messages > MAX_MESSAGES) {
    throw new RangeError(`messages must be a whole number from 0 to ${MAX_MESSAGES}.`);
  }
  const endMs = Date.parse(endsAt);
  if (!(endMs > Date.UTC(2024, 5, 1))) throw new RangeError("endsAt must be an ISO time after 2024-06-01.");
  const plans = layout === "demo" ? planDemo(messages) : planPlain(options);
  const activity = new Activity(mix(seed, 1), WORLD_START_MS, endMs);
  const world: World = {
    seed,
    startMs: WORLD_START_MS,
    endMs,
    activity,
    guilds: new Map(),
    channels: new Map(),
    users: new Map(),
    bots: createBots(options),
  };
  const people = createPeople(Math.max(...plans.map((plan) => plan.membersFrom + plan.members)));
  for (const user of [...people, ...world.bots.map((bot) => bot.user)]) world.users.set(user.id, user);
  const counts = countMessagesOf(plans, messages);
  for (const [g, plan] of plans.entries()) {
    const bots = world.bots.filter((_, b) => botOptions(options)[b]?.guilds?.includes(g) ?? true);
    buildGuild({ world, people, bots, plan, counts, seed: mix(seed, 100 + g), place: g });
  }
  return world;
}

/** How many messages each planned channel and thread gets, keyed by the plan itself. */
function countMessagesOf(plans: readonly GuildPlan[], messages: number): Map<object, number> {
  const parts = plans.flatMap((guild) =>
    guild.channels.flatMap((channel) => [channel, ...(channel.threads ?? [])]),
  );
  const exact = parts.some((part) => "messages" in part);
  const shares = exact
    ? []
    : shareOut(
        messages,
        parts.map((part) => part.weight),
      );
  return new Map(
    parts.map((part, i) => [part, "messages" in part ? (part.messages ?? 0) : (shares[i] ?? 0)] as const),
  );
}

function botOptions(options: WorldOptions) {
  return options.bots ?? options.tokens?.map((token) => ({ token, guilds: undefined })) ?? [{}];
}

function createBots(options: WorldOptions): Bot[] {
  const list: NonNullable<WorldOptions["bots"]> = botOptions(options);
  const bots = list.map((bot, i): Bot => {
    const token = bot.token ?? tokenOf(i);
    const name = bot.name ?? (i === 0 ? "Backscroll" : `Backscroll ${i + 1}`);
    const user = createUser(name, null, 0, {
      bot: true,
      id: botIdOf(token),
      avatar: hashText(name) % 2 === 0,
    });
    return { token, user, flags: bot.flags ?? DEFAULT_APPLICATION_FLAGS, revoked: false };
  });
  if (new Set(bots.map((bot) => bot.token)).size < bots.length)
    throw new RangeError("Two bots have one token.");
  return bots;
}
