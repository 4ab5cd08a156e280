import { toApiEmoji, toApiGuild, toApiMember, toApiRole, toApiSticker } from "../../wire/guilds.ts";
import { guildPermissions } from "../../world/permissions.ts";
import { compareIds } from "../../world/snowflake.ts";
import { guildOf, numberOf } from "../access.ts";
import { refuse } from "../errors.ts";
import { type RestReply, type RestRequest, route } from "../router.ts";

/** Guilds, their members, and the bot itself. */
export const guildRoutes = [
  route("GET", "/gateway", 10, 10_000, ({ core }) => ({ url: core.gatewayUrl })),
  route("GET", "/gateway/bot", 5, 5_000, getGatewayBot),
  route("GET", "/users/@me", 10, 10_000, ({ bot }) => ({
    ...parse(bot.user.json),
    verified: true,
    mfa_enabled: true,
  })),
  route("GET", "/users/@me/guilds", 10, 10_000, getOwnGuilds),
  route("GET", "/users/:user", 30, 30_000, getUser),
  route("GET", "/applications/@me", 10, 10_000, getApplication),
  route("GET", "/oauth2/applications/@me", 10, 10_000, getApplication),
  route("GET", "/guilds/:guild", 10, 10_000, getGuild),
  route("GET", "/guilds/:guild/roles", 10, 10_000, (request) =>
    [...guildOf(request).roles.values()].map(toApiRole),
  ),
  route("GET", "/guilds/:guild/emojis", 10, 10_000, (request) => guildOf(request).emojis.map(toApiEmoji)),
  route("GET", "/guilds/:guild/stickers", 10, 10_000, getStickers),
  route("GET", "/guilds/:guild/members", 10, 10_000, getMembers),
  route("GET", "/guilds/:guild/members/:user", 5, 2_000, getMember),
];

function parse(json: string): Record<string, unknown> {
  return JSON.parse(json) as Record<string, unknown>;
}

function getGatewayBot({ core, bot }: RestRequest): RestReply {
  return { url: core.gatewayUrl, session_start_limit: core.starts.report(bot.token), shards: 1 };
}

/** In ascending order of id, paged by `before` and `after`. */
function getOwnGuilds(request: RestRequest): RestReply {
  const { core, bot, query } = request;
  const limit = numberOf(request, "limit", 200, 1, 200);
  const [before, after] = [query.get("before"), query.get("after")];
  const withCounts = query.get("with_counts") === "true";
  const own = [...core.world.guilds.values()]
    .filter((guild) => guild.members.has(bot.user.id))
    .filter(
      ({ id }) =>
        (after === null || compareIds(id, after) > 0) && (before === null || compareIds(id, before) < 0),
    )
    .sort((a, b) => compareIds(a.id, b.id));
  const page = before !== null && after === null ? own.slice(-limit) : own.slice(0, limit);
  return page.map((guild) => ({
    id: guild.id,
    name: guild.name,
    icon: guild.icon,
    banner: null,
    owner: guild.ownerId === bot.user.id,
    permissions: String(guildPermissions(guild, bot.user.id)),
    features: guild.features,
    ...(withCounts ? approximateCounts(guild.members.size) : {}),
  }));
}

function approximateCounts(members: number) {
  return { approximate_member_count: members, approximate_presence_count: Math.ceil(members / 4) };
}

function getUser({ core, params }: RestRequest): RestReply {
  const user = core.world.users.get(params.user ?? "");
  if (!user) throw refuse.unknownUser();
  return user.json;
}

function getApplication({ core, bot }: RestRequest): RestReply {
  const guilds = [...core.world.guilds.values()].filter((guild) => guild.members.has(bot.user.id));
  return {
    id: bot.user.id,
    name: bot.user.username,
    icon: null,
    description: "",
    type: null,
    bot_public: true,
    bot_require_code_grant: false,
    summary: "",
    verify_key: "0".repeat(64),
    flags: bot.flags,
    hook: true,
    redirect_uris: [],
    interactions_endpoint_url: null,
    approximate_guild_count: guilds.length,
    approximate_user_install_count: 0,
    owner: parse(bot.user.json),
    team: null,
    bot: parse(bot.user.json),
  };
}

function getGuild(request: RestRequest): RestReply {
  const guild = guildOf(request);
  const withCounts = request.query.get("with_counts") === "true";
  return { ...toApiGuild(guild), ...(withCounts ? approximateCounts(guild.members.size) : {}) };
}

function getStickers(request: RestRequest): RestReply {
  const guild = guildOf(request);
  return guild.stickers.map((sticker) => toApiSticker(sticker, guild));
}

/** In ascending order of user id. Needs the GUILD_MEMBERS intent of the application, as on Discord. */
function getMembers(request: RestRequest): RestReply {
  const guild = guildOf(request);
  if (!(request.bot.flags & ((1 << 14) | (1 << 15)))) throw refuse.missingAccess();
  const limit = numberOf(request, "limit", 1, 1, 1_000);
  const after = request.query.get("after") ?? "0";
  return [...guild.members.values()]
    .filter(({ user }) => compareIds(user.id, after) > 0)
    .sort((a, b) => compareIds(a.user.id, b.user.id))
    .slice(0, limit)
    .map(toApiMember);
}

function getMember(request: RestRequest): RestReply {
  const member = guildOf(request).members.get(request.params.user ?? "");
  if (!member) throw refuse.unknownMember();
  return toApiMember(member);
}
