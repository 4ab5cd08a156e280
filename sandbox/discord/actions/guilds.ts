import type { Core } from "../core.ts";
import { Intent } from "../gateway/intents.ts";
import { writeGuildCreate } from "../wire/guildCreate.ts";
import { toApiGuild, toApiMember, toApiRole } from "../wire/guilds.ts";
import type { Bot, Guild, Member, Role, User } from "../world/model.ts";
import { EVERYONE_PERMISSIONS } from "../world/permissions.ts";

/** Lets a person join a guild. */
export function addMember(core: Core, guild: Guild, user: User): Member {
  const member: Member = { user, nick: null, roleIds: [], joinedMs: core.now(), premiumSinceMs: null };
  core.world.users.set(user.id, user);
  guild.members.set(user.id, member);
  publish(core, guild, "GUILD_MEMBER_ADD", { ...toApiMember(member), guild_id: guild.id }, Intent.members);
  return member;
}

/** Changes a member's nickname or roles. */
export function updateMember(
  core: Core,
  guild: Guild,
  member: Member,
  patch: { nick?: string | null | undefined; roleIds?: string[] | undefined },
): void {
  if (patch.nick !== undefined) member.nick = patch.nick;
  if (patch.roleIds) member.roleIds = patch.roleIds;
  publish(core, guild, "GUILD_MEMBER_UPDATE", { ...toApiMember(member), guild_id: guild.id }, Intent.members);
}

/** Lets a person leave a guild. Bots go by `removeBot`. */
export function removeMember(core: Core, guild: Guild, member: Member): void {
  guild.members.delete(member.user.id);
  const gone = { guild_id: guild.id, user: JSON.parse(member.user.json) as unknown };
  publish(core, guild, "GUILD_MEMBER_REMOVE", gone, Intent.members);
}

/** Renames a guild. */
export function updateGuild(core: Core, guild: Guild, patch: { name?: string | undefined }): void {
  if (patch.name !== undefined) guild.name = patch.name;
  publish(core, guild, "GUILD_UPDATE", toApiGuild(guild), Intent.guilds);
}

/** Changes a role's name or permissions, and with them what its members may do. */
export function updateRole(
  core: Core,
  guild: Guild,
  role: Role,
  patch: { name?: string | undefined; permissions?: bigint | undefined },
): void {
  role.name = patch.name ?? role.name;
  role.permissions = patch.permissions ?? role.permissions;
  publish(core, guild, "GUILD_ROLE_UPDATE", { guild_id: guild.id, role: toApiRole(role) }, Intent.guilds);
}

/** Throws a bot out of a guild: it gets GUILD_DELETE, and 50001 from then on. */
export function removeBot(core: Core, guild: Guild, bot: Bot): void {
  const member = guild.members.get(bot.user.id);
  if (!member) return;
  publish(core, guild, "GUILD_DELETE", { id: guild.id }, Intent.guilds, (one) => one === bot);
  removeMember(core, guild, member);
}

/** Takes a bot (back) into a guild with everyone's permissions: it gets GUILD_CREATE. */
export function addBot(core: Core, guild: Guild, bot: Bot): void {
  if (guild.members.has(bot.user.id)) return;
  const { id } = core.ids.next();
  guild.roles.set(id, {
    id,
    name: bot.user.username,
    color: 0,
    position: guild.roles.size,
    permissions: EVERYONE_PERMISSIONS,
    hoist: false,
    mentionable: false,
    botId: bot.user.id,
  });
  guild.members.set(bot.user.id, {
    user: bot.user,
    nick: null,
    roleIds: [id],
    joinedMs: core.now(),
    premiumSinceMs: null,
  });
  publishGuildCreate(core, guild, (one) => one === bot);
}

/** An outage of one guild, or its end. */
export function setAvailable(core: Core, guild: Guild, available: boolean): void {
  if (guild.available === available) return;
  guild.available = available;
  if (available) publishGuildCreate(core, guild);
  else publish(core, guild, "GUILD_DELETE", { id: guild.id, unavailable: true }, Intent.guilds);
}

function publishGuildCreate(core: Core, guild: Guild, only?: (bot: Bot) => boolean): void {
  core.publish({
    name: "GUILD_CREATE",
    guild,
    intents: Intent.guilds,
    ...(only ? { only } : {}),
    write: (viewer) => writeGuildCreate(guild, viewer.userId, false, viewer.raw),
  });
}

function publish(
  core: Core,
  guild: Guild,
  name: string,
  data: object,
  intents: number,
  only?: (bot: Bot) => boolean,
): void {
  core.publish({ name, guild, intents, ...(only ? { only } : {}), write: ({ raw }) => raw.stringify(data) });
}
