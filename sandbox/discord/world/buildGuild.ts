import { hashText, hexDigits, mix } from "../../world/hash.ts";
import { firstLanguageOf, REGULAR_COUNT } from "../../world/regulars.ts";
import { styles } from "../../world/styles.ts";
import { corpora } from "../../world/texts/index.ts";
import { buildThreads } from "./buildThreads.ts";
import type { GuildBuild } from "./guildBuild.ts";
import type { User } from "./model.ts";
import {
  type Bot,
  type Channel,
  ChannelKind,
  type Guild,
  type Member,
  type Overwrite,
  type Role,
} from "./model.ts";
import { EVERYONE_PERMISSIONS, Permission } from "./permissions.ts";
import type { ChannelPlan, GuildPlan } from "./plan.ts";
import { toId } from "./snowflake.ts";
import { Timeline } from "./timeline.ts";

const DAY_MS = 86_400_000;

/** What a bot may do where nothing else is said: read and write, but not manage. */
const BOT_PERMISSIONS =
  Permission.viewChannel |
  Permission.sendMessages |
  Permission.sendInThreads |
  Permission.embedLinks |
  Permission.attachFiles |
  Permission.addReactions |
  Permission.readMessageHistory |
  Permission.connect;

/** Builds a planned guild and puts it, its channels and its threads into the world. */
export function buildGuild(build: GuildBuild): void {
  const { world, plan, seed } = build;
  const guild = createGuild(build);
  world.guilds.set(guild.id, guild);
  const regulars = regularsOf(build);
  const built: Channel[] = [];
  for (const [i, channelPlan] of plan.channels.entries()) {
    const channel = createChannel(build, guild, channelPlan, i, regulars, built);
    built.push(channel);
    guild.channels.set(channel.id, channel);
    world.channels.set(channel.id, channel);
    if (channelPlan.threads) buildThreads(build, channel, channelPlan);
    addPins(channel, channelPlan.pins ?? 0, mix(seed, 9_000 + i));
  }
  guild.systemChannelId = built[plan.systemChannel ?? -1]?.id ?? null;
  guild.rulesChannelId = built[plan.rulesChannel ?? -1]?.id ?? null;
}

function createGuild({ plan, people, bots, seed, place }: GuildBuild): Guild {
  const id = toId(plan.createdMs, mix(0x61d, place) & 0x3fffff);
  const staffId = toId(plan.createdMs + 60_000, 7);
  const regularId = toId(plan.createdMs + 120_000, 9);
  const role = (roleId: string, name: string, position: number, more: Partial<Role> = {}): Role => ({
    id: roleId,
    name,
    color: 0,
    position,
    permissions: 0n,
    hoist: false,
    mentionable: false,
    botId: null,
    ...more,
  });
  const roles: Role[] = [
    role(id, "@everyone", 0, { permissions: EVERYONE_PERMISSIONS }),
    role(regularId, "Regulars", 1, { color: 3_447_003, permissions: EVERYONE_PERMISSIONS }),
    role(staffId, "Staff", 2, {
      color: 15_844_367,
      hoist: true,
      mentionable: true,
      permissions: EVERYONE_PERMISSIONS | Permission.manageMessages | Permission.manageThreads,
    }),
    ...bots.map((bot, i) =>
      role(botRoleId(plan, bot), bot.user.username, 3 + i, {
        permissions: BOT_PERMISSIONS,
        botId: bot.user.id,
      }),
    ),
  ];
  const own = people.slice(plan.membersFrom, plan.membersFrom + plan.members);
  const members: Member[] = own.map((user, i) => ({
    user,
    nick: null,
    roleIds: i < 5 ? [staffId] : i < 40 ? [regularId] : [],
    joinedMs: plan.createdMs + Math.floor((i / own.length) * 700 * DAY_MS) + (mix(seed, i) % DAY_MS),
    premiumSinceMs: i < plan.boosts ? plan.createdMs + (30 + i) * DAY_MS : null,
  }));
  for (const [i, bot] of bots.entries()) {
    const joinedMs = plan.createdMs + 400 * DAY_MS + i * 1_000;
    members.push({
      user: bot.user,
      nick: null,
      roleIds: [botRoleId(plan, bot)],
      joinedMs,
      premiumSinceMs: null,
    });
  }
  return {
    id,
    name: plan.name,
    description: plan.description,
    icon: hexDigits(hashText(plan.name), 32),
    locale: plan.locale,
    ownerId: own[0]?.id ?? id,
    createdMs: plan.createdMs,
    features: plan.community ? ["COMMUNITY", "NEWS"] : [],
    boosts: plan.boosts,
    systemChannelId: null,
    rulesChannelId: null,
    available: true,
    roles: new Map(roles.map((one) => [one.id, one])),
    members: new Map(members.map((member) => [member.user.id, member])),
    people: own.length > 0 ? own : people.slice(0, 1),
    emojis: plan.emojis.map(([name, animated], i) => ({
      id: toId(plan.createdMs + 3_600_000 + i * 1_000, mix(hashText(name), place) & 0x3fffff),
      name,
      animated,
    })),
    stickers: plan.stickers.map(([name, tags], i) => ({
      id: toId(plan.createdMs + 7_200_000 + i * 1_000, mix(hashText(name), place) & 0x3fffff),
      name,
      tags,
      description: name,
    })),
    channels: new Map(),
    threads: new Map(),
  };
}

