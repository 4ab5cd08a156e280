import type { Emoji, Guild, Member, Role, Sticker } from "../world/model.ts";
import { isoTime, isoTimeOrNull } from "./time.ts";

export function toApiRole(role: Role): Record<string, unknown> {
  return {
    id: role.id,
    name: role.name,
    description: null,
    permissions: String(role.permissions),
    position: role.position,
    color: role.color,
    colors: { primary_color: role.color, secondary_color: null, tertiary_color: null },
    hoist: role.hoist,
    managed: role.botId !== null,
    mentionable: role.mentionable,
    icon: null,
    unicode_emoji: null,
    flags: 0,
    ...(role.botId === null ? {} : { tags: { bot_id: role.botId } }),
  };
}

export function toApiEmoji(emoji: Emoji): Record<string, unknown> {
  return {
    id: emoji.id,
    name: emoji.name,
    roles: [],
    require_colons: true,
    managed: false,
    animated: emoji.animated,
    available: true,
  };
}

export function toApiSticker(sticker: Sticker, guild: Guild): Record<string, unknown> {
  return {
    id: sticker.id,
    name: sticker.name,
    tags: sticker.tags,
    type: 2,
    format_type: 1,
    description: sticker.description,
    available: true,
    guild_id: guild.id,
  };
}

/** A member without its user, as it stands in message events. */
export function toPartialMember(member: Member): Record<string, unknown> {
  return {
    avatar: null,
    banner: null,
    communication_disabled_until: null,
    deaf: false,
    flags: 0,
    joined_at: isoTime(member.joinedMs),
    mute: false,
    nick: member.nick,
    pending: false,
    premium_since: isoTimeOrNull(member.premiumSinceMs),
    roles: member.roleIds,
  };
}

export function toApiMember(member: Member): Record<string, unknown> {
  return { ...toPartialMember(member), user: JSON.parse(member.user.json) as unknown };
}

/** The guild as `GET /guilds/:id` answers it. */
export function toApiGuild(guild: Guild): Record<string, unknown> {
  return {
    id: guild.id,
    name: guild.name,
    icon: guild.icon,
    description: guild.description,
    home_header: null,
    splash: null,
    discovery_splash: null,
    features: guild.features,
    banner: null,
    owner_id: guild.ownerId,
    application_id: null,
    region: "deprecated",
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: guild.systemChannelId,
    system_channel_flags: 0,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 1,
    roles: [...guild.roles.values()].map(toApiRole),
    default_message_notifications: 1,
    mfa_level: 0,
    explicit_content_filter: 2,
    max_presences: null,
    max_members: 25_000_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    vanity_url_code: null,
    premium_tier: guild.boosts >= 14 ? 3 : guild.boosts >= 7 ? 2 : guild.boosts >= 2 ? 1 : 0,
    premium_subscription_count: guild.boosts,
    preferred_locale: guild.locale,
    rules_channel_id: guild.rulesChannelId,
    safety_alerts_channel_id: null,
    public_updates_channel_id: guild.systemChannelId,
    premium_progress_bar_enabled: true,
    nsfw: false,
    nsfw_level: 0,
    emojis: guild.emojis.map(toApiEmoji),
    stickers: guild.stickers.map((sticker) => toApiSticker(sticker, guild)),
    incidents_data: null,
    inventory_settings: null,
    latest_onboarding_question_id: null,
  };
}