function botRoleId(plan: GuildPlan, bot: Bot): string {
  return toId(plan.createdMs + 400 * DAY_MS, hashText(bot.user.id) & 0x3fffff);
}

/** People who take part in conversations. */
function regularsOf({ plan, people }: GuildBuild): readonly User[] {
  const own = people.slice(plan.membersFrom, plan.membersFrom + plan.members);
  const regulars = own.slice(0, Math.max(12, REGULAR_COUNT - plan.membersFrom));
  return regulars.length > 0 ? regulars : people.slice(0, 1);
}

/** Who of them speaks in a channel: staff where only staff may, else mostly those who grew up with its languages. */
function speakersOf(plan: ChannelPlan, regulars: readonly User[]): readonly User[] {
  if (plan.style === "announcements") return regulars.slice(0, 5);
  const { languages } = plan;
  if (!languages || languages[0] === "en") return regulars;
  const own = regulars.filter((user) => languages.includes(firstLanguageOf(user)));
  return own.length < 4 ? regulars : [...own, ...regulars.filter((user) => !own.includes(user)).slice(0, 3)];
}

function createChannel(
  build: GuildBuild,
  guild: Guild,
  plan: ChannelPlan,
  place: number,
  regulars: readonly User[],
  earlier: readonly Channel[],
): Channel {
  const seed = mix(build.seed, 1_000 + place);
  const startMs = guild.createdMs + (plan.fromDay ?? 0) * DAY_MS + 600_000 + place * 1_000;
  const endMs = plan.toDay === undefined ? build.world.endMs : guild.createdMs + plan.toDay * DAY_MS;
  const count = build.counts.get(plan) ?? 0;
  const timeline = count > 0 ? new Timeline(build.world.activity, mix(seed, 3), count, startMs, endMs) : null;
  return {
    id: toId(startMs - 1_000, seed & 0x3fffff),
    guild,
    type: plan.type,
    name: plan.name,
    topic: plan.topic ?? null,
    nsfw: plan.nsfw ?? false,
    position: place,
    parent: plan.parent === undefined ? null : (earlier[plan.parent] ?? null),
    slowmodeSeconds: plan.slowmodeSeconds ?? 0,
    overwrites: (plan.overwrites ?? []).flatMap(({ who, allow = 0n, deny = 0n }): Overwrite[] =>
      rolesOf(build, guild, who).map((id) => ({ id, type: 0, allow, deny })),
    ),
    tags: (plan.tags ?? []).map(([name, emoji], i) => ({
      id: toId(startMs - 500 + i, mix(seed, i) & 0x3fffff),
      name,
      emoji,
    })),
    thread: null,
    timeline,
    seed,
    corpora: (plan.languages ?? (["en"] as const)).map((language) => corpora[language]),
    style: styles[plan.style ?? "chat"],
    speakers: speakersOf(plan, regulars),
    crowd: regulars,
    specials: new Map(),
    pins: new Map(),
    lastMessageId: timeline ? timeline.idAt(timeline.count - 1) : null,
    lastPinMs: null,
  };
}

function rolesOf({ bots, plan }: GuildBuild, guild: Guild, who: "everyone" | "staff" | "bots"): string[] {
  if (who === "everyone") return [guild.id];
  if (who === "bots") return bots.map((bot) => botRoleId(plan, bot));
  return [...guild.roles.values()].filter((role) => role.name === "Staff").map((role) => role.id);
}

/** Pins some messages, each with the notice that Discord posts about it. */
function addPins(channel: Channel, wanted: number, hash: number): void {
  const { timeline } = channel;
  if (!timeline || channel.type === ChannelKind.category || timeline.count < wanted * 20) return;
  for (let i = 0; i < wanted; i++) {
    const target = Math.floor(((i + 0.5) / wanted) * timeline.count) - (mix(hash, i) % 4);
    const notice = target + 2;
    if (channel.specials.has(target) || channel.specials.has(notice)) continue;
    const pinnedMs = timeline.timeAt(notice);
    channel.specials.set(notice, { kind: "pin-notice", target });
    channel.pins.set(timeline.idAt(target), pinnedMs);
    channel.lastPinMs = Math.max(channel.lastPinMs ?? 0, pinnedMs);
  }
}
